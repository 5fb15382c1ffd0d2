import Runtime
import Synchronization

/// One connection, from the moment it is taken from the port until it is closed.
final class Connection: Sendable {
  /// In the order in which connections are let go when there is no room: first who has got all, last who waits for us.
  enum Phase: UInt8, Comparable, AtomicRepresentable {
    /// Answered and about to be closed; what the client still sends is thrown away.
    case lingering
    /// Has not said its first head yet.
    case silent
    /// Answered, and may ask again.
    case idle
    /// In the middle of a later head.
    case head
    /// A request is under way.
    case busy

    static func < (left: Phase, right: Phase) -> Bool { left.rawValue < right.rawValue }
    /// libmicrohttpd does not know of it.
    var isAtReception: Bool { self <= .silent }
  }

  let descriptor: Int32
  let client: ClientAddress
  /// A proxy that we trust speaks for many: no limit by address, never let go.
  let isTrusted: Bool
  unowned let server: HTTPServer
  private let current: Atomic<Phase>
  /// Milliseconds of `Connections.now`; zero while nothing is due.
  private let deadline = Atomic<Int64>(0)
  private let changedAt = Atomic<Int64>(0)
  private let hasBegun = Flag()
  /// The client may still be sending when it is closed.
  let lingers = Flag()

  init(_ descriptor: Int32, _ client: ClientAddress, isTrusted: Bool, server: HTTPServer, phase: Phase = .silent) {
    self.descriptor = descriptor
    self.client = client
    self.isTrusted = isTrusted
    self.server = server
    current = Atomic(phase)
  }

  var phase: Phase { current.load(ordering: .relaxed) }
  var since: Int64 { changedAt.load(ordering: .relaxed) }

  /// libmicrohttpd's timeout counts from the last byte, so a client that sends one now and then lives for ever. Here
  /// every head, and every small body, has a time by which it must be whole.
  func enter(_ phase: Phase, within patience: Duration) {
    let now = Connections.now
    current.store(phase, ordering: .relaxed)
    changedAt.store(now, ordering: .relaxed)
    deadline.store(now + patience.microseconds / 1000, ordering: .relaxed)
  }

  /// A request is under way that may take as long as it likes.
  func becomeBusy() {
    current.store(.busy, ordering: .relaxed)
    deadline.store(0, ordering: .relaxed)
  }

  /// The time for a head begins with its first byte, not with each.
  func headBegins(within patience: Duration) {
    guard !hasBegun.isRaised else { return }
    hasBegun.raise()
    enter(.silent, within: patience)
  }

  func isLate(at now: Int64) -> Bool {
    let deadline = deadline.load(ordering: .relaxed)
    return deadline != 0 && deadline < now
  }
}
