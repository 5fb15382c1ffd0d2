import Runtime
import Synchronization

/// One request that is not answered at once, between the connection's loop and the task that handles it, which may go on
/// anywhere. The decisions are `ExchangeState`'s; here they are locked and carried out.
final class Exchange: Sendable {
  /// The decisions, and what they are carried out with.
  struct Shell {
    var state: ExchangeState
    var task: Task<Void, Never>?
    var reader: Reader?
    var writer: Writer?
  }

  typealias Outcome = ExchangeState.Outcome
  typealias Reader = CheckedContinuation<[UInt8]?, any Error>
  typealias Writer = CheckedContinuation<Void, any Error>

  let connection: Connection
  let request: Request
  let endpoint: Application.Endpoint
  let values: PathValues
  let handshake: PreparedHandshake?
  let begunAt: Tick
  let shell: Mutex<Shell>

  struct PreparedHandshake {
    /// Sec-WebSocket-Accept.
    let accept: String
    /// The WebSocket's place among those of its network.
    let seat: Seats.Seat
  }

  init(
    _ connection: Connection, _ request: Request, _ admission: Application.Admission, _ handshake: PreparedHandshake?,
    asksFirst: Bool, begunAt: Tick
  ) {
    self.connection = connection
    self.request = request
    endpoint = admission.endpoint
    values = admission.values
    self.handshake = handshake
    self.begunAt = begunAt
    let state = ExchangeState(endpoint.intake.manner, limit: endpoint.intake.limit, asksFirst: asksFirst)
    shell = Mutex(Shell(state: state))
  }

  var server: HTTPServer { connection.server }
  var isStreamed: Bool { endpoint.intake.manner == .stream }

  // MARK: On the connection's loop

  var mayReceive: Bool { shell.withLock { $0.state.mayReceive() } }
  var invites: Bool { shell.withLock { $0.state.invite() } }
  /// A client that asks first is not told yet.
  var isHeldBack: Bool { shell.withLock { $0.state.invitation == .awaited } }
  func takeOutcome() -> Outcome? { shell.withLock { $0.state.takeOutcome() } }

  func receive(_ bytes: UnsafeRawBufferPointer) {
    let (received, reader) = shell.withLock { shell in
      let received = shell.state.receive(bytes)
      return (received, received == .taken(wakesReader: true) ? shell.reader.take() : nil)
    }
    reader?.resume(returning: takeBody() ?? [])
    guard received == .tooLong else { return }
    let text = server.application.tooLarge(endpoint.intake.limit)
    finish(.reply(.fresh(server.problem(Problem(.payloadTooLarge, text), for: request))))
  }

  func endBody() {
    let (begins, reader) = shell.withLock { shell in
      let (begins, wakesReader) = shell.state.endBody()
      return (begins, wakesReader ? shell.reader.take() : nil)
    }
    reader?.resume(returning: takeBody())
    if begins { start() }
  }

  /// What is there of a streamed answer.
  func send() -> OutgoingBody.Sent {
    let (sent, writer) = shell.withLock { shell -> (OutgoingBody.Sent, Writer?) in
      let sent = shell.state.send()
      guard case .piece(_, wakesWriter: true) = sent else { return (sent, nil) }
      return (sent, shell.writer.take())
    }
    writer?.resume()
    return sent
  }

  /// The connection is done with this request, one way or another.
  func end() {
    let (reader, writer, task) = shell.withLock { shell in
      shell.state.end()
      return (shell.reader.take(), shell.writer.take(), shell.task.take())
    }
    reader?.resume(throwing: BodyStream.Interrupted())
    writer?.resume(throwing: BodyStream.Interrupted())
    task?.cancel()
  }

  /// The client has closed its half and is believed to have left: whoever works for it is told.
  func clientLeft() {
    let (task, reader, writer) = shell.withLock { shell in
      _ = (shell.state.stopReading(), shell.state.stopWriting())
      return (shell.task, shell.reader.take(), shell.writer.take())
    }
    task?.cancel()
    reader?.resume(throwing: BodyStream.Interrupted())
    writer?.resume(throwing: BodyStream.Interrupted())
  }

  /// The server stops: whoever still waits is told so, and a streamed answer that is not whole by now never will be.
  func abandon() {
    shell.withLock { $0.task }?.cancel()
    finish(.reply(.fresh(server.problem(Problem(.unavailable).retry(after: 1), for: request))))
    let writer = shell.withLock { $0.state.breakOutput() ? $0.writer.take() : nil }
    writer?.resume(throwing: BodyStream.Interrupted())
    connection.wake()
  }
}
