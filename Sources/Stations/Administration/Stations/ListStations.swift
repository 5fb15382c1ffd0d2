import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/stations, newest first unless sorted, withdrawn ones too. `q` is a part of a name, an operator, a brand
/// or a town, or the beginning of an identifier; `manual` are those that somebody set something of by hand.
struct ListStations: Decodable, Sendable {
  let q: String?
  let source: Station.Source?
  let withdrawn: Bool?
  let manual: Bool?
  let sort: Sort<Column>?
  let cursor: Cursor<AdministeredStation>?
  let limit: PageLimit?

  enum Column: String, SortColumn {
    case created, name, city, `operator`, identifier

    var key: SQL {
      switch self {
      case .created: "s.id"
      case .name: "unaccent(lower(s.name))"
      case .city: "unaccent(lower(coalesce(s.city, '')))"
      case .operator: "unaccent(lower(coalesce(s.operator, '')))"
      case .identifier: "s.irve_id"
      }
    }
  }
}

extension StationsFeature {
  func listStations(_ call: Call<Nothing, ListStations, NoBody>, _ administrator: Administrator) async throws
    -> Response
  {
    let wanted = call.query
    let limit = wanted.limit?.count ?? 50
    let sort = wanted.sort ?? Sort(.created, descending: true)
    let sought = Sought(wanted.q)
    let stations = try await database.heavily(for: call.request.party).query(
      """
      select \(sql: Station.columns), n.total, n.max_power_w
      from \(sql: Station.source), \(sql: AdministeredStation.points)
      where (\(sought.text)::text is null
          or position(unaccent(lower(\(sought.text)))
            in unaccent(lower(concat_ws(' ', s.name, s.operator, s.brand, s.city, s.postcode)))) > 0
          or starts_with(s.irve_id, \(sought.nationalID)) or s.id = \(sought.id))
        and (\(wanted.source?.rawValue)::text is null or s.source = \(wanted.source?.rawValue))
        and (\(wanted.withdrawn)::boolean is null or (s.withdrawn_at is not null) = \(wanted.withdrawn))
        and (\(wanted.manual)::boolean is null
          or (s.manual_fields <> '{}' or s.source = 'manual') = \(wanted.manual))
        and \(sql: sort.rest(after: wanted.cursor, of: "stations s", id: "s.id"))
      order by \(sql: sort.order(id: "s.id")) limit \(limit + 1)
      """
    ) { row in try AdministeredStation(&row) }
    return try Page(stations, limit: limit, at: "/api/admin/stations", call.request) {
      Cursor(id: Identifier(high: $0.id.high, low: $0.id.low))
    }.response()
  }

  func readStation(_ call: Call<StationPath, Nothing, NoBody>, _ administrator: Administrator) async throws -> Response
  {
    try await administered(call.path.id, in: database)
  }

  /// As administrators see it now, with the version that a change must name.
  func administered(_ id: Station.ID, in database: some Querying, status: Status = .ok) async throws -> Response {
    let found = try await database.first(
      """
      select \(sql: Station.columns), n.total, n.max_power_w, s.version
      from \(sql: Station.source), \(sql: AdministeredStation.points) where s.id = \(id)
      """
    ) { row in
      (station: try AdministeredStation(&row), tag: EntityTag(String(try row.next(Int.self))))
    }
    guard let found else { throw Problem(.notFound) }
    return try .json(found.station, status: status).tagged(found.tag)
  }
}

/// The words that somebody typed to find a station or a point.
struct Sought {
  let text: String?
  /// As identifiers are compared; nil where nothing of one is left.
  let nationalID: String?
  let id: Identifier<Void>?

  init(_ text: String?) {
    let text = text.map { String($0.trimmed.prefix(100)) }.flatMap { $0.isEmpty ? nil : $0 }
    self.text = text
    // Identifiers that were made here begin with a lower-case letter.
    let made = text.flatMap { text in ["manual", "local"].contains { text.hasPrefix($0) } ? text : nil }
    nationalID = made ?? text.map(NationalID.compared).flatMap { $0.isEmpty ? nil : $0 }
    id = text.flatMap { Identifier($0) }
  }
}
