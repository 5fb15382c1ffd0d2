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
}

extension AccountsFeature {
  func readAudit(_ call: Call<Nothing, ReadAudit, NoBody>, _ administrator: Administrator) async throws -> Response {
    let wanted = call.query
    let limit = wanted.limit?.count ?? 50
    let entries = try await database.heavily(for: call.request.party).query(
      """
      select e.id, e.at, e.actor_id, a.email, e.action, e.subject_kind, e.subject_id, e.details
      from audit e left join accounts a on a.id = e.actor_id
      where (\(wanted.actor)::uuid is null or e.actor_id = \(wanted.actor))
        and (\(wanted.kind)::text is null or e.subject_kind = \(wanted.kind))
        and (\(wanted.subject)::text is null or e.subject_id = \(wanted.subject))
        and (\(wanted.cursor?.id)::uuid is null
          or e.position < (select position from audit where id = \(wanted.cursor?.id)))
      order by e.position desc limit \(limit + 1)
      """, entry)
    return try Page(entries, limit: limit, at: "/api/admin/audit", call.request) { Cursor(id: $0.id) }.response()
  }

  private func entry(_ row: inout Row) throws -> Audit.Entry {
    let (id, at) = (try row.next(Identifier<Audit.Entry>.self), try row.next(Instant.self))
    let (actor, email) = (try row.next(Account.ID?.self), try row.next(String?.self))
    let action = try row.next(String.self)
    let subject = Audit.Entry.Subject(kind: try row.next(), id: try row.next())
    var links = Links()
    if subject.kind == "account" { links = links.adding("subject", "/api/admin/accounts/\(subject.id)") }
    return Audit.Entry(
      id: id, at: at, actor: actor.map { Audit.Entry.Actor(id: $0, email: email) }, action: action, subject: subject,
      details: try AuditDetails(stored: try row.next()), _links: links)
  }
}
