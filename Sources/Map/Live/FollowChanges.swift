import HTTP
import Postgres
package import Runtime
import Stations
import Synchronization

extension MapFeature {
  /// While the database is away the map is asked for all the same: it is looked for soon again.
  private static let longestPause = Duration.milliseconds(500)

  package var work: [BackgroundWork] {
    let (hints, hint) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let follower = FollowChanges(map: self)
    return [
      BackgroundWork("map", every: .milliseconds(30), longestPause: Self.longestPause) {
        var next = hints.makeAsyncIterator()
        if await next.next() != nil { try await follower.catchUp() }
      },
      BackgroundWork("map looks", every: .seconds(1)) { hint.yield() },
      BackgroundWork("map hears changes", every: .seconds(1)) {
        for await _ in database.listen(to: PointChanges.channel) { hint.yield() }
      },
      BackgroundWork("map tells changes", every: .milliseconds(50), longestPause: Self.longestPause) {
        guard database.takeAnnouncement(on: PointChanges.channel) else { return }
        hint.yield()
        try await database.execute("select pg_notify(\("\(PointChanges.channel)"), '')")
      },
    ]
  }
}

/// Keeps the map at the present: loads the country, looks at what has changed once a second and as soon as somebody hints
/// at it, opens and closes stations by the clock, and loads the country again when an import or an administrator has changed
/// it as a whole.
final class FollowChanges: Sendable {
  private let map: MapFeature
  private let followed = Mutex<Followed?>(nil)

  private var database: Database { map.database }
  private var clock: WallClock { map.clock }

  init(map: MapFeature) { self.map = map }

  func catchUp() async throws {
    let now = followed.withLock { $0 }
    let next = if let now { try await look(now) } else { try await load() }
    followed.withLock { $0 = next }
  }

  private struct Followed {
    var moment: MapSnapshot
    var seen: PointChanges.Seen
    /// An older `seen`, and its time.
    var mark: (seen: PointChanges.Seen, at: ContinuousClock.Instant)
  }

  private func load() async throws -> Followed {
    let began = ContinuousClock.now
    let loaded = try await LoadCountry(database: database, clock: clock)()
    let remembered = try await PointChanges.remembered(in: database)
    let moment = MapSnapshot(country: loaded.country, states: loaded.states)
    try await map.present.begin(moment)
    map.hub.begin(number: loaded.seen.number, from: remembered.from, remembered.changes)
    map.log.info(
      "the map is loaded",
      [
        "points": .integer(loaded.country.points.count), "stations": .integer(loaded.country.stations.count),
        "milliseconds": .integer(Int((.now - began).inSeconds * 1000)),
      ])
    return Followed(moment: moment, seen: loaded.seen, mark: (loaded.seen, .now))
  }

  // MARK: A look

  private static let mostReadOneByOne = 20_000

  private func look(_ followed: Followed) async throws -> Followed {
    var now = followed
    let version = try await database.first("select version from stations_version") { try $0.next(Int.self) }
    let (changes, seen) = try await PointChanges.since(now.seen, in: database)
    var states = now.moment.states
    let due = states.takeDue(at: clock.now)
    let points = Set(changes.map(\.point)).union(due)
    var country = now.moment.country
    let turned = states.turn(in: country, at: clock.now).map { country.points[$0].id }
    if version != country.version || points.count > Self.mostReadOneByOne {
      let loaded = try await LoadCountry(database: database, clock: clock)()
      (country, states) = (loaded.country, loaded.states)
      try await map.present.begin(MapSnapshot(country: country, states: states))
    }
    if !points.isEmpty { states = try await applied(Array(points), to: country, states) }
    if !points.isEmpty || !turned.isEmpty { map.present.update(states) }
    now.moment = MapSnapshot(country: country, states: states)
    let news = points.union(turned).compactMap { country.index(of: $0) }.map { PointNews($0, at: now.moment) }
    map.hub.tell(news, number: seen.number, changes + (due + turned).map { (seen.number, $0) })
    now.seen = seen
    try await forget(&now)
    return now
  }

  private func applied(
    _ points: [ChargePoint.ID], to country: Country, _ states: PointStates
  ) async throws -> PointStates {
    let now = clock.now
    var states = states
    let facts = try await StoredPointState.of(points, in: database)
    let bookings = try await LiveReservations.of(points, at: now, in: database)
    _ = states.apply(facts, bookings, to: country, at: now)
    return states
  }

  /// Ten minutes back: whoever was away for longer loads the map again.
  private func forget(_ followed: inout Followed) async throws {
    guard .now - followed.mark.at > .seconds(600) else { return }
    try await PointChanges.forget(before: followed.mark.seen, in: database)
    followed.mark = (followed.seen, .now)
  }
}
