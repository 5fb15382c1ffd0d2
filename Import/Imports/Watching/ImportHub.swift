import HTTP
import Postgres
import Runtime
import Synchronization

/// From one listener of this instance to all who watch. The row of an import that moved is read once for everybody, ten
/// times a second at the most; the newest state takes the place of one that a slow client has not been sent yet.
final class ImportHub: Sendable {
  struct Watcher: Sendable {
    let socket: WebSocket
    /// nil watches all of them.
    let id: Import.ID?
    let language: Language
  }

  private struct State {
    var watchers: [UInt64: Watcher] = [:]
    var lastToken: UInt64 = 0
    /// Imports that have moved since they were last read.
    var moved: Set<Import.ID> = []
    var isReading = false
    var readAt: ContinuousClock.Instant?

    func isWatched(_ id: Import.ID) -> Bool { watchers.values.contains { $0.id == nil || $0.id == id } }
  }

  private static let interval = Duration.milliseconds(100)

  private let database: Database
  private let sources: ImportSources
  private let runs: ImportRuns
  private let log: Log
  private let state = Mutex(State())

  init(database: Database, sources: ImportSources, runs: ImportRuns, log: Log) {
    self.database = database
    self.sources = sources
    self.runs = runs
    self.log = log
  }

  // MARK: Watchers

  func join(_ watcher: Watcher) -> UInt64 {
    let token = state.withLock { state in
      state.lastToken += 1
      state.watchers[state.lastToken] = watcher
      return state.lastToken
    }
    // A late watcher is sent the present state with the next reading.
    if let id = watcher.id { moved([id]) }
    return token
  }

  func leave(_ token: UInt64) { state.withLock { _ = $0.watchers.removeValue(forKey: token) } }

  // MARK: News

  /// Until the task is cancelled.
  func listen() async {
    for await event in database.listen(to: "imports", "imports_cancel") {
      switch event {
      case .listening, .reconnected:
        // News from before the connection was not heard.
        await catchUp()
      case .notification(let notification):
        guard let id = Import.ID(notification.payload) else { continue }
        if notification.channel == "imports_cancel" { runs.cancel(id) } else { moved([id]) }
      }
    }
  }

  /// All who are watched; for those who watch all, the newest, as one that ended meanwhile is to be heard of too.
  private func catchUp() async {
    var (ids, watchesAll) = state.withLock { state in
      (Set(state.watchers.values.compactMap(\.id)), state.watchers.values.contains { $0.id == nil })
    }
    if watchesAll {
      do {
        let newest: SQL = "select id from imports order by id desc limit 100"
        ids.formUnion(try await database.query(newest) { row in try row.next(Import.ID.self) })
      } catch {
        log.warning("watchers of imports wait", ["error": .text(String(describing: error))])
      }
    }
    moved(ids)
  }

  func moved(_ ids: Set<Import.ID>) {
    let mustStart = state.withLock { state in
      state.moved.formUnion(ids.filter(state.isWatched))
      guard !state.moved.isEmpty, !state.isReading else { return false }
      state.isReading = true
      return true
    }
    if mustStart { Task { await self.read() } }
  }

  // MARK: Reading

  /// One at a time, so that no watcher is sent an older state after a newer one.
  private func read() async {
    while let ids = next() {
      if let pause = state.withLock({ $0.readAt.map { $0 + Self.interval - .now } }), pause > .zero {
        try? await Task.sleep(for: pause)
      }
      let more = state.withLock { state in
        state.readAt = .now
        defer { state.moved = [] }
        return state.moved
      }
      do {
        try await tell(ids.union(more))
      } catch {
        log.warning("watchers of imports wait", ["error": .text(String(describing: error))])
        state.withLock { $0.moved.formUnion(ids.union(more)) }
        try? await Task.sleep(for: .seconds(1))
      }
    }
  }

  private func next() -> Set<Import.ID>? {
    state.withLock { state in
      state.isReading = !state.moved.isEmpty
      defer { state.moved = [] }
      return state.isReading ? state.moved : nil
    }
  }

  private func tell(_ ids: Set<Import.ID>) async throws {
    let found = try await database.query(
      "select \(sql: Import.columns) from imports i where i.id = any(\(Array(ids))) order by i.id"
    ) { row in try Import(&row) }
    let watchers = state.withLock { Array($0.watchers.values) }
    for one in found {
      var texts: [Language: Bytes] = [:]
      for watcher in watchers where watcher.id == nil || watcher.id == one.id {
        let text = try texts[watcher.language] ?? ImportNews.bytes(of: one.said(in: watcher.language, by: sources))
        texts[watcher.language] = text
        watcher.socket.offer(text, key: one.id.description)
      }
    }
  }
}

/// The message that a socket sends.
struct ImportNews: Codable {
  enum Kind: String, CaseIterable, Field { case `import` }

  let type: Kind
  let `import`: Import

  static func bytes(of one: Import) throws -> Bytes { try JSONWriter.encode(ImportNews(type: .import, import: one)) }
}
