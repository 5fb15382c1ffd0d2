import HTTP
import Postgres
import Runtime
import Stations

/// Keeps the map at the present: loads the country, looks at what has changed once a second and as soon as somebody hints
/// at it, and loads it again when an import or an administrator has changed it as a whole.
extension MapFeature {
  private static let channel = "point_changes"

  /// Until the task is cancelled.
  package func run() async {
    let (hints, hint) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    hint.yield()
    await withTaskGroup { group in
      group.addTask { await listen(hint) }
      group.addTask { await announce(hint) }
      group.addTask { await follow(hints) }
    }
  }

  private func listen(_ hint: AsyncStream<Void>.Continuation) async {
    for await _ in database.listen(to: "point_changes") { hint.yield() }
  }

  /// What this process writes is hinted at twenty times a second at the most, and again a moment later: what was noted first
  /// may have been committed after the first hint.
  private func announce(_ hint: AsyncStream<Void>.Continuation) async {
    var (told, again, ticks) = (PointChanges.count, false, 0)
    while (try? await Task.sleep(for: .milliseconds(50))) != nil {
      ticks += 1
      if ticks.isMultiple(of: 20) { hint.yield() }
      let count = PointChanges.count
      guard count != told || again else { continue }
      (again, told) = (count != told, count)
      hint.yield()
      _ = try? await database.execute("select pg_notify(\(Self.channel), '')")
    }
  }

  private func follow(_ hints: AsyncStream<Void>) async {
    var followed: Followed?
    var hasFailed = false
    for await _ in hints {
      do {
        if followed != nil { try await look(&followed) } else { followed = try await load() }
        hasFailed = false
      } catch {
        if Task.isCancelled { return }
        if !hasFailed { log.warning("the map waits", ["error": .text(String(describing: error))]) }
        hasFailed = true
      }
      try? await Task.sleep(for: .milliseconds(hasFailed ? 500 : 30))
    }
  }

  private struct Followed {
    var moment: MapSnapshot
    var seen: PointChanges.Seen
    /// What had been seen a while ago, and when that was.
    var mark: (seen: PointChanges.Seen, at: ContinuousClock.Instant)
  }

  private func load() async throws -> Followed {
    let began = ContinuousClock.now
    let loaded = try await LoadCountry(database: database, clock: clock)()
    let remembered = try await PointChanges.remembered(in: database)
    let moment = MapSnapshot(country: loaded.country, states: loaded.states)
    try await present.begin(moment)
    hub.begin(number: loaded.seen.number, from: remembered.from, remembered.changes)
    log.info(
      "the map is loaded",
      [
        "points": .integer(loaded.country.points.count), "stations": .integer(loaded.country.stations.count),
        "milliseconds": .integer(Int((.now - began).inSeconds * 1000)),
      ])
    return Followed(moment: moment, seen: loaded.seen, mark: (loaded.seen, .now))
  }

  // MARK: A look

  private static let mostReadOneByOne = 20_000

  private func look(_ followed: inout Followed?) async throws {
    guard var now = followed else { return }
    let version = try await database.first("select version from stations_version") { try $0.next(Int.self) }
    let (changes, seen) = try await PointChanges.since(now.seen, in: database)
    var states = now.moment.states
    let due = states.takeDue(at: clock.now)
    let points = Set(changes.map(\.point)).union(due)
    var country = now.moment.country
    if version != country.version || points.count > Self.mostReadOneByOne {
      let loaded = try await LoadCountry(database: database, clock: clock)()
      (country, states) = (loaded.country, loaded.states)
      try await present.begin(MapSnapshot(country: country, states: states))
    }
    if points.isEmpty {
      now.moment = MapSnapshot(country: country, states: states)
    } else {
      now.moment = try await apply(Array(points), to: country, states)
    }
    let news = points.compactMap { now.moment.country.index(of: $0) }.map { PointNews($0, at: now.moment) }
    hub.tell(news, number: seen.number, changes + due.map { (seen.number, $0) })
    now.seen = seen
    try await forget(&now)
    followed = now
  }

  private func apply(_ points: [ChargePoint.ID], to country: Country, _ states: PointStates) async throws -> MapSnapshot
  {
    let now = clock.now
    var states = states
    let facts = try await StoredPointState.of(points, in: database)
    let bookings = try await LiveReservations.of(points, at: now, in: database)
    _ = states.apply(facts, bookings, to: country, at: now)
    present.update(states)
    return MapSnapshot(country: country, states: states)
  }

  /// Ten minutes back: whoever was away for longer loads the map again.
  private func forget(_ followed: inout Followed) async throws {
    guard .now - followed.mark.at > .seconds(600) else { return }
    try await PointChanges.forget(before: followed.mark.seen, in: database)
    followed.mark = (followed.seen, .now)
  }
}
