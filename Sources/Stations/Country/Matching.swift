package import Runtime

/// The points of a country that a filter asks for, found a column at a time: what this costs does not depend on what anybody
/// asked before.
package struct Matching: Sendable {
  private(set) var bits: PointBits

  package init(_ filter: StationFilter, in country: Country, _ states: PointStates, at now: Instant) {
    bits = PointBits(all: country.points.count)
    let wanted = WantedPoints(filter, in: country, states, at: now, looksAtAll: true)
    wanted.keepStations(of: country.columns, in: &bits)
    wanted.keepPoints(of: country.columns, in: &bits)
  }

  @inlinable package subscript(point: Int) -> Bool { bits[point] }

  package func count(in points: Range<Int>) -> Int { bits.count(in: points) }

  package func free(_ states: PointStates) -> Matching {
    var free = self
    free.bits.keep { states.status[$0] == .free }
    return free
  }
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

  func matches(station index: Int) -> Bool {
    isEverything
      || (brand.map { country.columns.brand[index] == $0 } ?? true)
        && (self.operator.map { country.columns.operator[index] == $0 } ?? true)
        && (height.map { country.columns.maxHeight[index] >= $0 } ?? true)
  }

  func matches(point index: Int) -> Bool {
    if isEverything { return true }
    guard country.columns.watts[index] >= watts,
      sockets == 0 || sockets & Int16(country.columns.sockets[index]) != 0
    else { return false }
    let point = country.points[index]
    return (!filter.onlyAccessible || point.facts.isAccessible) && hasTerms(point) && isAvailable(index, point)
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

  fileprivate func keepStations(of columns: FilterColumns, in bits: inout PointBits) {
    if brand == nil, self.operator == nil, height == nil { return }
    let (anyBrand, anyOperator, height) = (brand == nil, self.operator == nil, height ?? -.infinity)
    for station in columns.maxHeight.indices {
      let isWanted =
        (anyBrand || columns.brand[station] == brand) && (anyOperator || columns.operator[station] == self.operator)
        && columns.maxHeight[station] >= height
      if !isWanted { bits.remove(Int(columns.firstPoint[station])..<Int(columns.firstPoint[station + 1])) }
    }
  }

  fileprivate func keepPoints(of columns: FilterColumns, in bits: inout PointBits) {
    if watts > 0 { bits.keep { columns.watts[$0] >= watts } }
    if sockets != 0 {
      let sockets = UInt8(truncatingIfNeeded: sockets)
      bits.keep { columns.sockets[$0] & sockets != 0 }
    }
    var (asked, had) = (FilterColumns.Traits(traits), FilterColumns.Traits(traits))
    if filter.onlyAccessible { (asked, had) = (asked.union(.accessible), had.union(.accessible)) }
    if let twoWheelers = filter.twoWheelers {
      asked.formUnion(.twoWheelers)
      if twoWheelers { had.formUnion(.twoWheelers) }
    }
    if !asked.isEmpty { bits.keep { columns.traits[$0].intersection(asked) == had } }
    if moment != nil { bits.keepEach { isAvailable($0, country.points[$0]) } }
  }

  /// Whether one of its points is asked for.
  func hasAny(ofStation index: Int) -> Bool {
    let points = country.stations[index].points
    if isEverything { return !points.isEmpty }
    guard matches(station: index) else { return false }
    for point in points.ints where matches(point: point) { return true }
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
