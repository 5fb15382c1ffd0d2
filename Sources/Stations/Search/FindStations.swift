import HTTP
import Postgres
import Resources
import Runtime
import Secrets

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
  func findStations(_ call: Call<Nothing, FindStations, NoBody>, _: Void) async throws -> Response {
    let (wanted, now) = (call.query, clock.now)
    try wanted.check(at: now)
    let limit = wanted.limit?.count ?? 50
    let statement: SQL = """
      with \(sql: wanted.prelude) page as (\(sql: wanted.page(limit + 1, at: now)))
      select page.key, page.distance, \(sql: StationSummary.columns), \(sql: Station.columns)
      from page join stations s on s.id = page.id
        cross join lateral (\(sql: StationSummary.rows(wanted.filter, at: now))) as n
        \(sql: SharedTerms.joined("n.terms"))
      order by page.key, page.id
      """
    // Nearest with a filter that nothing meets looks at every station there is.
    let (found, facets) = try await database.heavily(for: call.request.party) {
      (
        try await database.query(statement) { row in try ListedStation(&row, at: now) },
        wanted.wantsFacets ? try await self.facets(of: wanted, at: now) : nil
      )
    }
    let next = found.count > limit ? found[limit - 1].cursor : nil
    let body = StationList(
      stations: found.prefix(limit), facets: facets, now: now,
      next: next.map { call.request.next(at: "/api/stations", after: $0.text) }
    ).json()
    let tag = EntityTag(Base64.url.encode(Array(Digest.sha256(body.array).prefix(12))))
    return Response(.ok, .bytes(body), type: .json, cache: .revalidated).tagged(tag)
  }
}
