import HTTP
import Runtime
import Stations
import Synchronization

/// From the one who follows the changes to all who watch, and what those who were away have missed.
final class LiveHub: Sendable {
  private struct State {
    var watchers: [UInt64: LiveWatcher] = [:]
    var lastToken: UInt64 = 0
    /// The number of the last batch.
    var number = 0
    var remembered = RememberedChanges()
  }

  private let state = Mutex(State())
  private let workers = Workers(name: "live", threads: 1, queueLimit: 1024)

  deinit { workers.stop() }

  var number: Int { state.withLock { $0.number } }

  func join(_ watcher: LiveWatcher) -> UInt64 {
    state.withLock { state in
      state.lastToken += 1
      state.watchers[state.lastToken] = watcher
      return state.lastToken
    }
  }

  func leave(_ token: UInt64) {
    state.withLock { $0.watchers.removeValue(forKey: token) }?.finish()
  }

  func begin(number: Int, from: Int, _ changes: [PointChanges.Change]) {
    let remembered = RememberedChanges(from: from, changes)
    state.withLock { ($0.number, $0.remembered) = (number, remembered) }
  }

  func tell(_ news: [PointNews], number: Int, _ changes: [PointChanges.Change]) {
    let watchers = state.withLock { state in
      state.number = number
      state.remembered.add(changes)
      return news.isEmpty ? [] : Array(state.watchers.values)
    }
    for watcher in watchers { watcher.tell(news, number: number) }
  }

  /// The points noted from a number on; nil when that is too long ago to know, or too much to be told.
  func missed(since number: Int) -> [ChargePoint.ID]? { state.withLock { $0.remembered.since(number) } }

  /// A tenth of a millisecond's work on the loop.
  private static let mostOnTheLoop = 100

  /// The news of points; nil when too many ask.
  func news(of points: [ChargePoint.ID], at moment: CountryMoment) async -> [PointNews]? {
    if points.count <= Self.mostOnTheLoop { return PointNews.of(points, at: moment) }
    return try? await workers.run { PointNews.of(points, at: moment) }
  }
}

/// Changes in the order of the numbers of their transactions, so that what somebody missed is a stretch at the end.
struct RememberedChanges: Sendable {
  static let most = 100_000
  /// A client that missed more does better to load the map again.
  static let mostTold = 10_000

  private var changes: [PointChanges.Change] = []
  /// Nothing is missing from here on.
  private(set) var from = 0

  init() {}

  init(from: Int, _ changes: [PointChanges.Change]) {
    self.from = from
    add(changes)
  }

  var count: Int { changes.count }

  mutating func add(_ newer: [PointChanges.Change]) {
    guard let least = newer.map(\.number).min() else { return }
    // A late commit has a smaller number than what was noted after it: it finds its place near the end.
    let place = changes.partitioningIndex { $0.number > least }
    let tail = (changes[place...] + newer).sorted { $0.number < $1.number }
    changes.replaceSubrange(place..., with: tail)
    guard changes.count > Self.most else { return }
    let cut = changes.count - Self.most / 2
    from = max(from, changes[cut - 1].number + 1)
    changes.removeFirst(cut)
  }

  func since(_ number: Int) -> [ChargePoint.ID]? {
    guard number >= from else { return nil }
    let missed = changes[changes.partitioningIndex { $0.number >= number }...]
    return missed.count > Self.mostTold ? nil : missed.map(\.point)
  }
}
