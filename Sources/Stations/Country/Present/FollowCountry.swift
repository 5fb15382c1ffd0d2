import HTTP
import Postgres
package import Runtime
import Synchronization

extension PresentCountry {
  /// While the database is away the country is asked for all the same: it is looked for soon again.
  private static let longestPause = Duration.milliseconds(500)

  package var work: [BackgroundWork] {
    let follower = FollowCountry(country: self)
    return [
      BackgroundWork("map", every: .milliseconds(30), longestPause: Self.longestPause) { [hints] in
        var next = hints.makeAsyncIterator()
        if await next.next() != nil { try await follower.catchUp() }
      },
      BackgroundWork("map looks", every: .seconds(1)) { [self] in look() },
      BackgroundWork("map hears changes", every: .seconds(1)) { [self] in
        for await _ in database.listen(to: PointChanges.channel) { look() }
      },
      BackgroundWork("map tells changes", every: .milliseconds(50), longestPause: Self.longestPause) { [self] in
        guard database.takeAnnouncement(on: PointChanges.channel) else { return }
        look()
        try await database.execute("select pg_notify(\("\(PointChanges.channel)"), '')")
      },
    ]
  }
}

/// Keeps the country at the present: loads it, looks at what has changed once a second and as soon as somebody hints at it,
/// opens and closes stations by the clock, and loads it again when an import or an administrator has changed it as a whole.
final class FollowCountry: Sendable {
  private let present: PresentCountry
  private let followed = Mutex<Followed?>(nil)
  /// A whole country is put together on a thread that lets all others go first.
  private let aside = EventLoop(name: "loading", niceness: 10)

  private var database: Database { present.database }
  private var clock: WallClock { present.clock }

  init(country: PresentCountry) { present = country }

  deinit { aside.stop() }

  func catchUp() async throws {
    let number = present.beginLook()
    let now = followed.withLock { $0 }
    let next = if let now { try await look(now) } else { try await load() }
    followed.withLock { $0 = next }
    present.endLook(number)
  }

  private struct Followed {
    var moment: CountryMoment
    var seen: PointChanges.Seen
    /// The country as it was loaded, and how often it has been changed in part since.
    var loaded: LoadCountry.Loaded
    var parts = 0
    /// An older `seen`, and its time.
    var mark: (seen: PointChanges.Seen, at: ContinuousClock.Instant)
  }

  private func load() async throws -> Followed {
    let began = ContinuousClock.now
    let loaded = try await loadAside()
    let remembered = try await PointChanges.remembered(in: database)
    let moment = loaded.moment
    try await present.become(
      CountryNews(
        moment: moment, isAnother: true, points: [], changes: remembered.changes, number: loaded.seen.number,
        rememberedFrom: remembered.from))
    await present.giveBackMemory()
    present.log.info(
      "the map is loaded",
      [
        "points": .integer(loaded.country.points.count), "stations": .integer(loaded.country.stations.count),
        "milliseconds": .integer(Int((.now - began).inSeconds * 1000)),
      ])
    return Followed(moment: moment, seen: loaded.seen, loaded: loaded, mark: (loaded.seen, .now))
  }

  private func loadAside() async throws -> LoadCountry.Loaded {
    try await withTaskExecutorPreference(aside) { try await present.load(givingWay: true) }
  }

  // MARK: A look

  private static let mostParts = 200
  private static let mostReadOneByOne = 20_000

  private func look(_ followed: Followed) async throws -> Followed {
    var now = followed
    let version = try await database.first("select version from stations_version") { try $0.next(Int.self) }
    let (changes, seen) = try await PointChanges.since(now.seen, in: database)
    var (country, states) = (now.moment.country, now.moment.states)
    let due = states.takeDue(at: clock.now)
    var points = Set(changes.map(\.point)).union(due)
    let turned = states.turn(in: country, at: clock.now).map { country.points[$0].id }
    let isAnother = version != country.version || points.count > Self.mostReadOneByOne
    if isAnother {
      try await change(&now, wholly: points.count > Self.mostReadOneByOne)
      (country, states) = (now.loaded.country, now.loaded.states)
    }
    if !points.isEmpty { states = try await applied(Array(points), to: country, states) }
    points.formUnion(turned)
    now.seen = seen
    now.moment = CountryMoment(country: country, states: states)
    if isAnother || !points.isEmpty || seen != followed.seen {
      try await present.become(
        CountryNews(
          moment: now.moment, isAnother: isAnother, points: points,
          changes: changes + (due + turned).map { (seen.number, $0) }, number: seen.number, rememberedFrom: nil))
    }
    try await forget(&now)
    return now
  }

  /// In part, where that is little. What was there before stays behind in the country: one day it is loaded as a whole again.
  private func change(_ followed: inout Followed, wholly: Bool) async throws {
    let began = ContinuousClock.now
    let base = LoadCountry.Loaded(
      country: followed.moment.country, states: followed.moment.states, seen: followed.loaded.seen)
    let part =
      !wholly && followed.parts < Self.mostParts
      ? try await BuildingMemory.use { try await LoadChanges(database: database, clock: clock, base: base)() } : nil
    followed.parts = part == nil ? 0 : followed.parts + 1
    if let part {
      followed.loaded = part
    } else {
      followed.loaded = try await loadAside()
      await present.giveBackMemory()
    }
    present.log.debug(
      "the country has changed",
      [
        "in": .text(part == nil ? "all" : "part"),
        "milliseconds": .integer(Int((.now - began).inSeconds * 1000)),
      ])
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
