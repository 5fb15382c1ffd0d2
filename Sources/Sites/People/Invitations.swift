import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/sites/{id}/invitations, and DELETE of one: owners see what waits, and withdraw it.
struct InvitationQuery: Decodable, Sendable {
  let cursor: Cursor<Invitation>?
  let limit: PageLimit?
}

extension SitesFeature {
  func listInvitations(_ call: Call<SitePath, InvitationQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let found = try await invitations(of: call.path.id, for: driver, after: call.query.cursor?.id, limit: limit + 1)
    let path = "/api/sites/\(call.path.id)/invitations"
    return try Page(found, limit: limit, at: path, call.request) { Cursor(id: $0.id) }.response()
  }

  func invitations(
    of site: EnergySite.ID, for driver: Driver, after last: Invitation.ID?, limit: Int
  ) async throws -> [Invitation] {
    try await SiteAccess.role(of: driver, at: site, in: database).require(.owner)
    let rest: SQL = last.map { "i.id > \($0)" } ?? "true"
    return try await database.query(
      """
      select \(sql: Invitation.columns) from site_invitations i
      where i.site_id = \(site) and \(sql: Invitation.isOpen(at: clock.now)) and \(sql: rest) order by i.id limit \(limit)
      """
    ) { row in try Invitation(&row) }
  }

  func withdrawInvitation(_ call: Call<InvitationPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await withdraw(call.path, driver, in: transaction)
      return .noContent
    }
  }

  func withdraw(_ path: InvitationPath, _ driver: Driver, in transaction: Transaction) async throws {
    try await SiteAccess.role(of: driver, holding: path.id, in: transaction).require(.owner)
    let count = try await withdraw("i.site_id = \(path.id) and i.id = \(path.invitationId)", in: transaction)
    guard count == 1 else { throw Problem(.notFound) }
  }
}
