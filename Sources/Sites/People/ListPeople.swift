import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/sites/{id}/people, and one of them.
struct PeopleQuery: Decodable, Sendable {
  let cursor: Cursor<SitePerson>?
  let limit: PageLimit?
}

extension SitesFeature {
  func listPeople(_ call: Call<SitePath, PeopleQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let found = try await people(
      of: call.path.id, for: driver, after: call.query.cursor.map { Account.ID(high: $0.id.high, low: $0.id.low) },
      limit: limit + 1)
    let path = "/api/sites/\(call.path.id)/people"
    return try Page(found, limit: limit, at: path, call.request) {
      Cursor(id: Identifier(high: $0.accountId.high, low: $0.accountId.low))
    }.response()
  }

  func people(
    of site: EnergySite.ID, for driver: Driver, after last: Account.ID?, limit: Int
  ) async throws -> [SitePerson] {
    let role = try await SiteAccess.role(of: driver, at: site, in: database)
    let rest: SQL = last.map { "p.account_id > \($0)" } ?? "true"
    return try await database.query(
      """
      select \(sql: SitePerson.columns(for: driver, role)) from site_people p join accounts a on a.id = p.account_id
      where p.site_id = \(site) and \(sql: rest) order by p.account_id limit \(limit)
      """
    ) { row in try SitePerson.Versioned(&row, for: driver, role).person }
  }

  func showPerson(_ call: Call<PersonPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let role = try await SiteAccess.role(of: driver, at: call.path.id, in: database)
    return try await person(call.path, for: driver, role, in: database).response()
  }
}
