import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/sites, GET and DELETE /api/sites/{id}. A site where one is nobody does not exist; administrators see all.
struct SiteQuery: Decodable, Sendable {
  let cursor: Cursor<EnergySite>?
  let limit: PageLimit?
}

extension SitesFeature {
  func listSites(_ call: Call<Nothing, SiteQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let sites = try await sites(of: driver, after: call.query.cursor?.id, limit: limit + 1)
    return try Page(sites, limit: limit, at: "/api/sites", call.request) { Cursor(id: $0.id) }.response()
  }

  func sites(of driver: Driver, after last: EnergySite.ID?, limit: Int) async throws -> [EnergySite] {
    let rest: SQL = last.map { "s.id > \($0)" } ?? "true"
    return try await database.query(
      EnergySite.select(for: driver, at: clock.now, where: rest, limit: limit)
    ) { row in try EnergySite.Versioned(&row).site }
  }

  func showSite(_ call: Call<SitePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await site(call.path.id, for: driver, in: database).response()
  }

  func deleteSite(_ call: Call<SitePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await delete(call.path.id, driver, in: transaction) { try call.request.honourMatch($0) }
      return .noContent
    }
  }

  func delete(
    _ id: EnergySite.ID, _ driver: Driver, in transaction: Transaction,
    ifIt check: (EntityTag) throws -> Void = { _ in }
  ) async throws {
    try await SiteAccess.role(of: driver, holding: id, in: transaction).require(.owner)
    try check(try await site(id, for: driver, in: transaction).tag)
    try await transaction.execute("delete from sites where id = \(id)")
  }
}
