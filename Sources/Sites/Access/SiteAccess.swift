package import Accounts
import HTTP
package import Postgres
import Resources
import Runtime

/// The right of a person at sites, as a part of a query: what is not there and what is not theirs are one answer, as no row
/// comes of either.
///
///     select … from devices d \(sql: SiteAccess.join(driver, site: "d.site_id")) where d.id = \(id)
package enum SiteAccess {
  /// Joins what the person may do at the site as `mine.role`, a word of `SiteRole`, and what they are there as `mine.standing`, a
  /// word of `PersonRole`. Who is not at the site has no row, save administrators, who have one for every site, without a
  /// standing where they are none of its people; the made-up site, which has no people, shows itself to all.
  package static func join(_ driver: Driver, site: SQL) -> SQL {
    join(account: driver.id, administers: driver.administers, site: site)
  }

  /// The same for somebody who asked a while ago, such as the holder of an open socket.
  package static func join(account: Account.ID, administers: Bool, site: SQL) -> SQL {
    guard administers else {
      return """
        join (
          select site_id, role, role as standing from site_people where account_id = \(account)
          union all
          select id, 'reader', 'reader' from sites d where demonstration
            and not exists (select from site_people p where p.site_id = d.id and p.account_id = \(account))
        ) as mine on mine.site_id = \(sql: site)
        """
    }
    return """
      cross join lateral (
        select case when max(p.role) = 'owner' then 'owner' else 'admin' end as role, max(p.role) as standing
        from site_people p where p.site_id = \(sql: site) and p.account_id = \(account)
      ) as mine
      """
  }

  /// What the person is at the site of a device.
  package static func role(
    of driver: Driver, atDevice device: Device.ID, in database: some Querying
  ) async throws -> SiteRole {
    let role = try await database.first(
      "select mine.role from devices d \(sql: join(driver, site: "d.site_id")) where d.id = \(device)"
    ) { row in try row.word(SiteRole.self) }
    guard let role else { throw Problem(.notFound) }
    return role
  }

  /// What the person is at a site, which is held until the end of the transaction: nothing else changes there meanwhile.
  package static func role(
    of driver: Driver, holding site: EnergySite.ID, in transaction: Transaction
  ) async throws -> SiteRole {
    try await transaction.execute("select from sites where id = \(site) for no key update")
    return try await role(of: driver, at: site, in: transaction)
  }

  package static func role(
    of driver: Driver, at site: EnergySite.ID, in database: some Querying
  ) async throws -> SiteRole {
    let role = try await database.first(
      "select mine.role from sites s \(sql: join(driver, site: "s.id")) where s.id = \(site)"
    ) { row in try row.word(SiteRole.self) }
    guard let role else { throw Problem(.notFound) }
    return role
  }
}
