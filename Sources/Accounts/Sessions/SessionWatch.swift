import HTTP
import Postgres
import Resources
import Runtime
import Synchronization

/// Ends the sockets of sessions that are over, or whose person may no longer be here: a notification of the database is a
/// hint, a look once a second heals a lost one. Without sockets it does nothing, and listens to nothing.
final class SessionWatch: Sendable {
  struct Watched: Sendable {
    let socket: WebSocket
    let session: Session.ID
    /// The least role that opens this socket.
    let role: Account.Role
  }

  private struct State {
    var watched: [UInt64: Watched] = [:]
    var lastToken: UInt64 = 0
    var isRunning = false
  }

  private let database: Database
  private let clock: WallClock
  private let state = Mutex(State())

  /// However many sessions end at once, the looks are apart by this.
  private static let pause = Duration.milliseconds(100)

  init(database: Database, clock: WallClock) {
    self.database = database
    self.clock = clock
  }

  /// Returns a function that is called when the socket closes.
  func join(_ watched: Watched) -> @Sendable () -> Void {
    let (token, mustStart) = state.withLock { state in
      state.lastToken += 1
      state.watched[state.lastToken] = watched
      defer { state.isRunning = true }
      return (state.lastToken, !state.isRunning)
    }
    if mustStart { Task { await self.run() } }
    return { self.state.withLock { _ = $0.watched.removeValue(forKey: token) } }
  }

  /// Until nobody is watched any more.
  private func run() async {
    let (hints, hint) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    await withTaskGroup { group in
      group.addTask { for await _ in self.database.listen(to: "sessions") { hint.yield() } }
      group.addTask { while (try? await Task.sleep(for: .seconds(1))) != nil { hint.yield() } }
      for await _ in hints {
        if isDone() { break }
        // While the database is away nobody can know; the next look does.
        try? await look()
        try? await Task.sleep(for: Self.pause)
      }
      group.cancelAll()
    }
  }

  private func isDone() -> Bool {
    state.withLock { state in
      state.isRunning = !state.watched.isEmpty
      return !state.isRunning
    }
  }

  private func look() async throws {
    let watched = state.withLock { Array($0.watched.values) }
    let found = try await database.query(
      """
      select s.id, a.role from sessions s join accounts a on a.id = s.account_id
      where s.id = any(\(Array(Set(watched.map(\.session))))) and a.locked_at is null and s.expires_at > \(clock.now)
      """
    ) { row in (try row.next(Session.ID.self), try row.word(Account.Role.self)) }
    let roles = Dictionary(found) { first, _ in first }
    for one in watched where roles[one.session].map({ $0 < one.role }) ?? true {
      one.socket.dismiss(.signedOut, reason: "signed-out")
    }
  }
}
