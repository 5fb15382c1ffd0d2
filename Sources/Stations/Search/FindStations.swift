import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/stations: in a box, around a place, by words, inside a commune, along a way, or all of these at once.
struct FindStations: Sendable {
  let bbox: BoundingBox?
  let near: NearPlace?
  let radius: Radius?
  let q: SearchWords?
  /// The INSEE code of a commune or of an arrondissement.
  let commune: InseeCode?
  let along: Way?
  let corridor: Corridor?
  let wantsFacets: Bool
  let cursor: StationCursor?
  let limit: PageLimit?
  let filter: StationFilter
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

  /// Whether PostgreSQL has to be asked, which knows outlines, ways and words.
  var asksTheGround: Bool { q != nil || commune != nil || along != nil }

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
    let (wanted, now) = (try request.query(as: FindStations.self), clock.now)
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
    let known = ground?.reduce(into: [Int: FoundStation]()) { known, found in
      guard let index = moment.country.index(of: found.id) else { return }
      known[index] = FoundStation(index: index, key: found.key, distance: found.distance)
    }
    return try await country.heavily(for: request.party) {
      try answer(CountrySearch(wanted, in: moment, known, at: now, patience: .max), to: request)
    }
  }

  private func answer(_ search: CountrySearch, to request: Request) throws -> Response {
    var search = search
    let limit = search.wanted.limit?.count ?? 50
    let found = try search.page(limit + 1)
    let facets = search.wanted.wantsFacets ? try search.facets() : nil
    let next = found.count > limit ? StationCursor(key: found[limit - 1].key, id: search.id(of: found[limit - 1])) : nil
    let body = StationList(
      search: search, stations: found.prefix(limit), facets: facets,
      next: next.map { request.next(at: "/api/stations", after: $0.text) }
    ).json()
    return Response(.ok, .bytes(body), type: .json, cache: .revalidated).tagged(EntityTag(of: body))
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
