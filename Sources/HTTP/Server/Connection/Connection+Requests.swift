import Glibc
import Runtime

/// From bytes to requests.
extension Connection {
  // MARK: Heads

  func takeHead(_ input: inout Input) -> Bool {
    // Who does not take answers is not asked for more.
    guard lane.outbox.isEmpty || wire.isWritable && lane.outbox.count < Outbox.full else { return false }
    if !wire.headHasBegun { input.drop(HeadScan.emptyLines(before: input.bytes)) }
    if let length = HeadScan.end(of: input.bytes, from: &wire.scanned) {
      wire.scanned = 0
      wire.headHasBegun = false
      let head = UnsafeRawBufferPointer(rebasing: input.bytes[..<length])
      if length > HeadScan.longest { refuse(HeadScan.fault(ofLong: head)) } else { begin(head, &input) }
      return true
    }
    if input.count >= HeadScan.longest {
      refuse(HeadScan.fault(ofLong: input.bytes))
      return true
    }
    if receive(&input) { return true }
    waitForHead(input)
    return wire.hasSeenEnd
  }

  private func waitForHead(_ input: Input) {
    if wire.isOver { return }
    if wire.hasSeenEnd {
      wire.stage = .parting(lingers: false)
    } else if !input.isEmpty, !wire.headHasBegun {
      wire.headHasBegun = true
      enter(wire.hasAsked ? .head : .silent, within: server.patience.head)
    }
  }

  /// The head is taken from the input when it has been read: its bytes lie there.
  private func begin(_ bytes: UnsafeRawBufferPointer, _ input: inout Input) {
    let begunAt = Tick.now
    becomeBusy()
    wire.hasAsked = true
    do throws(RequestHead.Fault) {
      let head = try RequestHead(bytes)
      input.drop(bytes.count)
      wire.framing = head.framing
      wire.keepsAlive = head.keepsAlive
      wire.manner = Outbox.Manner(isOld: head.isOld, isHead: head.method == .head)
      admit(head, begunAt)
    } catch {
      refuse(error)
    }
  }

  private func admit(_ head: borrowing RequestHead, _ begunAt: Tick) {
    var known: Request?
    do {
      let request = try server.request(head, from: self)
      known = request
      let admission = try server.application.admit(request)
      let handshake = admission.endpoint.isSocket ? try server.handshake(for: request) : nil
      if wire.framing.isWhole, case .immediate(let handler) = admission.endpoint.handler {
        answerAtOnce(request, admission, handler, begunAt)
      } else {
        begin(Exchange(self, request, admission, handshake, asksFirst: head.asksFirst, begunAt: begunAt))
      }
    } catch {
      let application = server.application
      let request = known ?? server.unreadableRequest()
      let refusal = application.response(to: error, for: request)
      server.record(refusal.status, of: known, route: nil, began: begunAt, on: lane)
      // What else it has to say is not read.
      say(.fresh(refusal), to: request.id, isLast: !wire.framing.isWhole)
    }
  }

  private func answerAtOnce(
    _ request: Request, _ admission: Application.Admission, _ handler: @Sendable (Request) throws -> Reply,
    _ begunAt: Tick
  ) {
    switch server.application.answer(at: handler, request) {
    case .now(let answer):
      server.record(answer.status, of: request, route: admission.endpoint.route, began: begunAt, on: lane)
      say(answer, to: request.id)
    case .later(let work):
      let exchange = Exchange(self, request, admission, nil, asksFirst: false, begunAt: begunAt)
      wire.stage = .exchange(exchange)
      wire.bodyHasEnded = true
      exchange.handle(with: work)
    }
  }

  private func begin(_ exchange: Exchange) {
    wire.stage = .exchange(exchange)
    wire.bodyHasEnded = false
    if exchange.isStreamed {
      exchange.start()
    } else if !wire.framing.isWhole {
      enter(.busy, within: server.patience.body)
    }
    if wire.framing.isWhole { endBody(of: exchange) }
  }

  private func endBody(of exchange: Exchange) {
    wire.bodyHasEnded = true
    exchange.endBody()
  }

  // MARK: Refusals

  /// The request cannot be read, nor what follows it: said once, and the connection with it.
  func refuse(_ fault: RequestHead.Fault) {
    wire.manner = Outbox.Manner()
    let request = server.unreadableRequest()
    let problem = server.problem(.refusing(head: fault), for: request)
    server.record(problem.status, of: nil, route: nil, began: .now, on: lane)
    say(.fresh(problem), to: request.id, isLast: true, lingers: true)
  }

  // MARK: Bodies

  func carryOn(_ exchange: Exchange, _ input: inout Input) -> Bool {
    if let outcome = exchange.takeOutcome() {
      answer(outcome, of: exchange)
      return true
    }
    if !wire.bodyHasEnded { return takeBody(of: exchange, &input) }
    doubtWhoLeft()
    return false
  }

  /// A client that has said all may close its half and still read. Whether it does, or has left, shows when the answer
  /// goes out; until then it is believed for a moment.
  func doubtWhoLeft() {
    guard wire.hasFarewell, !wire.isDoubted else { return }
    wire.isDoubted = true
    enter(.busy, within: server.patience.halfClosed)
  }

  private func takeBody(of exchange: Exchange, _ input: inout Input) -> Bool {
    if exchange.invites, input.isEmpty {
      lane.outbox.append("HTTP/1.1 100 Continue\r\n\r\n")
      return true
    }
    guard exchange.mayReceive else {
      becomeBusy()
      return false
    }
    let reading = wire.framing.next(in: input.bytes)
    switch reading.step {
    case .piece(let range):
      if exchange.isStreamed { enter(.busy, within: server.patience.idle) }
      exchange.receive(UnsafeRawBufferPointer(rebasing: input.bytes[range]))
      input.drop(reading.taken)
    case .whole:
      input.drop(reading.taken)
      becomeBusy()
      endBody(of: exchange)
    case .needsMore:
      input.drop(reading.taken)
      return receiveMore(of: exchange, &input)
    case .refused(let fault):
      refuse(fault)
      exchange.end()
    }
    return true
  }

  private func receiveMore(of exchange: Exchange, _ input: inout Input) -> Bool {
    if receive(&input) { return true }
    if wire.hasSeenEnd {
      end()
    } else if exchange.isStreamed, !exchange.isHeldBack, !hasDeadline {
      enter(.busy, within: server.patience.idle)
    }
    return false
  }

  /// What is left of the body of a request that was answered, so that the client may ask again.
  func drain(_ left: Int, _ input: inout Input) -> Bool {
    let reading = wire.framing.next(in: input.bytes)
    input.drop(reading.taken)
    switch reading.step {
    case .piece(let range):
      wire.stage = range.count > left ? .parting(lingers: true) : .draining(left: left - range.count)
    case .whole: wire.stage = .head
    case .refused: wire.stage = .parting(lingers: true)
    case .needsMore:
      guard !receive(&input) else { return true }
      guard wire.hasSeenEnd else { return false }
      wire.stage = .parting(lingers: false)
    }
    return true
  }
}
