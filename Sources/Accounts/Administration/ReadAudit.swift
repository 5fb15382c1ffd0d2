import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/audit, newest first.
struct ReadAudit: Decodable, Sendable {
  let cursor: Cursor<Audit.Entry>?
  let limit: PageLimit?
  let actor: Account.ID?
  /// `account`, `station`...
  let kind: String?
  let subject: String?
  let totals: Bool?
}

extension AccountsFeature {
  func readAudit(_ call: Call<Nothing, ReadAudit, NoBody>, _ administrator: Administrator) async throws -> Response {
    let (wanted, party) = (call.query, call.request.party)
    if call.request.wantsCSV { return file(of: wanted, for: party) }
    let limit = wanted.limit?.count ?? 50
    let entries = try await find(wanted, after: wanted.cursor, limit + 1, for: party)
    let totals = try await Totals.ask(
      wanted.totals,
      "select (select count(*) from audit e where \(sql: wanted.condition)), (select count(*) from audit)",
      in: database, for: party)
    return try CountedPage(entries, totals, limit: limit, at: "/api/admin/audit", call.request) {
      Cursor(id: $0.id)
    }.response()
  }

  func downloadAudit(_ call: Call<Nothing, ReadAudit, NoBody>, _: Administrator) async throws -> Response {
    file(of: call.query, for: call.request.party)
  }

  private func file(of wanted: ReadAudit, for party: String) -> Response {
    Audit.Entry.file.response { last, limit in
      try await find(wanted, after: last.map { Cursor(id: $0.id) } ?? wanted.cursor, limit, for: party)
    }
  }

  private func find(
    _ wanted: ReadAudit, after cursor: Cursor<Audit.Entry>?, _ limit: Int, for party: String
  ) async throws -> [Audit.Entry] {
    try await database.heavily(for: party).query(
      """
      select e.id, e.at, e.actor_id, a.email, e.action, e.subject_kind, e.subject_id, \(sql: Audit.subjectName), e.details
      from audit e left join accounts a on a.id = e.actor_id
      where \(sql: wanted.condition) and (\(cursor?.id)::uuid is null
        or e.position < (select position from audit where id = \(cursor?.id)))
      order by e.position desc limit \(limit)
      """
    ) { row in try Audit.Entry(&row) }
  }
}

extension ReadAudit {
  /// Of the entries `e`.
  fileprivate var condition: SQL {
    """
    (\(actor)::uuid is null or e.actor_id = \(actor)) and (\(kind)::text is null or e.subject_kind = \(kind))
      and (\(subject)::text is null or e.subject_id = \(subject))
    """
  }
}

extension Audit {
  /// What the subject of the entry `e` is called now; null where it is gone, or was never known.
  fileprivate static let subjectName: SQL = """
    case when e.subject_id !~ '^[0-9a-f-]{36}$' then null else case e.subject_kind
      when 'station' then (select name from stations where id = e.subject_id::uuid)
      when 'point' then (select p.irve_id || ' (' || s.name || ')' from charge_points p
        join stations s on s.id = p.station_id where p.id = e.subject_id::uuid)
      when 'import' then (select coalesce(file_name, url) from imports where id = e.subject_id::uuid)
      when 'account' then (select email from accounts where id = e.subject_id::uuid)
      when 'session' then (select email from accounts where id = e.subject_id::uuid) end end
    """
}

extension Audit.Entry {
  fileprivate init(_ row: inout Row) throws {
    (id, at) = (try row.next(), try row.next())
    let (person, email) = (try row.next(Account.ID?.self), try row.next(String?.self))
    actor = person.map { Actor(id: $0, email: email) }
    action = try row.next()
    subject = Subject(kind: try row.next(), id: try row.next(), name: try row.next())
    details = try AuditDetails(stored: try row.next())
    let lists = ["account": "accounts", "station": "stations", "point": "points", "import": "imports"]
    let path = lists[subject.kind].map { "/api/admin/\($0)/" }
    _links = path.map { [subject] in Links().adding("subject", $0 + subject.id) } ?? Links()
  }

  fileprivate static let file = CSVFile<Audit.Entry>(
    "audit",
    [
      ("id", { $0.id.description }), ("at", { $0.at.description }), ("actorId", { $0.actor?.id.description }),
      ("actorEmail", { $0.actor?.email }), ("action", { $0.action }), ("subjectKind", { $0.subject.kind }),
      ("subjectId", { $0.subject.id }), ("subjectName", { $0.subject.name }),
      ("details", { $0.details.json.serialized().text }),
    ])
}
