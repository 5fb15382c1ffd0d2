/// The decisions about one request and its answer, without a socket, a task or a lock: what becomes of the body, who is woken,
/// what is said in the end. Events come in, actions go out, `Exchange` carries them out.
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
    /// The body is to be whole before anything is done. Can become: handling, decided.
    case receiving
    /// A handler is at work, before the end of the body if it takes it as a stream. Can become: decided.
    case handling
    /// It is known what to say. Can become: answering.
    case decided(Outcome)
    /// Can become: over.
    case answering
    case over
  }

  /// Of a client that waits to be told whether to send its body (Expect: 100-continue).
  enum Invitation {
    case none
    /// Nobody knows yet.
    case awaited
    /// Somebody wants to read.
    case granted
  }

  enum Read: Equatable {
    case piece([UInt8])
    case end
    case waits
    case cancelled, interrupted
  }

  enum Written: Equatable { case taken, waits, interrupted }

  private(set) var phase: Phase
  private(set) var body: IncomingBody
  private(set) var invitation: Invitation
  private var output = OutgoingBody()
  /// The body waits in the kernel until there is room.
  private var isHeldUp = false

  init(_ manner: BodyIntake.Manner, limit: Int, asksFirst: Bool = false) {
    body = IncomingBody(manner, limit: limit)
    phase = manner == .stream ? .handling : .receiving
    // A body that is to be whole is wanted in any case.
    invitation = asksFirst ? (manner == .stream ? .awaited : .granted) : .none
  }

  var isOver: Bool { if case .over = phase { true } else { false } }
  var isHandling: Bool { if case .handling = phase { true } else { false } }

  /// Nobody has anything to say yet.
  private var isOpen: Bool {
    switch phase {
    case .receiving, .handling: true
    case .decided, .answering, .over: false
    }
  }

  // MARK: The body

  /// Whether more of it may come now. Who makes room later tells.
  mutating func mayReceive() -> Bool {
    isHeldUp = !body.hasRoom
    return isOpen && !isHeldUp
  }

  mutating func receive(_ piece: UnsafeRawBufferPointer) -> IncomingBody.Received {
    invitation = .none
    return body.receive(piece)
  }

  /// Whether the client is to be told now.
  mutating func invite() -> Bool {
    guard invitation == .granted else { return false }
    invitation = .none
    return true
  }

  /// Whether it is time to begin, and whether a reader waits for the end.
  mutating func endBody() -> (begins: Bool, wakesReader: Bool) {
    body.end()
    if case .receiving = phase {
      phase = .handling
      return (true, false)
    }
    return (false, stopReading())
  }

  mutating func take() -> [UInt8]? { body.take() }

  /// Whether the connection is to be told of the room that a reader has made.
  mutating func goesOn() -> Bool {
    defer { isHeldUp = false }
    return isHeldUp && isOpen
  }

  mutating func read(isCancelled: Bool) -> Read {
    if isOver { return .interrupted }
    if let piece = take() { return .piece(piece) }
    if body.isWhole { return .end }
    if isCancelled { return .cancelled }
    body.wait()
    if invitation == .awaited { invitation = .granted }
    return .waits
  }

  /// Whether somebody waited for the next piece.
  mutating func stopReading() -> Bool { body.stopWaiting() }

  // MARK: The answer

  /// Whether this is what will be said: the first word counts.
  mutating func decide(_ outcome: Outcome) -> Bool {
    guard isOpen else { return false }
    phase = .decided(outcome)
    return true
  }

  /// What is to be said, once.
  mutating func takeOutcome() -> Outcome? {
    guard case .decided = phase else { return nil }
    // Changes places: a copy would be one of all that an answer is made of.
    var decided = Phase.answering
    swap(&phase, &decided)
    if case .decided(let outcome) = decided { return outcome }
    return nil
  }

  mutating func write(_ piece: [UInt8]) -> Written {
    if isOver { return .interrupted }
    return output.write(piece) ? .waits : .taken
  }

  mutating func endOutput(_ end: OutgoingBody.End) { output.end(end) }

  /// Whether somebody waited for room.
  mutating func breakOutput() -> Bool {
    output.breakOff()
    return stopWriting()
  }

  mutating func send() -> OutgoingBody.Sent { output.send() }

  /// Whether somebody waited for room.
  mutating func stopWriting() -> Bool { output.stopWaiting() }

  mutating func end() { phase = .over }
}
