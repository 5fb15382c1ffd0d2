import Ground
import HTTP
import Postgres
import Stations
import Synchronization

/// A country and what its points are doing: what one answer is made from.
struct Moment: Sendable {
  let country: Country
  let doings: Doings
}

/// The newest moment, and the circles of the filters in use. Whoever reads takes what is there and holds nobody up.
final class Present: Sendable {
  typealias Circles = (hierarchy: Hierarchy, doings: Doings)

  private struct State {
    var moment: Moment?
    var kept = KeptCircles()
    var underWay: [StationFilter: (country: Country, task: Task<Hierarchy, any Error>)] = [:]
  }

  private let database: Database
  private let clock: WallClock
  private let workers = Workers(name: "map", threads: 2, queueLimit: 64)
  /// A filter nobody has asked for costs a fiftieth of a second of one core: one at a time, and of those who ask in turn.
  let turns = Turns(.init(atOnce: 1, perParty: 1, line: 64, linePerParty: 8), patience: .seconds(5))
  private let state = Mutex(State())
  /// Bytes of tiles that were made since somebody looked at the whole.
  private let grown = Atomic(0)

  init(database: Database, clock: WallClock) {
    self.database = database
    self.clock = clock
  }

  deinit { workers.stop() }

  var moment: Moment? { state.withLock { $0.moment } }

  /// Another version of the country, with the circles that nearly everybody asks for made before anybody does.
  func begin(_ moment: Moment) async throws {
    let now = clock.now
    let everything = try await workers.run { Hierarchy(StationFilter(), in: moment.country, moment.doings, at: now) }
    state.withLock { state in
      state.moment = moment
      state.kept = KeptCircles(everything)
      state.underWay = [:]
    }
  }

  func update(_ doings: Doings) {
    state.withLock { state in
      guard let country = state.moment?.country else { return }
      state.moment = Moment(country: country, doings: doings)
    }
  }

  // MARK: Circles

  /// Nil when they have to be made first.
  func ready(_ filter: StationFilter) throws -> Circles? {
    guard let (hierarchy, doings) = try kept(filter) else { return nil }
    if filter.available != nil, hierarchy.isOutdated(by: doings, at: clock.now) { return nil }
    return (hierarchy, doings)
  }

  private func kept(_ filter: StationFilter) throws -> Circles? {
    let (moment, hierarchy) = state.withLock { ($0.moment, $0.kept.use(filter)) }
    guard let moment else { throw Problem.notLoaded }
    return hierarchy.map { ($0, moment.doings) }
  }

  /// Made once, however many ask; `party` is the address that asks.
  func make(_ filter: StationFilter, for party: String) async throws -> Circles {
    if let ready = try ready(filter) { return ready }
    let made: (moment: Moment, task: Task<Hierarchy, any Error>) = try state.withLock { state in
      guard let moment = state.moment else { throw Problem.notLoaded }
      if let (country, task) = state.underWay[filter], country === moment.country { return (moment, task) }
      let task = Task { try await self.build(filter, moment, for: party) }
      state.underWay[filter] = (moment.country, task)
      return (moment, task)
    }
    do {
      return (try await made.task.value, moment?.doings ?? made.moment.doings)
    } catch let refused as Turns.Refused {
      // What was free a moment ago is better than nothing.
      if let old = try kept(filter) { return old }
      throw Problem(refused == .tooManyOfOne ? .rateLimited : .unavailable).retry(after: 1)
    }
  }

  private func build(_ filter: StationFilter, _ moment: Moment, for party: String) async throws -> Hierarchy {
    defer { forgetTask(filter, moment.country) }
    return try await turns.take(party) {
      let now = clock.now
      var taken: [ChargePoint.ID] = []
      if case .at(let instant)? = filter.available {
        taken = try await Bookings.taken(at: instant, asOf: now, in: database)
      }
      let points = taken
      let hierarchy = try await workers.run {
        let indices = Set(points.compactMap { moment.country.index(of: $0) })
        return Hierarchy(filter, in: moment.country, moment.doings, taken: indices, at: now)
      }
      state.withLock { state in
        if state.moment?.country === moment.country { state.kept.keep(hierarchy, for: party) }
      }
      return hierarchy
    }
  }

  private func forgetTask(_ filter: StationFilter, _ country: Country) {
    state.withLock { state in
      if state.underWay[filter]?.country === country { state.underWay[filter] = nil }
    }
  }

  // MARK: Tiles

  private static let step = 1 << 20

  func content(of tile: TileAddress, _ circles: Circles) -> ReadyContent {
    let (content, added) = circles.hierarchy.ready(tile, circles.doings)
    if added > 0, grown.add(added, ordering: .relaxed).newValue > Self.step {
      grown.store(0, ordering: .relaxed)
      state.withLock { $0.kept.forget() }
    }
    return content
  }
}

extension Problem {
  fileprivate static var notLoaded: Problem { Problem(.unavailable).retry(after: 1) }
}
