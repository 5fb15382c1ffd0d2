import Glibc
import Runtime
import Synchronization

/// One connection, from the moment it is taken from the port until it is closed. All that happens on it happens on its lane's
/// loop, in turns: what has come is read, requests are begun, answers are sent, until it has to wait for somebody.
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
  }

  let descriptor: Int32
  let client: ClientAddress
  /// A proxy that we trust speaks for many: no limit by address, never let go.
  let isTrusted: Bool
  let server: HTTPServer
  let lane: Lane
  private let current = Atomic(Phase.silent)
  /// Milliseconds of `Connections.now`; zero while nothing is due.
  private let deadline = Atomic<Int64>(0)
  private let changedAt = Atomic<Int64>(0)
  /// Used by the lane's thread alone, as the lane's own.
  @exclusivity(unchecked) nonisolated(unsafe) var wire = Wire()

  init(_ descriptor: Int32, _ client: ClientAddress, isTrusted: Bool, server: HTTPServer, lane: Lane) {
    self.descriptor = descriptor
    self.client = client
    self.isTrusted = isTrusted
    self.server = server
    self.lane = lane
  }

  var phase: Phase { current.load(ordering: .relaxed) }
  var since: Int64 { changedAt.load(ordering: .relaxed) }

  // MARK: Time

  /// Every head, every small body, every wait for a client has a time by which it must be over: a client that sends one byte
  /// now and then would live for ever.
  func enter(_ phase: Phase, within milliseconds: Int64) {
    let now = Connections.now
    current.store(phase, ordering: .relaxed)
    changedAt.store(now, ordering: .relaxed)
    deadline.store(now + milliseconds, ordering: .relaxed)
  }

  /// A request is under way that may take as long as it likes.
  func becomeBusy() {
    current.store(.busy, ordering: .relaxed)
    deadline.store(0, ordering: .relaxed)
  }

  var hasDeadline: Bool { deadline.load(ordering: .relaxed) != 0 }

  func isLate(at now: Int64) -> Bool {
    let deadline = deadline.load(ordering: .relaxed)
    return deadline != 0 && deadline < now
  }
}

/// What a connection knows of its socket and of the request under way.
struct Wire {
  enum Stage {
    /// Waits for a request's head.
    case head
    /// A request is under way that is not answered at once.
    case exchange(Exchange)
    /// The pieces of a streamed answer go out as they come.
    case streaming(Exchange, Status)
    /// Answered; so much of the request's body is still thrown away.
    case draining(left: Int)
    /// The handshake goes out; then somebody else has the socket.
    case handover(Exchange, Route.SocketHandler)
    /// All is said; what is on its way goes out. A client that may still be sending is listened to for a while.
    case parting(lingers: Bool)
    /// So much of what still comes is thrown away.
    case lingering(left: Int)
    case over
  }

  var stage = Stage.head
  var watch: EventLoop.Watch?
  /// What came and is not taken, between turns.
  var held: [UInt8] = []
  /// What could not be sent, between turns.
  var backlog: [Outbox.Piece] = []

  // MARK: The socket

  /// The kernel tells of a change once, so each is remembered until it turns out to be over.
  var isReadable = false
  var isWritable = true
  /// The client has closed its half: all of it was read, or its end is on the way.
  var hasSeenEnd = false
  var hasFarewell = false

  // MARK: The request

  /// Where to go on looking for the end of the head.
  var scanned = 0
  var headHasBegun = false
  var hasAsked = false
  var framing = BodyFraming.none
  /// The exchange has been told.
  var bodyHasEnded = false
  var manner = Outbox.Manner()
  var keepsAlive = true
  /// The time that runs is that of a client which may have left.
  var isDoubted = false

  // MARK: The turn

  /// Something has happened in the midst of a turn.
  var isAgain = false
  var isUnderWay = false

  var isOver: Bool { if case .over = stage { true } else { false } }
}
