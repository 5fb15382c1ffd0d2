import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// Somebody of a site, as the others there see them.
struct SitePerson: Codable, Sendable {
  let accountId: Account.ID
  let displayName: String
  /// Known to owners, and to the person.
  let email: String?
  let role: PersonRole
  let since: Instant
  let _links: Links
}

/// The ids in a path below the people of a site.
struct PersonPath: Decodable, Sendable {
  let id: EnergySite.ID
  let accountId: Account.ID
}

extension SitePerson {
  struct Versioned: Sendable {
    let person: SitePerson
    let tag: EntityTag

    func response() throws -> Response { try .json(person).tagged(tag) }
  }

  /// The columns that `Versioned` reads, of `site_people` as `p` and `accounts` as `a`, for somebody in a role.
  static func columns(for driver: Driver, _ role: SiteRole) -> SQL {
    """
    p.site_id, p.account_id, a.display_name, case when \(role >= .owner) or a.id = \(driver.id) then a.email end, p.role,
    p.created_at, p.version
    """
  }
}

extension SitePerson.Versioned {
  init(_ row: inout Row, for driver: Driver, _ role: SiteRole) throws {
    let (site, account) = (try row.next(EnergySite.ID.self), try row.next(Account.ID.self))
    let path = "/api/sites/\(site)/people/\(account)"
    var links = Links().adding("self", path)
    if role >= .owner { links = links.adding("change", path, method: .patch) }
    if role >= .owner || account == driver.id { links = links.adding("remove", path, method: .delete) }
    person = SitePerson(
      accountId: account, displayName: try row.next(), email: try row.next(), role: try row.word(),
      since: try row.next(), _links: links.adding("people", "/api/sites/\(site)/people"))
    tag = EntityTag(String(try row.next(Int.self)))
  }
}

extension SitesFeature {
  func person(
    _ path: PersonPath, for driver: Driver, _ role: SiteRole, in database: some Querying
  ) async throws -> SitePerson.Versioned {
    let found = try await database.first(
      """
      select \(sql: SitePerson.columns(for: driver, role)) from site_people p join accounts a on a.id = p.account_id
      where p.site_id = \(path.id) and p.account_id = \(path.accountId)
      """
    ) { row in try SitePerson.Versioned(&row, for: driver, role) }
    guard let found else { throw Problem(.notFound) }
    return found
  }
}
