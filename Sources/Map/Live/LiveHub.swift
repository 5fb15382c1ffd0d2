import Ground
import HTTP
import Stations
import Synchronization

/// One point's news, ready to be told.
struct PointNews: Sendable {
  let id: ChargePoint.ID
  let station: Station.ID
  let place: WorldPlace
  let status: PointStatus
  let since: Instant?

  init(_ point: Int, at moment: Moment) {
    let row = moment.country.points[point]
    let station = moment.country.stations[Int(row.station)]
    id = row.id
    self.station = station.id
    place = moment.country.spots[Int(station.spot)].place
    status = moment.doings.status[point]
    since = moment.doings.since(point)
  }
}

/// From the one who follows the changes to all who watch, and what those who were away have missed.
final class LiveHub: Sendable {
  private struct State {
    var watchers: [UInt64: LiveWatcher] = [:]
    var lastToken: UInt64 = 0
    /// What the last batch was numbered.
    var number = 0
    /// Changes with the number of their transaction; nothing is missing from `from` on.
    var remembered: [(number: Int, point: ChargePoint.ID)] = []
    var from = 0
  }

  private static let mostRemembered = 100_000

  private let state = Mutex(State())

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

  func begin(number: Int, from: Int, _ changes: [(number: Int, point: ChargePoint.ID)]) {
    state.withLock { state in
      (state.number, state.from, state.remembered) = (number, from, changes)
    }
  }

  func tell(_ news: [PointNews], number: Int, _ changes: [(number: Int, point: ChargePoint.ID)]) {
    let watchers = state.withLock { state in
      state.number = number
      state.remembered += changes
      if state.remembered.count > Self.mostRemembered {
        let cut = state.remembered.count - Self.mostRemembered / 2
        state.from = state.remembered[..<cut].reduce(state.from) { max($0, $1.number + 1) }
        state.remembered.removeFirst(cut)
      }
      return news.isEmpty ? [] : Array(state.watchers.values)
    }
    for watcher in watchers { watcher.tell(news, number: number) }
  }

  /// What has been noted from a number on; nil when that is too long ago to know.
  func missed(since number: Int) -> [ChargePoint.ID]? {
    state.withLock { state in
      guard number >= state.from else { return nil }
      return state.remembered.filter { $0.number >= number }.map(\.point)
    }
  }
}
