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
  fileprivate struct Kept {
    let hierarchy: Hierarchy
    var usedAt: Int
  }

  fileprivate struct State {
    var moment: Moment?
    var kept: [StationFilter: Kept] = [:]
    var uses = 0
    var underWay: [StationFilter: (country: Country, task: Task<Hierarchy, any Error>)] = [:]
  }

  /// Of all filters together; the country itself takes a few megabytes beside them.
  private static let mostMemory = 24 << 20

  private let database: Database
  private let clock: WallClock
  private let workers = Workers(name: "map", threads: 2, queueLimit: 64)
  private let state = Mutex(State())

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
      state.kept = [StationFilter(): Kept(hierarchy: everything, usedAt: 0)]
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
  func ready(_ filter: StationFilter) throws -> (hierarchy: Hierarchy, doings: Doings)? {
    let (moment, hierarchy) = state.withLock { state -> (Moment?, Hierarchy?) in
      guard let index = state.kept.index(forKey: filter) else { return (state.moment, nil) }
      state.uses += 1
      state.kept.values[index].usedAt = state.uses
      return (state.moment, state.kept.values[index].hierarchy)
    }
    guard let moment else { throw Problem.notLoaded }
    guard let hierarchy else { return nil }
    if filter.available != nil, hierarchy.isOutdated(by: moment.doings, at: clock.now) { return nil }
    return (hierarchy, moment.doings)
  }

  /// Made once, however many ask.
  func make(_ filter: StationFilter) async throws -> (hierarchy: Hierarchy, doings: Doings) {
    if let ready = try ready(filter) { return ready }
    let made: (moment: Moment, task: Task<Hierarchy, any Error>) = try state.withLock { state in
      guard let moment = state.moment else { throw Problem.notLoaded }
      if let (country, task) = state.underWay[filter], country === moment.country { return (moment, task) }
      let task = Task { try await self.build(filter, moment) }
      state.underWay[filter] = (moment.country, task)
      return (moment, task)
    }
    return (try await made.task.value, moment?.doings ?? made.moment.doings)
  }

  private func build(_ filter: StationFilter, _ moment: Moment) async throws -> Hierarchy {
    defer { state.withLock { _ = $0.underWay.removeValue(forKey: filter) } }
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
      guard state.moment?.country === moment.country else { return }
      state.uses += 1
      state.kept[filter] = Kept(hierarchy: hierarchy, usedAt: state.uses)
      state.forget(beyond: Self.mostMemory)
    }
    return hierarchy
  }
}

extension Present.State {
  /// The filters that nobody asked for the longest go first; the map without one stays.
  fileprivate mutating func forget(beyond most: Int) {
    var memory = kept.values.reduce(0) { $0 + $1.hierarchy.memory }
    for (filter, entry) in kept.sorted(by: { $0.value.usedAt < $1.value.usedAt }) where filter != StationFilter() {
      if memory <= most { return }
      kept[filter] = nil
      memory -= entry.hierarchy.memory
    }
  }
}

extension Problem {
  fileprivate static var notLoaded: Problem { Problem(.unavailable).retry(after: 1) }
}
