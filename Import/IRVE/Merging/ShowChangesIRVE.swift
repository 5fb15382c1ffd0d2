import HTTP
import Postgres

extension IRVESource {
  /// A page of a preview: each point as it is and as it would be, in the order of identifiers.
  func changes(
    _ id: Import.ID, _ kind: Import.ChangeKind, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage {
    let rows =
      kind == .withdrawn
      ? try await goneRows(after: cursor, limit: limit, in: database)
      : try await stagedRows(kind, after: cursor, limit: limit, in: database)
    var page = ChangePage(items: rows.prefix(limit).map(\.item))
    if rows.count > limit { page.next = rows[limit - 1].irveID }
    return page
  }

  private struct Listed {
    let irveID: String
    let item: JSON

    init(_ row: inout Row) throws {
      irveID = try row.next(String.self)
      item = try JSONParser.parse(Array(row.next(JSONText.self).text.utf8))
    }
  }

  private func stagedRows(_ kind: Import.ChangeKind, after cursor: String?, limit: Int, in database: Database)
    async throws -> [Listed]
  {
    try await database.query(
      """
      select k.irve_id, jsonb_build_object('irveId', k.irve_id, 'line', k.line,
        'before', case when p.id is not null and p.withdrawn_at is null then \(sql: Self.stored) end,
        'after', \(sql: Self.facts("i", name: "coalesce(n.name, t.name)", city: "coalesce(n.city, t.city)", at: "i.location")),
        'code', null, 'field', null, 'value', null, 'message', null)
      from (\(sql: IRVESource.kinds())) k
      join incoming_points i on i.irve_id = k.irve_id
      left join lateral (
        select name, city from incoming_stations n
        where n.irve_id = i.station_irve_id and n.place = i.station_place and n.content_hash = i.station_hash limit 1
      ) n on true
      left join stations t on t.irve_id = i.station_irve_id and t.place = i.station_place
      left join charge_points p on p.id = k.point_id
      left join stations s on s.id = p.station_id
      where k.kind = \(kind.rawValue) and (\(cursor)::text is null or k.irve_id > \(cursor))
      order by k.irve_id limit \(limit + 1)
      """
    ) { row in try Listed(&row) }
  }

  private func goneRows(after cursor: String?, limit: Int, in database: Database) async throws -> [Listed] {
    try await database.query(
      """
      select p.irve_id, jsonb_build_object('irveId', p.irve_id, 'line', null, 'before', \(sql: Self.stored), 'after', null,
        'code', null, 'field', null, 'value', null, 'message', null)
      from incoming_gone g join charge_points p on p.id = g.point_id join stations s on s.id = p.station_id
      where \(cursor)::text is null or p.irve_id > \(cursor)
      order by p.irve_id limit \(limit + 1)
      """
    ) { row in try Listed(&row) }
  }

  private static let stored = facts("p", name: "s.name", city: "s.city", at: "coalesce(p.location, s.location)")

  /// The facts that are shown of a point, stored or staged.
  private static func facts(_ point: SQL, name: SQL, city: SQL, at place: SQL) -> SQL {
    """
    jsonb_build_object('powerKw', \(sql: point).power_w / 1000::double precision,
      'sockets', socket_names(\(sql: point).sockets), 'updatedOn', \(sql: point).updated_on, 'station', \(sql: name),
      'city', \(sql: city), 'location', jsonb_build_object('lat', st_y(\(sql: place)), 'lon', st_x(\(sql: place))))
    """
  }
}
