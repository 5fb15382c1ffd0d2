import CLinux
import CMicrohttpd
import Glibc
import Runtime
import Synchronization

/// One request and its answer, between libmicrohttpd's thread and the task that handles it.
///
/// The rules that hold here were paid for: suspend and resume happen under this lock, so that no resume comes before its
/// suspend; never suspend twice; queue an answer only inside libmicrohttpd's own calls; a suspended connection notices
/// neither time nor a client that leaves, so it is watched by us.
final class Exchange: Sendable {
  enum Stage { case new, receiving, answering, over }

  struct State {
    var stage = Stage.new
    var connection: Handle?
    var request: Request?
    var endpoint: Application.Endpoint?
    /// Sec-WebSocket-Accept, for a handshake.
    var accept = ""
    var isSuspended = false
    /// Its client waits to be told whether to send (Expect: 100-continue), and nobody knows yet.
    var isHeldBack = false
    var watch: EventLoop.Watch?
    var task: Task<Void, Never>?
    var outcome: Outcome?
    var body: [UInt8] = []
    var bodyEnded = false
    /// Bytes thrown away after the answer was known.
    var drained = 0
    var reader: CheckedContinuation<[UInt8]?, any Error>?
    var output = Output()
    var upgrade: Route.SocketHandler?
    /// Of a WebSocket among those of its network.
    var seat: Seats.Seat?
    var status: Status?
  }

  enum Outcome: Sendable {
    case reply(Answer)
    case upgrade(Route.SocketHandler)
  }

  enum Answer: Sendable {
    case fresh(Response)
    case prepared(PreparedResponse)
  }

  enum Limits {
    /// A body that comes faster than its handler reads waits in the kernel beyond this.
    static let streamBuffer = 256 * 1024
    /// An answer's pieces that the client has not taken yet.
    static let output = 64 * 1024
    /// After an early answer the rest is read up to here, so that the client sees the answer and not a reset.
    static let drain = 4 * 1024 * 1024
  }

  let server: HTTPServer
  private let rawTarget: String
  private let place: (start: UInt, count: Int)
  private let begunAt = ContinuousClock.now
  let state: Mutex<State>

  /// `place` is where the target lay when it was read.
  init(server: HTTPServer, _ connection: OpaquePointer, rawTarget: String, place: (start: UInt, count: Int)) {
    self.server = server
    self.rawTarget = rawTarget
    self.place = place
    state = Mutex(State(connection: Handle(pointer: connection)))
    server.exchangeBegan()
  }

  // MARK: Called by libmicrohttpd

