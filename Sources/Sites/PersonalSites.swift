package import Accounts
import HTTP
import Postgres
import Resources
import Runtime

extension SitesFeature {
  /// The export says where somebody is what, and what they were invited to and by them. A site goes with the last person
  /// there; one where others are needs another owner first.
  package static let personalData = PersonalData(
    "sites",
    export: { database, account in
      [
        "sites": .array(try await exportedSites(of: account, in: database)),
        "invitations": .array(try await exportedInvitations(of: account, in: database)),
      ]
    },
    forget: { transaction, account, now in
      try await leaveSites(account, in: transaction)
      try await transaction.execute(
        """
        delete from site_invitations i using accounts a
        where a.id = \(account) and lower(i.email) collate "C" = lower(a.email) collate "C"
        """)
    })

  private static func exportedSites(of account: Account.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select s.id, s.name, s.lat, s.lon, s.time_zone, p.role, p.created_at
      from site_people p join sites s on s.id = p.site_id where p.account_id = \(account) order by s.id
      """
    ) { row in
      [
        "id": .string(try row.next(EnergySite.ID.self).description), "name": .string(try row.next()),
        "lat": try row.next(Double?.self).map { .double($0) } ?? .null,
        "lon": try row.next(Double?.self).map { .double($0) } ?? .null,
        "timeZone": .string(try row.next()), "role": .string(try row.next()),
        "since": .string(try row.next(Instant.self).description),
      ]
    }
  }

  private static func exportedInvitations(of account: Account.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select i.site_id, i.email, i.role, i.created_at, i.accepted_at from site_invitations i join accounts a on a.id = \(account)
      where i.invited_by = a.id or lower(i.email) collate "C" = lower(a.email) collate "C" order by i.id
      """
    ) { row in
      [
        "siteId": .string(try row.next(EnergySite.ID.self).description), "email": .string(try row.next()),
        "role": .string(try row.next()), "createdAt": .string(try row.next(Instant.self).description),
        "acceptedAt": try row.next(Instant?.self).map { .string($0.description) } ?? .null,
      ]
    }
  }

  /// The sites are held in the order of their ids, so that two who leave at once never wait for each other.
  private static func leaveSites(_ account: Account.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      select from sites where id in (select site_id from site_people where account_id = \(account) and role = 'owner')
      order by id for no key update
      """)
    let alone = try await transaction.query(
      """
      select p.site_id, s.name, exists (
          select from site_people o where o.site_id = p.site_id and o.account_id <> p.account_id)
      from site_people p join sites s on s.id = p.site_id
      where p.account_id = \(account) and p.role = 'owner' and not exists (
        select from site_people o where o.site_id = p.site_id and o.role = 'owner' and o.account_id <> p.account_id)
      """
    ) { row in
      (id: try row.next(EnergySite.ID.self), name: try row.next(String.self), hasOthers: try row.next(Bool.self))
    }
    if let kept = alone.first(where: \.hasOthers) { throw Problem.othersStay(at: kept.name) }
    try await transaction.execute("delete from sites where id = any (\(alone.map(\.id)))")
  }
}

extension Problem {
  fileprivate static func othersStay(at site: String) -> Problem {
    Problem(
      .lastOwner,
      Text(
        fr:
          "D'autres personnes utilisent le site « \(site) » : nommez-y d'abord un autre propriétaire, ou supprimez-le.",
        en: "Others use the site “\(site)”: name another owner there first, or delete it."))
  }
}
