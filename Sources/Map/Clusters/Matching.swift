import Runtime
import Stations

/// The points of a country that a filter asks for: a bit each.
struct Matching: Sendable {
  private var words: [UInt64]

  /// `taken` are those that somebody has booked at the moment that the filter names.
  init(_ filter: StationFilter, in country: Country, _ states: PointStates, taken: Set<Int> = [], at now: Instant) {
    words = Array(repeating: 0, count: country.points.count / 64 + 1)
    let wanted = Wanted(filter, in: country, at: now)
    for station in country.stations where wanted.matches(station) {
      for index in station.points.ints where wanted.matches(country.points[index]) {
        switch filter.available {
        case nil: break
        case .now? where states.status[index] != .free: continue
        case .at? where states.status[index] == .outOfService || taken.contains(index): continue
        default: break
        }
        words[index / 64] |= 1 << UInt64(index % 64)
      }
    }
  }

  subscript(point: Int) -> Bool { words[point / 64] & 1 << UInt64(point % 64) != 0 }

  /// The part of a filter that is worked out once, not once a station.
  private struct Wanted {
    let filter: StationFilter
    /// By the number of the terms; nil where the filter asks nothing of them.
    let terms: [Bool]?
    /// As bits: a set of another module's is asked through a table of functions.
    let sockets: Sockets.RawValue
    let brands: [Bool]?
    let operators: [Bool]?

    init(_ filter: StationFilter, in country: Country, at now: Instant) {
      self.filter = filter
      sockets = filter.sockets.rawValue
      brands = filter.brand.map { brand in country.brands.map { $0 == brand } }
      operators = filter.operator.map { name in country.operators.map { $0 == name } }
      terms = Wanted.terms(filter, in: country, at: now)
    }

    private static func terms(_ filter: StationFilter, in country: Country, at now: Instant) -> [Bool]? {
      let moment: Instant? =
        switch filter.available {
        case nil: nil
        case .now?: now
        case .at(let instant)?: instant
        }
      let open = moment.map { moment in country.schedules.map { $0.mayBeOpen(at: moment) } }
      let traits = Country.Traits(askedBy: filter)
      if open == nil, traits.isEmpty, filter.twoWheelers == nil { return nil }
      return country.terms.map { terms in
        terms.traits.isSuperset(of: traits) && (open?[Int(terms.schedule)] ?? true)
          && (filter.twoWheelers.map { terms.traits.contains(.twoWheelers) == $0 } ?? true)
      }
    }

    func matches(_ station: Country.StationRow) -> Bool {
      (brands?[Int(station.brand)] ?? true) && (operators?[Int(station.operator)] ?? true)
        && (filter.height.flatMap { height in station.maxHeight.map { Double($0) + 0.0001 >= height } } ?? true)
    }

    func matches(_ point: Country.PointRow) -> Bool {
      (filter.minPower.map { point.watts >= $0.watts } ?? true)
        && (terms?[Int(point.terms)] ?? true) && (sockets == 0 || sockets & point.sockets.rawValue != 0)
        && (!filter.onlyAccessible || point.isAccessible)
    }
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
