package import Runtime

/// The points of a country that a filter asks for: a bit each.
package struct Matching: Sendable {
  @usableFromInline var words: [UInt64]

  package init(_ filter: StationFilter, in country: Country, _ states: PointStates, at now: Instant) {
    words = Array(repeating: 0, count: country.points.count / 64 + 1)
    let wanted = WantedPoints(filter, in: country, states, at: now, looksAtAll: true)
    for station in country.stations where wanted.matches(station) {
      for index in station.points.ints where wanted.matches(point: index) {
        words[index / 64] |= 1 << UInt64(index % 64)
      }
    }
  }

  @inlinable package subscript(point: Int) -> Bool { words[point / 64] & 1 << UInt64(point % 64) != 0 }
}

/// A filter, worked out once for one moment of a country: whether it asks for a station, and for one of its points.
final class WantedPoints: Sendable {
  private let country: Country
  private let states: PointStates
  private let now: Instant
  private let filter: StationFilter
  let isEverything: Bool
  private let watts: Int32
  private let sockets: Sockets.RawValue
  private let traits: Country.Traits
  private let brand: Int32?
  private let `operator`: Int32?
  private let height: Float?
  /// When points have to be open.
  private let moment: Instant?
  /// By the number of the schedule; nil where each is looked at when it comes up.
  private let isOpen: [Bool]?

  init(
    _ filter: StationFilter, in country: Country, _ states: PointStates, at now: Instant, looksAtAll: Bool = false
  ) {
    (self.country, self.states, self.now, self.filter) = (country, states, now, filter)
    isEverything = filter == StationFilter()
    watts = filter.minPower?.watts ?? 0
    sockets = filter.sockets.rawValue
    traits = Country.Traits(askedBy: filter)
    // A name that nobody has is the number of none.
    brand = filter.brand.map { country.brands[$0] ?? -1 }
    self.operator = filter.operator.map { country.operators[$0] ?? -1 }
    height = filter.height.map(Float.init)
    let moment: Instant? =
      switch filter.available {
      case nil: nil
      case .now?: now
      case .at(let instant)?: instant
      }
    self.moment = moment
    isOpen = looksAtAll ? moment.map { moment in country.schedules.map { $0.mayBeOpen(at: moment) } } : nil
  }

  func matches(_ station: Country.StationRow) -> Bool {
    isEverything
      || (brand.map { station.brand == $0 } ?? true) && (self.operator.map { station.operator == $0 } ?? true)
        && (height.flatMap { height in station.maxHeight.map { $0 >= height } } ?? true)
  }

  func matches(point index: Int) -> Bool {
    if isEverything { return true }
    let point = country.points[index]
    return point.watts >= watts && (sockets == 0 || sockets & point.sockets.rawValue != 0)
      && (!filter.onlyAccessible || point.facts.isAccessible) && hasTerms(point) && isAvailable(index, point)
  }

  private func hasTerms(_ point: Country.PointRow) -> Bool {
    if traits.isEmpty, filter.twoWheelers == nil { return true }
    let terms = country.terms[Int(point.terms)]
    return terms.traits.isSuperset(of: traits)
      && (filter.twoWheelers.map { terms.traits.contains(.twoWheelers) == $0 } ?? true)
  }

  private func isAvailable(_ index: Int, _ point: Country.PointRow) -> Bool {
    guard let moment else { return true }
    let schedule = Int(country.terms[Int(point.terms)].schedule)
    guard isOpen.map({ $0[schedule] }) ?? country.schedules[schedule].mayBeOpen(at: moment) else { return false }
    if case .at? = filter.available { return states.isBookable(index, at: moment, seen: now) }
    return states.isFree(index, at: now)
  }

  /// Whether one of its points is asked for.
  func hasAny(of station: Country.StationRow) -> Bool {
    if isEverything { return !station.points.isEmpty }
    guard matches(station) else { return false }
    for point in station.points.ints where matches(point: point) { return true }
    return false
  }
}

extension Country.Traits {
  fileprivate init(askedBy filter: StationFilter) {
    self = []
    if filter.onlyOpenAccess { insert(.openAccess) }
    if filter.onlyFree { insert(.free) }
    if filter.onlyCard { insert(.card) }
    if filter.onlyOpen24h { insert(.open24h) }
  }
}
