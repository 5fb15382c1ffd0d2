/// Holds the part of a request's body that has come and has not been read. It belongs to `ExchangeState` and knows no I/O.
struct IncomingBody {
  /// A body that comes faster than its handler reads waits in the kernel beyond this.
  static let mostAhead = 256 * 1024
  /// After an early answer the rest is read up to here, so that the client may ask again on the same connection.
  static let mostDrained = 4 * 1024 * 1024

  enum Received: Equatable {
    /// Whether somebody waits for it.
    case taken(wakesReader: Bool)
    /// The body is longer than it may be.
    case tooLong
  }

  let manner: BodyIntake.Manner
  private let limit: Int
  private var bytes: [UInt8] = []
  private(set) var isWhole = false
  /// A handler waits for the next piece.
  private(set) var isAwaited = false

  init(_ manner: BodyIntake.Manner, limit: Int) {
    self.manner = manner
    self.limit = limit
  }

  /// A body that is to be whole has its limit, and never waits.
  var hasRoom: Bool { manner != .stream || bytes.count < Self.mostAhead }

  mutating func receive(_ piece: UnsafeRawBufferPointer) -> Received {
    if manner != .stream, bytes.count + piece.count > limit { return .tooLong }
    bytes.append(contentsOf: piece)
    return .taken(wakesReader: stopWaiting())
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
