/// Holds the part of a request's body that has come and has not been read. It belongs to `ExchangeState` and knows no I/O.
struct IncomingBody {
  /// A body that comes faster than its handler reads waits in the kernel beyond this.
  static let mostAhead = 256 * 1024
  /// After an early answer the rest is read up to here, so that the client sees the answer and not a reset.
  static let mostDrained = 4 * 1024 * 1024

  enum Received: Equatable {
    /// Whether somebody waits for it.
    case taken(wakesReader: Bool)
    /// It comes again: the connection sleeps already.
    case left
    /// It comes again: the connection is to sleep until there is room.
    case full
    /// The body is longer than it may be.
    case tooLong
    /// The answer is known, and so much of this may still come; then no more.
    case thrownAway, tooMuch
  }

  private(set) var manner = BodyIntake.Manner.none
  private var limit = 0
  private var bytes: [UInt8] = []
  private(set) var isWhole = false
  /// A handler waits for the next piece.
  private(set) var isAwaited = false
  private var drained = 0

  mutating func expect(_ manner: BodyIntake.Manner, limit: Int) { (self.manner, self.limit) = (manner, limit) }

  mutating func receive(_ piece: UnsafeRawBufferPointer) -> Received {
    if manner == .stream {
      if bytes.count >= Self.mostAhead { return .full }
    } else if bytes.count + piece.count > limit {
      return .tooLong
    }
    bytes.append(contentsOf: piece)
    return .taken(wakesReader: stopWaiting())
  }

  mutating func drain(_ count: Int) -> Received {
    drained += count
    return drained > Self.mostDrained ? .tooMuch : .thrownAway
  }

  mutating func end() { isWhole = true }

  mutating func take() -> [UInt8]? {
    guard !bytes.isEmpty else { return nil }
    defer { bytes = [] }
    return bytes
  }

  mutating func wait() { isAwaited = true }

  /// Whether somebody waited.
  mutating func stopWaiting() -> Bool {
    defer { isAwaited = false }
    return isAwaited
  }
}
