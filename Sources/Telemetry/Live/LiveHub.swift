import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites
import Synchronization

/// The message of a live subscription. A slow client gets the newest of each metric.
struct SampleNews: Codable, Sendable {
  enum Kind: String, CaseIterable, Field { case newValue = "sample" }

  let type: Kind
  let deviceId: Device.ID
  let key: MetricKey
  let value: Double
  let unit: String
  let at: Instant
}

/// Tells those who watch what is new. Rights are looked at again with each delivery: the statement that finds the news joins
/// them.
final class LiveHub: Sendable {
  struct Watcher: Sendable {
    let subscription: Subscription.ID
    let account: Account.ID
    let administers: Bool
    let socket: WebSocket
    /// From when on samples are new to it, by when they were received.
    var since: Instant
    var told: [SeriesNumber: Instant] = [:]
  }

  private struct State {
    var watchers: [Int: Watcher] = [:]
    var lastToken = 0
  }

  /// Servers write with clocks and commits of their own: what was received a moment before the last look may show only now.
  private static let overlap = Duration.seconds(10)

  private let database: Database
  private let clock: WallClock
  private let state = Mutex(State())

  init(database: Database, clock: WallClock) { (self.database, self.clock) = (database, clock) }

  func join(_ watcher: Watcher) -> Int {
    state.withLock { state in
      state.lastToken += 1
      state.watchers[state.lastToken] = watcher
      return state.lastToken
    }
  }

  func leave(_ token: Int) { state.withLock { _ = $0.watchers.removeValue(forKey: token) } }

  private struct News: Sendable {
    let token: Int
    let series: SeriesNumber
    let message: SampleNews
  }

  func look() async throws {
    let watchers = state.withLock { $0.watchers }
    if watchers.isEmpty { return }
    let began = clock.now
    let alive = try await alive(watchers)
    for (token, watcher) in watchers where !alive.contains(token) {
      leave(token)
      watcher.socket.dismiss(.policyViolation, reason: "gone")
    }
    let news = try await news(for: watchers.filter { alive.contains($0.key) })
    state.withLock { state in
      for token in watchers.keys {
        if let since = state.watchers[token]?.since { state.watchers[token]?.since = max(since, began - Self.overlap) }
      }
    }
    for one in news { tell(one) }
  }

  private func tell(_ news: News) {
    let socket = state.withLock { state -> WebSocket? in
      guard let watcher = state.watchers[news.token], watcher.told[news.series].map({ $0 < news.message.at }) ?? true
      else { return nil }
      state.watchers[news.token]?.told[news.series] = news.message.at
      return watcher.socket
    }
    guard let socket, let bytes = try? JSONWriter.encode(news.message) else { return }
    socket.offer(bytes, key: "\(news.series)")
  }

  private func alive(_ watchers: [Int: Watcher]) async throws -> Set<Int> {
    let all = Array(watchers)
    let found = try await database.query(
      """
      select w.token from unnest(\(all.map(\.key)), \(all.map(\.value.subscription)), \(all.map(\.value.account)))
        as w(token, subscription_id, account_id)
        join subscriptions s on s.id = w.subscription_id and s.account_id = w.account_id
      """
    ) { try $0.next(Int.self) }
    return Set(found)
  }

  private func news(for watchers: [Int: Watcher]) async throws -> [News] {
    let all = Array(watchers)
    return try await database.query(
      """
      select w.token, v.metric_id, v.device_id, v.key, l.value, l.at
      from unnest(\(all.map(\.key)), \(all.map(\.value.subscription)), \(all.map(\.value.account)),
        \(all.map(\.value.administers)), \(all.map(\.value.since))) as w(token, subscription_id, account_id, administers, since)
        join subscribed_metrics v on v.subscription_id = w.subscription_id and v.account_id = w.account_id
          and (v.role <> 'admin' or w.administers)
        join metric_latest l on l.metric_id = v.metric_id and l.received_at >= w.since
      order by l.at
      """
    ) { row in
      let (token, series, device) = (
        try row.next(Int.self), try row.next(SeriesNumber.self), try row.next(Device.ID.self)
      )
      let key = try row.word(MetricKey.self)
      let message = SampleNews(
        type: .newValue, deviceId: device, key: key, value: try row.next(), unit: key.metric.unit, at: try row.next())
      return News(token: token, series: series, message: message)
    }
  }
}
