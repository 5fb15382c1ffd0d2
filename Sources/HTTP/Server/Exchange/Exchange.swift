import CMicrohttpd
import Runtime
import Synchronization

/// One request and its answer, between libmicrohttpd's thread and the task that handles it. The decisions are
/// `ExchangeState`'s; here they are locked and carried out.
///
/// The rules that hold here were paid for: suspend and resume happen under this lock, so that no resume comes before its
/// suspend; never suspend twice; queue an answer only inside libmicrohttpd's own calls; a suspended connection notices
/// neither time nor a client that leaves, so it is watched by us.
final class Exchange: Sendable {
  /// The decisions, and what they are carried out with.
  struct Shell {
    var state = ExchangeState()
    /// nil once libmicrohttpd is done with it.
    var connection: Handle?
    var request: Request?
    var endpoint: Application.Endpoint?
    var handshake: PreparedHandshake?
    var watch: EventLoop.Watch?
    var task: Task<Void, Never>?
    var reader: Reader?
    var writer: CheckedContinuation<Void, any Error>?
  }

  struct PreparedHandshake {
    /// Sec-WebSocket-Accept.
    let accept: String
    /// The WebSocket's place among those of its network.
    let seat: Seats.Seat
  }

  typealias Outcome = ExchangeState.Outcome
  typealias Reader = CheckedContinuation<[UInt8]?, any Error>

  let server: HTTPServer
  private let rawTarget: String
  private let place: (start: UInt, count: Int)
  private let begunAt = ContinuousClock.now
  let shell: Mutex<Shell>

  /// `place` is where the target lay when it was read.
  init(server: HTTPServer, _ connection: OpaquePointer, rawTarget: String, place: (start: UInt, count: Int)) {
    self.server = server
    self.rawTarget = rawTarget
    self.place = place
    shell = Mutex(Shell(connection: Handle(pointer: connection)))
    server.exchangeBegan()
  }

  // MARK: Called by libmicrohttpd

  func handle(
    _ connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
    data: UnsafePointer<CChar>?, count: UnsafeMutablePointer<Int>
  ) -> MHD_Result {
    if shell.withLock({ $0.state.isNew }) { return begin(connection, method, version) }
    return count.pointee > 0 ? receive(data, count) : bodyIsWhole(connection)
  }

  /// The head is here. Only refusals are answered now: an answer in this call closes the connection.
  private func begin(
    _ connection: OpaquePointer, _ method: UnsafePointer<CChar>, _ version: UnsafePointer<CChar>
  ) -> MHD_Result {
    // Let go to make room while libmicrohttpd took it over.
    guard let record = HTTPServer.record(of: connection) else { return .NO }
    record.becomeBusy()
    var hasBody = true
    var known: Request?
    do {
      let layout = HeadLayout(method: method, target: place, version: version)
      let head = try HeaderGuard.read(connection, version: String(cString: version), layout)
      hasBody = head.hasBody
      let request = try server.request(method: String(cString: method), rawTarget, head.headers, from: record)
      known = request
      let endpoint = try admit(request)
      if endpoint.intake.manner == .stream {
        start(endpoint, request)
        if hasBody, request.headers["Expect"] != nil { return holdBack(connection) }
      } else if hasBody {
        record.enter(.busy, within: server.settings.bodyPatience)
      }
      return .YES
    } catch {
      let refusal = Outcome.reply(.fresh(refusal(of: error, for: known ?? server.unreadableRequest())))
      shell.withLock { shell in
        shell.request = known
        _ = shell.state.decide(refusal)
      }
      return hasBody ? queueUnasked(refusal, on: connection) : .YES
    }
  }

  private func admit(_ request: Request) throws -> Application.Endpoint {
    let endpoint = try server.application.admit(request)
    let handshake = endpoint.isSocket ? try prepareHandshake(request) : nil
    shell.withLock { shell in
      shell.request = request
      shell.endpoint = endpoint
      shell.handshake = handshake
      shell.state.admit(endpoint.intake.manner, limit: endpoint.intake.limit)
    }
    return endpoint
  }

