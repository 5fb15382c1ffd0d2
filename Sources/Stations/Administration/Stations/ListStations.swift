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
  let totals: Bool?

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

extension ListStations {
  /// Of the stations `s`.
  var condition: SQL {
    let sought = Sought(q)
    return """
      (\(sought.text)::text is null
          or position(unaccent(lower(\(sought.text)))
            in unaccent(lower(concat_ws(' ', s.name, s.operator, s.brand, s.city, s.postcode)))) > 0
          or starts_with(s.irve_id, \(sought.nationalID)) or s.id = \(sought.id))
        and (\(source?.rawValue)::text is null or s.source = \(source?.rawValue))
        and (\(withdrawn)::boolean is null or (s.withdrawn_at is not null) = \(withdrawn))
        and (\(manual)::boolean is null or (s.manual_fields <> '{}' or s.source = 'manual') = \(manual))
      """
  }
}

extension StationsFeature {
  func listStations(_ call: Call<Nothing, ListStations, NoBody>, _ administrator: Administrator) async throws
    -> Response
  {
    let (wanted, party) = (call.query, call.request.party)
    if call.request.wantsCSV { return file(of: wanted, for: party) }
    let limit = wanted.limit?.count ?? 50
    let stations = try await find(wanted, after: wanted.cursor, limit + 1, for: party)
    let totals = try await Totals.ask(
      wanted.totals,
      """
      select (select count(*) from stations s where \(sql: wanted.condition)), (select count(*) from stations)
      """, in: database, for: party)
    return try CountedPage(
      stations, totals, limit: limit, at: "/api/admin/stations", call.request, cursor: \.cursor
    ).response()
  }

  func downloadStations(_ call: Call<Nothing, ListStations, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, for: call.request.party)
  }

  private func file(of wanted: ListStations, for party: String) -> Response {
    AdministeredStation.file.response { last, limit in
      try await find(wanted, after: last.map(\.cursor) ?? wanted.cursor, limit, for: party)
    }
  }

  private func find(
    _ wanted: ListStations, after cursor: Cursor<AdministeredStation>?, _ limit: Int, for party: String
  ) async throws -> [AdministeredStation] {
    let sort = wanted.sort ?? Sort(.created, descending: true)
    return try await database.heavily(for: party).query(
      """
      select \(sql: Station.columns), n.total, n.max_power_w
      from \(sql: Station.source), \(sql: AdministeredStation.points)
      where \(sql: wanted.condition) and \(sql: sort.rest(after: cursor, of: "stations s", id: "s.id"))
      order by \(sql: sort.order(id: "s.id")) limit \(limit)
      """
    ) { row in try AdministeredStation(&row) }
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
