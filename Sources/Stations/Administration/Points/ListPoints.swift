import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/points, newest first unless sorted, withdrawn ones too. `q` begins an identifier, or is a part of the
/// station's name.
struct ListPoints: Decodable, Sendable {
  let q: String?
  let stationId: Station.ID?
  let withdrawn: Bool?
  let outOfService: Bool?
  let sort: Sort<Column>?
  let cursor: Cursor<AdministeredPoint>?
  let limit: PageLimit?
  let totals: Bool?

  enum Column: String, SortColumn {
    case created, identifier, power

    var key: SQL {
      switch self {
      case .created: "p.id"
      case .identifier: "p.irve_id"
      case .power: "coalesce(p.power_w, 0)"
      }
    }
  }
}

extension ListPoints {
  /// Of the points `p`.
  var condition: SQL {
    let sought = Sought(q)
    return """
      (\(sought.text)::text is null
          or starts_with(p.irve_id, \(sought.nationalID)) or p.id = \(sought.id) or p.local_id = \(sought.text)
          or p.station_id in (
            select id from stations where position(unaccent(lower(\(sought.text))) in unaccent(lower(name))) > 0))
        and (\(stationId)::uuid is null or p.station_id = \(stationId))
        and (\(withdrawn)::boolean is null or (p.withdrawn_at is not null) = \(withdrawn))
        and (\(outOfService)::boolean is null or p.out_of_service = \(outOfService))
      """
  }
}

/// The id in a path below /api/admin/points.
struct PointPath: Decodable, Sendable {
  let id: ChargePoint.ID
}

extension StationsFeature {
  func listPoints(_ call: Call<Nothing, ListPoints, NoBody>, _ administrator: Administrator) async throws -> Response {
    let (wanted, party) = (call.query, call.request.party)
    if call.request.wantsCSV { return file(of: wanted, for: party) }
    let limit = wanted.limit?.count ?? 50
    let points = try await find(wanted, after: wanted.cursor, limit + 1, for: party)
    let totals = try await Totals.ask(
      wanted.totals,
      """
      select (select count(*) from charge_points p where \(sql: wanted.condition)), (select count(*) from charge_points)
      """, in: database, for: party)
    return try CountedPage(
      points, totals, limit: limit, at: "/api/admin/points", call.request, cursor: \.cursor
    ).response()
  }

  func downloadPoints(_ call: Call<Nothing, ListPoints, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, for: call.request.party)
  }

  private func file(of wanted: ListPoints, for party: String) -> Response {
    AdministeredPoint.file.response { last, limit in
      try await find(wanted, after: last.map(\.cursor) ?? wanted.cursor, limit, for: party)
    }
  }

  private func find(
    _ wanted: ListPoints, after cursor: Cursor<AdministeredPoint>?, _ limit: Int, for party: String
  ) async throws -> [AdministeredPoint] {
    let sort = wanted.sort ?? Sort(.created, descending: true)
    return try await database.heavily(for: party).query(
      """
      select \(sql: AdministeredPoint.columns)
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
      where \(sql: wanted.condition) and \(sql: sort.rest(after: cursor, of: "charge_points p", id: "p.id"))
      order by \(sql: sort.order(id: "p.id")) limit \(limit)
      """
    ) { row in try AdministeredPoint(&row) }
  }

  func readPoint(_ call: Call<PointPath, Nothing, NoBody>, _ administrator: Administrator) async throws -> Response {
    try await administered(call.path.id, in: database)
  }

  func administered(_ id: ChargePoint.ID, in database: some Querying, status: Status = .ok) async throws -> Response {
    let found = try await database.first(
      """
      select \(sql: AdministeredPoint.columns), p.version
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id where p.id = \(id)
      """
    ) { row in (point: try AdministeredPoint(&row), tag: EntityTag(String(try row.next(Int.self)))) }
    guard let found else { throw Problem(.notFound) }
    return try .json(found.point, status: status).tagged(found.tag)
  }
}
