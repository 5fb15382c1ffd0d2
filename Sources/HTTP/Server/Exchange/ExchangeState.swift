/// The decisions about one request and its answer, without libmicrohttpd, a task or a lock: what becomes of the body, when
/// the connection sleeps, who is woken, what is said in the end. Events come in, actions go out, `Exchange` carries them out.
struct ExchangeState {
  enum Outcome: Sendable {
    case reply(Answer)
    case upgrade(Route.SocketHandler)
  }

  enum Answer: Sendable {
    case fresh(Response)
    case prepared(PreparedResponse)
  }

  /// Anything may be over at any time: the client leaves when it likes.
  enum Phase {
    /// The head has not been read. Can become: receiving, handling, decided.
    case new
    /// The head is good, and the body is to be whole before anything is done. Can become: handling, decided.
    case receiving
    /// A handler is at work, before the end of the body if it takes it as a stream. Can become: decided, or answering at
    /// once with what is in memory.
    case handling
    /// It is known what to say, but libmicrohttpd has not asked. Can become: answering.
    case decided(Outcome)
    /// Can become: over.
    case answering(Status, upgrade: Route.SocketHandler?)
    case over
  }

  /// A suspended connection is silent: libmicrohttpd neither reads nor asks.
  enum Sleep {
    /// Can become: asleep, heldBack.
    case awake
    /// Can become: awake.
    case asleep
    /// Asleep before the body, as its client waits to be told whether to send (Expect: 100-continue), and nobody knows yet.
    /// Can become: released.
    case heldBack
    /// Awake, and libmicrohttpd asks once more before it tells the client to send. Can become: awake.
    case released
  }

  enum AtEnd {
    /// It was no end: the client is only now told to send.
    case letSend
    case answerUnasked(Outcome)
    case answer(Outcome)
    case begin
    case wait
  }

  enum HoldingBack {
    case answerUnasked(Outcome)
    case sleep
    case letSend
  }

  enum Read: Equatable {
    case piece([UInt8])
    case end
    case waits
    case cancelled, interrupted
  }

  enum Written: Equatable { case taken, waits, interrupted }

  private(set) var phase = Phase.new
  private(set) var sleep = Sleep.awake
  private(set) var body = IncomingBody()
  private var output = OutgoingBody()

  var isNew: Bool { if case .new = phase { true } else { false } }
  var isOver: Bool { if case .over = phase { true } else { false } }
  var isHandling: Bool { if case .handling = phase { true } else { false } }
  var outcome: Outcome? { if case .decided(let outcome) = phase { outcome } else { nil } }
  var isAsleep: Bool { sleep == .asleep || sleep == .heldBack }

  /// Nobody has anything to say yet.
  private var isOpen: Bool {
    switch phase {
    case .receiving, .handling: true
    case .new, .decided, .answering, .over: false
    }
  }

  // MARK: The head

  mutating func admit(_ manner: BodyIntake.Manner, limit: Int) {
    guard isNew else { return }
    body.expect(manner, limit: limit)
    phase = manner == .stream ? .handling : .receiving
  }

  // MARK: The body

  mutating func receive(_ piece: UnsafeRawBufferPointer) -> IncomingBody.Received {
    // With chunked bodies libmicrohttpd calls again while suspended: everything is left where it is.
    if isAsleep { return .left }
    return isOpen ? body.receive(piece) : body.drain(piece.count)
  }

  /// The head of a client that waits to be told to send is read.
  func holdBack() -> HoldingBack {
    if let outcome { return .answerUnasked(outcome) }
    return body.isAwaited ? .letSend : .sleep
  }

  /// libmicrohttpd has nothing more of the body. A reader who waited for more is woken, unless the client is yet to send.
  mutating func endBody() -> (next: AtEnd, wakesReader: Bool) {
    if sleep == .released {
      sleep = .awake
      return (outcome.map { .answerUnasked($0) } ?? .letSend, false)
    }
    body.end()
    return (atEnd(), stopReading())
  }

  private mutating func atEnd() -> AtEnd {
    switch phase {
    case .decided(let outcome): return .answer(outcome)
    case .receiving:
      phase = .handling
      return .begin
    case .new, .handling, .answering, .over: return .wait
    }
  }

  /// Taking makes room: the connection goes on.
  mutating func take() -> [UInt8]? {
    guard let bytes = body.take() else { return nil }
    if isOpen, body.manner == .stream, !body.isWhole { wake() }
    return bytes
  }

  mutating func read(isCancelled: Bool) -> Read {
    if isOver { return .interrupted }
    if let piece = take() { return .piece(piece) }
    if body.isWhole { return .end }
    if isCancelled { return .cancelled }
    body.wait()
    if sleep == .heldBack { wake() }
    return .waits
  }

  /// Whether somebody waited for the next piece.
  mutating func stopReading() -> Bool { body.stopWaiting() }

  // MARK: The answer

  /// Whether this is what will be said: the first word counts.
  mutating func decide(_ outcome: Outcome) -> Bool {
    switch phase {
    case .new, .receiving, .handling:
      phase = .decided(outcome)
      wake()
      return true
    case .decided, .answering, .over: return false
    }
  }

  /// A streamed body has all the time it wants only as long as somebody wants it.
  var hasUnwantedBody: Bool { !body.isWhole && body.manner == .stream && outcome != nil }

  mutating func answer(_ status: Status, upgrade: Route.SocketHandler?) {
    if !isOver { phase = .answering(status, upgrade: upgrade) }
  }

  /// Once: what is to talk when the handshake has been sent.
  mutating func upgrade() -> Route.SocketHandler? {
    guard case .answering(let status, let upgrade) = phase else { return nil }
    phase = .answering(status, upgrade: nil)
    return upgrade
  }

  mutating func write(_ piece: [UInt8]) -> Written {
    if isOver { return .interrupted }
    wake()
    return output.write(piece) ? .waits : .taken
  }

  mutating func endOutput(_ end: OutgoingBody.End) {
    output.end(end)
    wake()
  }

  /// Whether somebody waited for room.
  mutating func breakOutput() -> Bool {
    output.breakOff()
    wake()
    return stopWriting()
  }

  mutating func send(into buffer: UnsafeMutableRawBufferPointer) -> OutgoingBody.Sent { output.send(into: buffer) }

  /// Whether somebody waited for room.
  mutating func stopWriting() -> Bool { output.stopWaiting() }

  /// Returns the status that was answered, if any.
  mutating func end() -> Status? {
    defer { phase = .over }
    return if case .answering(let status, _) = phase { status } else { nil }
  }

  // MARK: Sleep

  mutating func fallAsleep(holdingBack: Bool = false) { sleep = holdingBack ? .heldBack : .asleep }

  private mutating func wake() {
    if isOver { return }
    switch sleep {
    case .awake, .released: break
    case .asleep: sleep = .awake
    case .heldBack: sleep = .released
    }
  }
}
