import HTTP
import Postgres
import Runtime

/// GET /api/sessions: where I am signed in. DELETE /api/sessions/{id} ends one of them.
struct ListedSession: Codable, Sendable {
  let id: Session.ID
  let device: String?
  let network: String?
  let since: Instant
  let lastUsed: Instant
  let current: Bool
  let _links: Links

  enum CodingKeys: String, CodingKey { case id, device, network, since, lastUsed, current, _links }

  /// Writes what is not known as null: a list of rows where some lack a member is hard to read.
  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(id, forKey: .id)
    try container.encode(device, forKey: .device)
    try container.encode(network, forKey: .network)
    try container.encode(since, forKey: .since)
    try container.encode(lastUsed, forKey: .lastUsed)
    try container.encode(current, forKey: .current)
    try container.encode(_links, forKey: ._links)
  }
}

struct SessionList: Codable, Sendable {
  let items: [ListedSession]
  let _links: Links
}

struct SessionPath: Decodable, Sendable {
  let id: Session.ID
}

extension AccountsFeature {
  func listSessions(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let now = clock.now
    let sessions = try await database.query(
      """
      select id, device, network, created_at, coalesce(last_used_at, created_at) from sessions
      where account_id = \(driver.id) and expires_at > \(now)
      order by id <> \(driver.session), coalesce(last_used_at, created_at) desc, id limit 200
      """
    ) { row in
      let id = try row.next(Session.ID.self)
      let isCurrent = id == driver.session
      let (device, network) = (try row.next(String?.self), try row.next(String?.self))
      let (since, lastUsed) = (try row.next(Instant.self), try row.next(Instant.self))
      return ListedSession(
        id: id, device: device, network: network, since: since, lastUsed: isCurrent ? now : lastUsed,
        current: isCurrent, _links: Links().adding("end", "/api/sessions/\(id)", method: .delete))
    }
    return try .json(
      SessionList(
        items: sessions,
        _links: Links().adding("self", "/api/sessions").adding("endAll", "/api/sessions", method: .delete)))
  }

  func endSession(_ call: Call<SessionPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let id = call.path.id
    guard try await database.execute("delete from sessions where id = \(id) and account_id = \(driver.id)") == 1 else {
      throw Problem(.notFound)
    }
    return id == driver.session ? clearingCookies(on: .noContent) : .noContent
  }
}
