import HTTP
import Runtime
import Stations
import Synchronization

/// The newest moment, and the circles of the filters in use. Whoever reads takes what is there and holds nobody up.
final class CurrentMap: Sendable {
  typealias Circles = (hierarchy: Hierarchy, states: PointStates)

  /// Circles that are being made, and who asked for them first.
  private struct Making: Sendable {
    let moment: CountryMoment
    let party: String
    let task: Task<Hierarchy, any Error>
  }

  private struct State {
    var moment: CountryMoment?
    /// That of the moment's country.
    var ground: Ground?
    var kept = KeptCircles()
    var underWay: [StationFilter: Making] = [:]
  }

  private let clock: WallClock
  /// A thread each, so that the ground stays at hand on one core: circles are made one filter after another anyway.
  private let workers = Workers(name: "map", threads: 1, queueLimit: 64)
  private let adder = Workers(name: "map-sums", threads: 1, queueLimit: 64)
  /// A filter nobody has asked for costs a hundredth of a second of one core: one at a time, and of those who ask in turn.
  let turns: Turns
  private let state = Mutex(State())
  /// Bytes of tiles that were made since somebody looked at the whole.
  private let grown = Atomic(0)

  init(clock: WallClock, patience: Duration = .seconds(5)) {
    self.clock = clock
    turns = Turns(.init(atOnce: 1, perParty: 1, line: 64, linePerParty: 8), patience: patience)
  }

  deinit {
    workers.stop()
    adder.stop()
  }

  var moment: CountryMoment? { state.withLock { $0.moment } }

  /// Another version of the country, with the circles that nearly everybody asks for made before anybody does.
  func begin(_ moment: CountryMoment) async throws {
    let now = clock.now
    let everything = try await workers.run {
      Hierarchy(StationFilter(), on: Ground(moment.country), moment.states, at: now)
    }
    state.withLock { state in
      state.moment = moment
      state.ground = everything.ground
      state.kept = KeptCircles(everything)
      state.underWay = [:]
    }
  }

  /// Other states of the same country.
  func update(_ moment: CountryMoment) {
    state.withLock { state in
      if state.moment?.country === moment.country { state.moment = moment }
    }
  }

  // MARK: Circles

  /// Nil when they have to be made first.
  func ready(_ filter: StationFilter) throws -> Circles? {
    guard let (hierarchy, states) = try kept(filter) else { return nil }
    if filter.available != nil, hierarchy.isOutdated(by: states, at: clock.now) { return nil }
    return (hierarchy, states)
  }

  private func kept(_ filter: StationFilter) throws -> Circles? {
    let (moment, hierarchy) = state.withLock { ($0.moment, $0.kept.use(filter)) }
    guard let moment else { throw Problem.notLoaded }
    return hierarchy.map { ($0, moment.states) }
  }

  /// Made once, however many ask; `party` is the address that asks.
  func make(_ filter: StationFilter, for party: String) async throws -> Circles {
    do {
      return try await makeInTurn(filter, for: party)
    } catch let refused as Turns.Refused {
      // A map of a moment ago is better than none.
      if let old = try kept(filter) { return old }
      throw Problem(refused == .tooManyOfOne ? .rateLimited : .unavailable).retry(after: 1)
    }
  }

  /// A caller who joins what another party began, and is refused with it, tries once more in their own name.
  private func makeInTurn(_ filter: StationFilter, for party: String) async throws -> Circles {
    if let ready = try ready(filter) { return ready }
    let making = try self.making(of: filter, for: party)
    do {
      return try await circles(making)
    } catch is Turns.Refused where making.party != party {
      return try await circles(self.making(of: filter, for: party))
    }
  }

  private func circles(_ making: Making) async throws -> Circles {
    (try await making.task.value, moment?.states ?? making.moment.states)
  }

  /// Returns the making that is under way, else begins one.
  private func making(of filter: StationFilter, for party: String) throws -> Making {
    try state.withLock { state in
      guard let moment = state.moment, let ground = state.ground else { throw Problem.notLoaded }
      if let making = state.underWay[filter], making.moment.country === moment.country { return making }
      let task = Task { try await self.build(filter, on: ground, moment, for: party) }
      let making = Making(moment: moment, party: party, task: task)
      state.underWay[filter] = making
      return making
    }
  }

  private func build(
    _ filter: StationFilter, on ground: Ground, _ moment: CountryMoment, for party: String
  ) async throws -> Hierarchy {
    defer { forgetTask(filter, moment.country) }
    return try await turns.take(party) {
      let hierarchy = try await Hierarchy.made(
        filter, on: ground, moment.states, at: clock.now, by: workers, and: adder)
      state.withLock { state in
        if state.moment?.country === moment.country { state.kept.keep(hierarchy, for: party) }
      }
      return hierarchy
    }
  }

  private func forgetTask(_ filter: StationFilter, _ country: Country) {
    state.withLock { state in
      if state.underWay[filter]?.moment.country === country { state.underWay[filter] = nil }
    }
  }

  // MARK: Tiles

  private static let step = 1 << 20

  func content(of tile: TileAddress, _ circles: Circles) -> ReadyContent {
    let (content, added) = circles.hierarchy.ready(tile, circles.states)
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
