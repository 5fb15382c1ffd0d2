import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/stations: in a box, around a place, by words, inside a commune, along a way, or all of these at once.
struct FindStations: Sendable {
  private(set) var bbox: BoundingBox?
  private(set) var near: NearPlace?
  private(set) var radius: Radius?
  private(set) var q: SearchWords?
  /// The INSEE code of a commune or of an arrondissement.
  private(set) var commune: InseeCode?
  private(set) var along: Way?
  private(set) var corridor: Corridor?
  private(set) var wantsFacets = false
  private(set) var cursor: StationCursor?
  private(set) var limit: PageLimit?
  private(set) var filter = StationFilter()
}

extension FindStations {
  /// A question as most are, read parameter by parameter; nil for all others, and for what is to be refused. To ask a decoder for
  /// the names that are not there takes as long as the whole answer.
  init?(usual query: [(name: String, value: String)]) {
    for (name, value) in query {
      switch name {
      case "bbox": guard Self.read(value, into: &bbox) else { return nil }
      case "near": guard Self.read(value, into: &near) else { return nil }
      case "radius": guard Self.read(value, into: &radius) else { return nil }
      case "q": guard Self.read(value, into: &q) else { return nil }
      case "cursor": guard Self.read(value, into: &cursor) else { return nil }
      case "limit": guard Self.read(value, into: &limit) else { return nil }
      case "facets" where value == "1" && !wantsFacets: wantsFacets = true
      default: guard filter.take(name, value) else { return nil }
      }
    }
  }

  /// False where there is one already, too.
  private static func read<Value: Field>(_ value: String, into place: inout Value?) -> Bool {
    guard place == nil, let read = try? Value(.text(value)) else { return false }
    place = read
    return true
  }
}

extension FindStations: Decodable {
  private enum Yes: String, CaseIterable, Field { case yes = "1" }

  private enum Name: String, CodingKey {
    case bbox, near, radius, q, commune, along, corridor, facets, cursor, limit
  }

  init(from decoder: any Decoder) throws {
    let query = try decoder.container(keyedBy: Name.self)
    bbox = try query.decodeIfPresent(BoundingBox.self, forKey: .bbox)
    near = try query.decodeIfPresent(NearPlace.self, forKey: .near)
    radius = try query.decodeIfPresent(Radius.self, forKey: .radius)
    q = try query.decodeIfPresent(SearchWords.self, forKey: .q)
    commune = try query.decodeIfPresent(InseeCode.self, forKey: .commune)
    along = try query.decodeIfPresent(Way.self, forKey: .along)
    corridor = try query.decodeIfPresent(Corridor.self, forKey: .corridor)
    wantsFacets = try query.decodeIfPresent(Yes.self, forKey: .facets) != nil
    cursor = try query.decodeIfPresent(StationCursor.self, forKey: .cursor)
    limit = try query.decodeIfPresent(PageLimit.self, forKey: .limit)
    filter = try StationFilter(from: decoder)
  }

  /// Whether only what lies somewhere is meant that PostgreSQL knows: inside an outline, along a way.
  var isOnGround: Bool { commune != nil || along != nil }

  /// Whether PostgreSQL has to be asked.
  var asksTheGround: Bool { isOnGround || q?.isPostcode == true }

  /// Refuses parameters that only make sense beside another.
  func check(at now: Instant) throws {
    try filter.check(at: now)
    var faults: [Problem.Fault] = []
    if radius != nil, near == nil { faults.append(Problem.Fault("?near", .missing)) }
    if corridor != nil, along == nil { faults.append(Problem.Fault("?along", .missing)) }
    guard faults.isEmpty else { throw Problem(.validation, faults: faults) }
  }
}

extension StationsFeature {
  /// A tenth of a millisecond's work; what takes longer leaves the thread that read the request.
  private static let mostAtOnce = 4000

  func findStations(_ request: Request) throws -> Reply {
    let wanted = try FindStations(usual: request.target.query) ?? request.query(as: FindStations.self)
    let now = clock.now
    try wanted.check(at: now)
    guard !wanted.asksTheGround, let moment = country.followed else {
      return .later { try await find(wanted, at: now, for: request) }
    }
    do {
      let search = CountrySearch(wanted, in: moment, nil, at: now, patience: Self.mostAtOnce)
      let response = try answer(search, to: request)
      // Packing takes longer than finding.
      return request.headers["Accept-Encoding"] == nil ? .fresh(response) : .later { response }
    } catch is CountrySearch.TooMuch {
      return .later { try await find(wanted, at: now, for: request) }
    }
  }

  private func find(_ wanted: FindStations, at now: Instant, for request: Request) async throws -> Response {
    try await find(wanted, in: country.present(), at: now, for: request)
  }

  func find(
    _ wanted: FindStations, in moment: CountryMoment, at now: Instant, for request: Request
  ) async throws -> Response {
    let ground = wanted.asksTheGround ? try await askTheGround(wanted, for: request.party) : nil
    let known = ground?.reduce(into: CountrySearch.Ground()) { known, found in
      if let index = moment.country.index(of: found.id) { known[index] = found.station }
    }
    return try await country.heavily(for: request.party) {
      try answer(CountrySearch(wanted, in: moment, known, at: now, patience: .max), to: request)
    }
  }

  private func answer(_ search: CountrySearch, to request: Request) throws -> Response {
    var search = search
    let limit = search.wanted.limit?.count ?? 50
    let (found, facets) = try search.gather(limit + 1)
    let next = found.count > limit ? StationCursor(key: found[limit - 1].key, id: search.id(of: found[limit - 1])) : nil
    let body = StationList(
      search: search, stations: found.prefix(limit), facets: facets,
      next: next.map { request.next(at: "/api/stations", after: $0.text) }
    ).json()
    return Response(.ok, .bytes(body), type: .json, cache: .revalidated).tagged(ofList: body)
  }
}

/// The place where the last page ended: its last station, and the key that it was ordered by.
struct StationCursor: TextField {
  let key: Double
  let id: Station.ID

  static let schema: Schema = ["type": "string"]
  static let sample = StationCursor(key: 0, id: .sample)

  init(key: Double, id: Station.ID) { (self.key, self.id) = (key, id) }

  init(_ value: FieldValue) throws(FieldFault) {
    let parts = try value.string().split(separator: "~")
    guard parts.count == 2, let bits = UInt64(parts[0], radix: 36), let id = Station.ID(String(parts[1])),
      Double(bitPattern: bits).isFinite
    else { throw .badCursor }
    self.init(key: Double(bitPattern: bits), id: id)
  }

  /// Every bit: a rounded distance would repeat or lose a station.
  var text: String { String(key.bitPattern, radix: 36) + "~" + id.description }
}
