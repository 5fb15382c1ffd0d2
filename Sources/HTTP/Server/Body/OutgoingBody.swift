/// Holds the pieces of a streamed answer that the client has not taken. It belongs to `ExchangeState` and knows no I/O.
struct OutgoingBody {
  static let most = 64 * 1024

  enum End { case whole, broken }

  enum Sent: Equatable {
    /// What is there. Whether somebody waits to write more.
    case piece([UInt8], wakesWriter: Bool)
    case ended(End)
    /// The next piece is not there yet.
    case nothing
  }

  private var bytes: [UInt8] = []
  private var end: End?
  private var isAwaited = false

  /// Whether the writer is to wait for room.
  mutating func write(_ piece: [UInt8]) -> Bool {
    if bytes.isEmpty { bytes = piece } else { bytes += piece }
    isAwaited = bytes.count >= Self.most
    return isAwaited
  }

  mutating func end(_ end: End) { self.end = end }

  /// An answer that is not whole by now never will be.
  mutating func breakOff() { end = end ?? .broken }

  mutating func send() -> Sent {
    guard !bytes.isEmpty else { return end.map { .ended($0) } ?? .nothing }
    defer { bytes = [] }
    return .piece(bytes, wakesWriter: stopWaiting())
  }

  /// Whether somebody waited.
  mutating func stopWaiting() -> Bool {
    defer { isAwaited = false }
    return isAwaited
  }
}
