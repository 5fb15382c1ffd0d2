import CLibpq
import Glibc
import Runtime
import Synchronization

/// Opens connections on a thread of its own: libpq's blocking way is the only one that keeps `connect_timeout` for every
/// host of a list, and name resolution blocks in any way.
struct Connector: Sendable {
  struct Failure: Error {
    let reason: String
    var isOutdated = false
  }

  let settings: ConnectionSettings
  let readOnly: Bool
  private(set) var loop: EventLoop
  let connects: Workers
  let cancels: Workers
  let timelines: Timelines

  /// The same, for connections that another loop reads.
  func on(_ loop: EventLoop) -> Connector {
    var other = self
    other.loop = loop
    return other
  }

  /// libpq takes the first host that claims to accept writes. If that one is a primary of the past the others are asked.
  func open(_ role: Connection.Role) async throws(Failure) -> Connection {
    let orders = settings.ordersOfHosts
    // A process that has just started does not know the past yet, and looks at every host first.
    if timelines.areUnknown {
      for order in orders.dropFirst() { try? await open(Connection.Role(onEnd: { _ in }), order).end("looked at") }
    }
    var outdated = Failure(reason: "there is no host")
    for order in orders {
      do {
        return try await open(role, order)
      } catch {
        guard error.isOutdated else { throw error }
        outdated = error
      }
    }
    throw outdated
  }

  private func open(_ role: Connection.Role, _ settings: ConnectionSettings) async throws(Failure) -> Connection {
    let parameters = settings.parameters(readOnly: readOnly)
    let opened = await withCheckedContinuation { (caller: CheckedContinuation<Result<UInt, Failure>, Never>) in
      let accepted = connects.submit { caller.resume(returning: Self.connect(parameters)) }
      if !accepted { caller.resume(returning: .failure(Failure(reason: "too many connections are being opened"))) }
    }
    // A connection that is turned away goes unmentioned: another one may be had in its place.
    let isAccepted = Flag()
    var heard = role
    heard.onEnd = { if isAccepted.isRaised { role.onEnd($0) } }
    let connection = Connection(adopting: try opened.get(), role: heard, loop: loop, cancels: cancels)
    // Nobody else looks after it yet, and the server may fall silent now as at any time.
    let watching = loop.every(.milliseconds(200)) { connection.sweep(at: .now) }
    defer { watching.cancel() }
    do {
      try await timelines.check(connection, patience: settings.patience)
      isAccepted.raise()
      return connection
    } catch {
      connection.end("refused after connecting")
      throw Failure(reason: "\(error)", isOutdated: error is Timelines.Outdated)
    }
  }

  private static func connect(_ parameters: [(keyword: String, value: String)]) -> Result<UInt, Failure> {
    let handle = withCStrings(parameters.map(\.keyword)) { keywords in
      withCStrings(parameters.map(\.value)) { values in PQconnectdbParams(keywords, values, 0) }
    }
    guard let handle else { return .failure(Failure(reason: "out of memory")) }
    guard PQstatus(handle) == CONNECTION_OK else {
      defer { PQfinish(handle) }
      let lines = String(cString: PQerrorMessage(handle)).split(whereSeparator: \.isNewline)
      return .failure(Failure(reason: lines.joined(separator: " ")))
    }
    // Without a receiver libpq writes notices to standard error.
    PQsetNoticeReceiver(handle, { _, _ in }, nil)
    return .success(UInt(bitPattern: handle))
  }

  private static func withCStrings<Outcome>(
    _ texts: [String], _ body: (UnsafePointer<UnsafePointer<CChar>?>?) -> Outcome
  ) -> Outcome {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    let pointers = copies.map { UnsafePointer($0) } + [nil]
    return pointers.withUnsafeBufferPointer { body($0.baseAddress) }
  }
}

/// The highest timeline seen. After a failover the old primary may come back and, first in the list of hosts, accept
/// writes that nobody else will ever see: its timeline is lower, and it is turned away.
final class Timelines: Sendable {
  struct Outdated: Error, CustomStringConvertible {
    let found: UInt32
    let highest: UInt32
    var description: String {
      "this server is a primary of the past (timeline \(found), the cluster has reached \(highest)): is it an old primary "
        + "that was restarted?"
    }
  }

  private let highest: Mutex<UInt32>

  init(highest: UInt32 = 0) { self.highest = Mutex(highest) }

  var areUnknown: Bool { highest.withLock { $0 == 0 } }

  func check(_ connection: Connection, patience: Duration) async throws {
    // The first eight digits of the name; right at once after a promotion, where pg_control_checkpoint() lags.
    let statement: SQL = """
      select case when not pg_is_in_recovery() then substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) end
      """
    let answer = try await connection.runToTheEnd(.statement(statement, opening: nil), patience: patience)
    let name = try answer.decodeFirst { row in try row.next(String?.self) } ?? nil
    guard let timeline = name.flatMap({ UInt32($0, radix: 16) }) else { return }  // a standby: it refuses writes itself
    let seen = highest.withLock { highest in
      highest = max(highest, timeline)
      return highest
    }
    if timeline < seen { throw Outdated(found: timeline, highest: seen) }
  }
}