  func handle(
    _ connection: OpaquePointer, method: UnsafePointer<CChar>, version: UnsafePointer<CChar>,
    data: UnsafePointer<CChar>?, count: UnsafeMutablePointer<Int>
  ) -> MHD_Result {
    switch state.withLock({ $0.stage }) {
    case .new: return begin(connection, method, version)
    case _ where count.pointee > 0: return receive(data, count)
    default: return bodyIsWhole(connection)
    }
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
      let response = refusal(of: error, for: known ?? server.unreadableRequest())
      state.withLock { state in
        state.request = known
        state.stage = .receiving
        state.outcome = .reply(.fresh(response))
      }
      guard hasBody else { return .YES }
      record.lingers.raise()
      return queue(.reply(.fresh(response)), on: connection, closing: true)
    }
  }

  private func admit(_ request: Request) throws -> Application.Endpoint {
    let endpoint = try server.application.admit(request)
    let accept = endpoint.isSocket ? try Handshake.accept(request) : ""
    let seat = endpoint.isSocket ? try server.seat(for: request) : nil
    state.withLock { state in
      state.request = request
      state.endpoint = endpoint
      state.accept = accept
      state.seat = seat
      state.stage = .receiving
    }
    return endpoint
  }

  private func refusal(of error: any Error, for request: Request) -> Response {
    switch error {
    case HeaderGuard.Fault.malformed: return server.problem(.refusing(.malformed), for: request)
    case HeaderGuard.Fault.twoOrigins: return server.problem(.twoOrigins, for: request)
    case HeaderGuard.Fault.tooLarge: return server.problem(.refusing(.payloadTooLarge), for: request)
    default:
      return server.application.finishAtOnce(server.application.response(to: error, for: request), for: request)
    }
  }

  private func receive(_ data: UnsafePointer<CChar>?, _ count: UnsafeMutablePointer<Int>) -> MHD_Result {
    let bytes = UnsafeRawBufferPointer(start: data, count: count.pointee)
    let (result, reader) = state.withLock { state -> (MHD_Result, CheckedContinuation<[UInt8]?, any Error>?) in
      // With chunked bodies libmicrohttpd calls again while suspended: leave everything where it is.
      if state.isSuspended { return (.YES, nil) }
      if state.outcome != nil {
        state.drained += bytes.count
        count.pointee = 0
        return (state.drained > Limits.drain ? .NO : .YES, nil)
      }
      let intake = state.endpoint?.intake ?? .none
      if intake.manner == .stream {
        if state.body.count >= Limits.streamBuffer { return (suspend(&state) ? .YES : .NO, nil) }
      } else if state.body.count + bytes.count > intake.limit, let request = state.request {
        let problem = Problem(.payloadTooLarge, server.application.tooLarge(intake.limit))
        state.outcome = .reply(.fresh(server.problem(problem, for: request)))
        count.pointee = 0
        return (.YES, nil)
      }
      state.body.append(contentsOf: bytes)
      count.pointee = 0
      return (.YES, state.reader.take())
    }
    if let reader { reader.resume(returning: takeBody() ?? []) }
    if result == .NO { giveUp() }
    return result
  }

  /// Nothing may be queued in the middle of a body: what was to be said after it is written past libmicrohttpd.
  private func giveUp() {
    let (outcome, connection) = state.withLock { ($0.outcome, $0.connection) }
    guard let connection, case .reply(.fresh(let response))? = outcome else { return }
    RawAnswer.send(response, on: mhd_socket(connection.pointer))
    HTTPServer.record(of: connection.pointer)?.lingers.raise()
  }

  /// libmicrohttpd sends its 100 when this call ends, unless there is an answer by then. Asleep, the call comes again.
  private func holdBack(_ connection: OpaquePointer) -> MHD_Result {
    let outcome = state.withLock { state in
      if state.outcome == nil, state.reader == nil, suspend(&state) { state.isHeldBack = true }
      return state.outcome
    }
    return outcome.map { queueUnasked($0, on: connection) } ?? .YES
  }

  /// The client may have begun to send all the same.
  private func queueUnasked(_ outcome: Outcome, on connection: OpaquePointer) -> MHD_Result {
    HTTPServer.record(of: connection)?.lingers.raise()
    return queue(outcome, on: connection, closing: true)
  }

  /// Nil unless it was held back: the handler wants the body now, or has answered without it.
  private func letGo(_ connection: OpaquePointer) -> MHD_Result? {
    let (isHeldBack, outcome) = state.withLock { state in
      defer { state.isHeldBack = false }
      return (state.isHeldBack, state.outcome)
    }
    guard isHeldBack else { return nil }
    return outcome.map { queueUnasked($0, on: connection) } ?? .YES
  }

  private func bodyIsWhole(_ connection: OpaquePointer) -> MHD_Result {
    if let result = letGo(connection) { return result }
    let (outcome, request, endpoint, reader) = state.withLock { state in
      state.bodyEnded = true
      let starts = state.stage == .receiving && state.task == nil && state.outcome == nil
      return (state.outcome, starts ? state.request : nil, starts ? state.endpoint : nil, state.reader.take())
    }
    if let reader { reader.resume(returning: takeBody()) }
    if let outcome { return queue(outcome, on: connection) }
    if let request, let endpoint {
      HTTPServer.record(of: connection)?.becomeBusy()
      switch begun(endpoint, request) {
      case .answered(let outcome): return queue(outcome, on: connection)
      case .needsTask(let endpoint): start(endpoint, request)
      }
    }
    // Either the handler has answered by now, or the connection sleeps until it does.
    let (answered, sleeps) = state.withLock { state in
      (state.outcome, state.outcome == nil && (state.isSuspended || suspend(&state)))
    }
    return sleeps ? .YES : queue(answered ?? .reply(.fresh(gaveUp)), on: connection)
  }

  private enum Beginning {
    case answered(Outcome)
    case needsTask(Application.Endpoint)
  }

  private func begun(_ endpoint: Application.Endpoint, _ request: Request) -> Beginning {
    guard case .immediate(let handler) = endpoint.handler else { return .needsTask(endpoint) }
    do {
      switch try handler(request) {
      case .prepared(let prepared): return .answered(.reply(.prepared(prepared)))
      case .fresh(let response):
        return .answered(.reply(.fresh(server.application.finishAtOnce(response, for: request))))
      case .later(let work): return .needsTask(endpoint.carriedOut(by: work))
      }
    } catch {
      return .answered(.reply(.fresh(refusal(of: error, for: request))))
    }
  }

  /// libmicrohttpd is done with this request, one way or another.
  func completed() {
    // Taken out piece by piece: a copy of the whole state would count up and down every reference in it.
    let (reader, writer, task, request, route, status) = state.withLock { state in
      state.connection = nil
      state.seat = nil
      state.stage = .over
      return (
        state.reader.take(), state.output.writer.take(), state.task.take(), state.request.take(), state.endpoint?.route,
        state.status
      )
    }
    reader?.resume(throwing: BodyStream.Interrupted())
    writer?.resume(throwing: BodyStream.Interrupted())
    task?.cancel()
    server.exchangeEnded(request, route: route, status: status, took: .now - begunAt)
  }

  // MARK: The handler's task

  private func start(_ endpoint: Application.Endpoint, _ request: Request) {
    let whole = whole(request, endpoint.intake)
    let task = Task.immediate(executorPreference: server.loop) {
      await self.finish(self.run(endpoint, whole))
    }
    state.withLock { state in
      if state.outcome == nil { state.task = task }
    }
  }

  private func whole(_ request: Request, _ intake: BodyIntake) -> Request {
    if intake.manner == .none { return request }
    let body: RequestBody =
      switch intake.manner {
      case .none: .none
      case .whole: .whole(takeBody() ?? [])
      case .stream: .stream(BodyStream { try await self.nextPiece() })
      }
    return Request(
      id: request.id, method: request.method, target: request.target, headers: request.headers,
      client: request.client, network: request.network, receivedAt: request.receivedAt, body: body)
  }

  private func run(_ endpoint: Application.Endpoint, _ request: Request) async -> Outcome {
    let application = server.application
    do {
      switch endpoint.handler {
      // Answered before it came to a task.
      case .immediate: return .reply(.fresh(gaveUp))
      case .task(let handler):
        let response = try await handler(request, endpoint.values)
        return .reply(.fresh(await application.finish(response, for: request)))
      case .socket(let handler):
        return .upgrade(try await handler(request, endpoint.values))
      }
    } catch {
      return .reply(.fresh(await application.finish(application.response(to: error, for: request), for: request)))
    }
  }

  private func finish(_ outcome: Outcome) {
    state.withLock { state in
      guard state.outcome == nil else { return }
      state.outcome = outcome
      hurry(state)
      resume(&state)
    }
  }

  /// A streamed body has all the time it wants only as long as somebody wants it.
  private func hurry(_ state: borrowing State) {
    guard !state.bodyEnded, state.endpoint?.intake.manner == .stream, let connection = state.connection else { return }
    HTTPServer.record(of: connection.pointer)?.enter(.busy, within: server.settings.bodyPatience)
  }

  /// The server stops: whoever still waits is told so.
  func abandon() {
    state.withLock { $0.task }?.cancel()
    finish(.reply(.fresh(gaveUp)))
    breakOutput()
  }

  private var gaveUp: Response {
    let request = state.withLock { $0.request } ?? server.unreadableRequest()
    return server.problem(Problem(.unavailable).retry(after: 1), for: request)
  }

  // MARK: Suspended connections

  /// False when nothing may be suspended any more.
  func suspend(_ state: inout State) -> Bool {
    guard let connection = state.connection, server.maySuspend(self) else { return false }
    state.isSuspended = true
    state.watch = server.sockets.loop.watch(mhd_socket(connection.pointer), for: .hangUp, once: true) {
      [weak self] readiness in self?.hungUp(readiness)
    }
    MHD_suspend_connection(connection.pointer)
    return true
  }

  func resume(_ state: inout State) {
    guard state.isSuspended, let connection = state.connection else { return }
    state.isSuspended = false
    server.resumed(self)
    state.watch.take()?.cancel()
    MHD_resume_connection(connection.pointer)
  }

  /// A client that has said all may close its half and still read. Whether it does, or has left, shows when the answer
  /// goes out; until then it is believed for a moment.
  private func hungUp(_ readiness: EventLoop.Readiness) {
    let isGone = readiness.rawValue & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0
    if isGone { return clientLeft() }
    state.withLock { state in
      guard state.isSuspended else { return }
      server.mayHaveLeft(self)
      state.watch?.update([], once: true)
    }
  }

  func clientLeft() {
    let (task, reader, writer) = state.withLock { ($0.task, $0.reader.take(), $0.output.writer.take()) }
    task?.cancel()
    reader?.resume(throwing: BodyStream.Interrupted())
    writer?.resume(throwing: BodyStream.Interrupted())
  }

  // MARK: The answer

  private func queue(_ outcome: Outcome, on connection: OpaquePointer, closing: Bool = false) -> MHD_Result {
    let isLast = closing || server.isDraining
    switch outcome {
    case .reply(.prepared(let prepared)) where !isLast:
      return send(prepared.response.status, connection, owned: false) {
        prepared.handle { Transmission.make($0, extra: server.application.commonHeaders) }
      }
    case .reply(let answer):
      var response =
        switch answer {
        case .fresh(let response): response
        case .prepared(let prepared): prepared.response
        }
      if isLast { response.headers.set("Connection", "close") }
      return send(response.status, connection, owned: true) {
        Transmission.make(response, extra: [], streaming: self)
      }
    case .upgrade(let handler):
      let accept = state.withLock { state in
        state.upgrade = handler
        return state.accept
      }
      return send(.switchingProtocols, connection, owned: true) { Transmission.upgrade(accept: accept) }
    }
  }

  private func send(
    _ status: Status, _ connection: OpaquePointer, owned: Bool, _ make: () -> OpaquePointer?
  ) -> MHD_Result {
    guard let response = make() else { return .NO }
    defer { if owned { MHD_destroy_response(response) } }
    state.withLock { state in
      state.stage = .answering
      state.status = status
    }
    return OwnPages.queue(response, status, on: connection)
  }
}