  private func prepareHandshake(_ request: Request) throws -> PreparedHandshake {
    PreparedHandshake(accept: try Handshake.accept(request), seat: try server.seat(for: request))
  }

  private func receive(_ data: UnsafePointer<CChar>?, _ count: UnsafeMutablePointer<Int>) -> MHD_Result {
    let bytes = UnsafeRawBufferPointer(start: data, count: count.pointee)
    let (received, reader) = shell.withLock { shell -> (IncomingBody.Received, Reader?) in
      let received = shell.state.receive(bytes)
      // Here, where nobody can make room before it sleeps.
      if received == .full, !suspend(&shell) { return (.tooMuch, nil) }
      return (received, received == .taken(wakesReader: true) ? shell.reader.take() : nil)
    }
    reader?.resume(returning: takeBody() ?? [])
    switch received {
    case .left, .full: break
    case .taken: count.pointee = 0
    case .tooLong:
      count.pointee = 0
      finish(.reply(.fresh(tooLong)))
    case .thrownAway: count.pointee = 0
    case .tooMuch:
      giveUp()
      return .NO
    }
    return .YES
  }

  private var tooLong: Response {
    let (request, endpoint) = shell.withLock { ($0.request, $0.endpoint) }
    let text = server.application.tooLarge(endpoint?.intake.limit ?? 0)
    return server.problem(Problem(.payloadTooLarge, text), for: request)
  }

  /// Nothing may be queued in the middle of a body: what was to be said after it is written past libmicrohttpd.
  private func giveUp() {
    let (outcome, connection) = shell.withLock { ($0.state.outcome, $0.connection) }
    guard let connection, case .reply(.fresh(let response))? = outcome else { return }
    RawAnswer.send(response, on: mhd_socket(connection.pointer))
    HTTPServer.record(of: connection.pointer)?.lingers.raise()
  }

  /// libmicrohttpd sends its 100 when this call ends, unless there is an answer by then. Asleep, the call comes again.
  private func holdBack(_ connection: OpaquePointer) -> MHD_Result {
    let next = shell.withLock { shell in
      let next = shell.state.holdBack()
      if case .sleep = next { _ = suspend(&shell, holdingBack: true) }
      return next
    }
    if case .answerUnasked(let outcome) = next { return queueUnasked(outcome, on: connection) }
    return .YES
  }

  private func bodyIsWhole(_ connection: OpaquePointer) -> MHD_Result {
    let (next, reader) = shell.withLock { shell in
      let (next, wakesReader) = shell.state.endBody()
      return (next, wakesReader ? shell.reader.take() : nil)
    }
    reader?.resume(returning: takeBody())
    switch next {
    case .letSend: return .YES
    case .answerUnasked(let outcome): return queueUnasked(outcome, on: connection)
    case .answer(let outcome): return queue(outcome, on: connection)
    case .begin: return answerOrStart(connection)
    case .wait: return wait(connection)
    }
  }

  /// Either the handler has answered by now, or the connection sleeps until it does.
  func wait(_ connection: OpaquePointer) -> MHD_Result {
    let (answered, sleeps) = shell.withLock { shell in
      (shell.state.outcome, shell.state.outcome == nil && (shell.state.isAsleep || suspend(&shell)))
    }
    return sleeps ? .YES : queue(answered ?? .reply(.fresh(gaveUp)), on: connection)
  }

  /// libmicrohttpd is done with this request, one way or another.
  func completed() {
    // Taken out piece by piece: a copy of the whole shell would count up and down every reference in it.
    let (reader, writer, task, request, route, status) = shell.withLock { shell in
      shell.connection = nil
      shell.handshake = nil
      return (
        shell.reader.take(), shell.writer.take(), shell.task.take(), shell.request.take(), shell.endpoint?.route,
        shell.state.end()
      )
    }
    reader?.resume(throwing: BodyStream.Interrupted())
    writer?.resume(throwing: BodyStream.Interrupted())
    task?.cancel()
    server.exchangeEnded(request, route: route, status: status, took: .now - begunAt)
  }
}
