import Glibc
import Runtime

/// From answers to bytes.
extension Connection {
  typealias Answer = ExchangeState.Answer

  /// After a refusal so much of what still comes is thrown away, so that the client reads it instead of a broken pipe.
  private static let mostLingered = 2 * 1024 * 1024 + 65_536

  func say(_ answer: consuming Answer, to request: Identifier<Request>, isLast: Bool = false, lingers: Bool = false) {
    wire.manner.isLast = isLast || !wire.keepsAlive || server.isDraining
    switch consume answer {
    case .prepared(let prepared):
      lane.outbox.appendHead(prepared, wire.manner, commonLines(request))
      if appendBody(of: prepared.response) { complete(lingers: lingers) }
    case .fresh(let response):
      lane.outbox.appendHead(response, wire.manner, commonLines(request))
      if appendBody(of: response) { complete(lingers: lingers) }
    }
  }

  private func commonLines(_ request: Identifier<Request>) -> CommonLines {
    CommonLines(date: lane.dateLine, requestID: request, fields: server.application.commonFields)
  }

  /// False when the answer cannot be given, of which its head speaks already.
  private func appendBody(of response: borrowing Response) -> Bool {
    if wire.manner.isHead || !response.status.mayHaveBody { return true }
    switch response.body {
    case .empty, .stream: break
    case .bytes(let bytes): lane.outbox.append(bytes)
    case .file(let slice):
      guard let file = OpenFile(slice) else {
        end()
        return false
      }
      lane.outbox.append(file)
    }
    return true
  }

  private func complete(lingers: Bool = false) {
    wire.isDoubted = false
    if wire.manner.isLast {
      wire.stage = .parting(lingers: lingers || !wire.framing.isWhole || wire.isReadable)
    } else if wire.framing.isWhole {
      wire.stage = .head
    } else {
      wire.stage = .draining(left: IncomingBody.mostDrained)
      enter(.busy, within: server.patience.body)
    }
  }

  // MARK: Answers of handlers

  func answer(_ outcome: consuming ExchangeState.Outcome, of exchange: Exchange) {
    switch consume outcome {
    case .reply(.fresh(let response)):
      if case .stream(let body) = response.body, !wire.manner.isHead {
        begin(body, response, exchange)
      } else {
        finish(.fresh(response), exchange)
      }
    case .reply(let answer): finish(answer, exchange)
    case .upgrade(let handler):
      record(.switchingProtocols, exchange)
      sayHandshake(exchange.handshake?.accept ?? "")
      wire.stage = .handover(exchange, handler)
    }
  }

  private func finish(_ answer: consuming Answer, _ exchange: Exchange) {
    record(answer.status, exchange)
    let isLast = isLeftUnread(exchange)
    exchange.end()
    say(consume answer, to: exchange.request.id, isLast: isLast)
  }

  /// The client may begin to send, or has too much to send, all the same.
  private func isLeftUnread(_ exchange: Exchange) -> Bool {
    if wire.framing.isWhole { return false }
    return exchange.isHeldBack || wire.framing.left.map { $0 > IncomingBody.mostDrained } ?? false
  }

  private func record(_ status: Status, _ exchange: Exchange) {
    server.record(status, of: exchange.request, route: exchange.endpoint.route, began: exchange.begunAt, on: lane)
  }

  // MARK: Streams

  private func begin(_ body: AsyncStreamedBody, _ response: Response, _ exchange: Exchange) {
    // Its end is that of the connection.
    wire.manner.isLast = wire.manner.isOld || !wire.keepsAlive || server.isDraining || isLeftUnread(exchange)
    lane.outbox.appendHead(response, wire.manner, commonLines(exchange.request.id))
    wire.stage = .streaming(exchange, response.status)
    exchange.produce(body)
  }

  /// A piece goes out when the one before has gone.
  func stream(_ exchange: Exchange, _ status: Status) -> Bool {
    guard lane.outbox.isEmpty else { return false }
    switch exchange.send() {
    case .piece(let piece, _):
      wire.isDoubted = false
      lane.outbox.appendPiece(piece, wire.manner)
      return true
    case .ended(.whole):
      if !wire.manner.isOld { lane.outbox.append("0\r\n\r\n") }
      record(status, exchange)
      exchange.end()
      complete()
      return true
    case .ended(.broken): end()
    case .nothing:
      if !wire.isDoubted { becomeBusy() }
      doubtWhoLeft()
    }
    return false
  }

  // MARK: WebSockets

  private func sayHandshake(_ accept: String) {
    let date = lane.dateLine
    lane.outbox.write { block in
      block.appendStatus(.switchingProtocols)
      block.append(date)
      block.append("Connection: Upgrade\r\nUpgrade: websocket\r\n")
      block.appendField("Sec-WebSocket-Accept", accept)
      block.append("\r\n")
    }
  }

  /// The handshake is sent: from here on the socket is one of the WebSockets'.
  func handOver(_ exchange: Exchange, _ handler: @escaping Route.SocketHandler, _ input: Input) -> Bool {
    guard lane.outbox.isEmpty else { return false }
    leave()
    exchange.end()
    server.sockets.adopt(descriptor, early: Array(input.bytes), exchange.handshake?.seat, handler)
    return false
  }

  // MARK: The end

  /// What was said is on its way.
  func part(lingers: Bool) -> Bool {
    guard lane.outbox.isEmpty else { return false }
    guard lingers else {
      end()
      return false
    }
    shutdown(descriptor, Int32(SHUT_WR))
    wire.stage = .lingering(left: Self.mostLingered)
    enter(.lingering, within: server.patience.linger)
    return true
  }

  func linger(_ left: Int, _ input: inout Input) -> Bool {
    let rest = left - input.count
    input.drop(input.count)
    wire.stage = .lingering(left: rest)
    if rest > 0, receive(&input) { return true }
    if rest <= 0 || wire.hasSeenEnd { end() }
    return false
  }
}

extension ExchangeState.Answer {
  var status: Status {
    switch self {
    case .fresh(let response): response.status
    case .prepared(let prepared): prepared.response.status
    }
  }
}
