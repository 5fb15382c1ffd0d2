import HTTP
import Runtime
import Stations
import Synchronization

/// One who watches: the box in view, and what has not been sent yet. Of one point only the newest waits, so that a slow
/// client is sent less and never something old.
final class LiveWatcher: Sendable {
  fileprivate struct State {
    var box: BoundingBox?
    var waiting: [ChargePoint.ID: PointNews] = [:]
    var number = 0
    var mustAnswer = false
    /// It looks elsewhere now, and is being found out what it missed there.
    var isCatchingUp = false
    var mustReload = false
    var reader: CheckedContinuation<Void, Never>?
    var isOver = false

    var hasNews: Bool { isOver || !isCatchingUp && (!waiting.isEmpty || mustAnswer || mustReload) }
  }

  /// A client that sees more change at once does better to load the map again.
  fileprivate static let mostWaiting = 5000

  private let state = Mutex(State())

  // MARK: What comes in

  /// Another view. From here on it is told of what happens there, and nothing is sent before it has caught up.
  func look(at box: BoundingBox) {
    wake { state in
      state.box = box
      state.waiting = [:]
      (state.isCatchingUp, state.mustReload) = (true, false)
    }
  }

  /// `missed` is what its client does not know, nil when nobody can tell it. What came in meanwhile is newer.
  func catchUp(with missed: [PointNews]?, number: Int) {
    wake { state in
      (state.isCatchingUp, state.mustAnswer) = (false, true)
      state.number = max(state.number, number)
      if missed == nil { state.reload() }
      state.add((missed ?? []).filter { state.waiting[$0.id] == nil })
    }
  }

  func tell(_ news: [PointNews], number: Int) {
    wake { state in
      state.number = max(state.number, number)
      state.add(news)
    }
  }

  func finish() { wake { $0.isOver = true } }

  private func wake(_ change: (inout State) -> Void) {
    let reader = state.withLock { state in
      change(&state)
      return state.hasNews ? state.reader.take() : nil
    }
    reader?.resume()
  }

  // MARK: What goes out

  /// The next message; nil when the client has gone.
  func next() async -> Bytes? {
    await withCheckedContinuation { reader in
      let hasNews = state.withLock { state in
        if !state.hasNews { state.reader = reader }
        return state.hasNews
      }
      if hasNews { reader.resume() }
    }
    let said = state.withLock { state in
      defer {
        state.waiting = [:]
        (state.mustAnswer, state.mustReload) = (false, false)
      }
      return state.isOver ? nil : (state.mustReload ? "reload" : "status", state.number, state.waiting)
    }
    return said.map { type, number, news in LiveWatcher.message(type, number: number, Array(news.values)) }
  }

  private static func message(_ type: String, number: Int, _ news: [PointNews]) -> Bytes {
    var json = JSONWriter(capacity: 64 + news.count * 180)
    json.object { json in
      json.name("type")
      json.write(type)
      json.name("seq")
      json.write(number)
      json.name("points")
      json.array { json in
        for one in news { write(one, into: &json) }
      }
    }
    return json.finish()
  }

  private static func write(_ news: PointNews, into json: inout JSONWriter) {
    json.object { json in
      json.name("id")
      json.write(news.id)
      json.name("stationId")
      json.write(news.station)
      json.name("status")
      json.write(news.status.word)
      json.name("statusAt")
      if let since = news.since { json.write(since) } else { json.null() }
    }
  }
}

extension LiveWatcher.State {
  fileprivate mutating func add(_ news: [PointNews]) {
    guard let box, !mustReload else { return }
    for one in news where box.contains(one.place) { waiting[one.id] = one }
    if waiting.count > LiveWatcher.mostWaiting { reload() }
  }

  fileprivate mutating func reload() {
    waiting = [:]
    mustReload = true
  }
}

extension BoundingBox {
  fileprivate func contains(_ place: WorldPlace) -> Bool {
    let (longitude, latitude) = (place.longitude, place.latitude)
    // The index knows places to a centimetre.
    let slack = 0.000_000_2
    guard south - slack...north + slack ~= latitude else { return false }
    return west <= east
      ? west - slack...east + slack ~= longitude : longitude >= west - slack || longitude <= east + slack
  }
}
