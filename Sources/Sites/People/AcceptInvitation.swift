import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/invitations/{token}: once, within seven days, by whoever has the address that it was sent to.
struct TokenPath: Decodable, Sendable {
  let token: String
}

extension SitesFeature {
  func acceptInvitation(_ call: Call<TokenPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let id = try await accept(call.path.token, driver, in: transaction)
      return try await site(id, for: driver, in: transaction).response()
    }
  }

  /// The site is held first, as by all who change who is there: of two who accept at once, one finds it accepted.
  func accept(_ text: String, _ driver: Driver, in transaction: Transaction) async throws -> EnergySite.ID {
    guard let digest = Token(text)?.atRest,
      let site = try await site(invitedBy: digest, driver, in: transaction)
    else { throw Problem.noInvitation }
    try await transaction.execute("select from sites where id = \(site) for no key update")
    let role = try await transaction.first(
      """
      update site_invitations i set accepted_at = \(clock.now)
      where i.digest = \(digest) and i.site_id = \(site) and \(sql: Invitation.isOpen(at: clock.now)) returning i.role
      """
    ) { row in try row.word(PersonRole.self) }
    guard let role else { throw Problem.noInvitation }
    try await join(site, as: role, driver, in: transaction)
    return site
  }

  private func site(
    invitedBy digest: [UInt8], _ driver: Driver, in transaction: Transaction
  ) async throws -> EnergySite.ID? {
    try await transaction.first(
      """
      select i.site_id from site_invitations i join accounts a on a.id = \(driver.id)
      where i.digest = \(digest) and lower(i.email) collate "C" = lower(a.email) collate "C"
      """
    ) { try $0.next() }
  }

  /// Nobody becomes less by accepting.
  private func join(
    _ site: EnergySite.ID, as role: PersonRole, _ driver: Driver, in transaction: Transaction
  ) async throws {
    let below = PersonRole.allCases.prefix { $0 != role }.map(\.rawValue)
    try await transaction.execute(
      """
      insert into site_people as p (site_id, account_id, role, created_at)
      values (\(site), \(driver.id), \(role.rawValue), \(clock.now))
      on conflict (site_id, account_id) do update set role = excluded.role, version = p.version + 1
      where p.role = any (\(below))
      """)
  }
}

extension Problem {
  static var noInvitation: Problem {
    Problem(
      .notFound,
      Text(
        fr: "Cette invitation a déjà servi, n'est plus valable, ou a été envoyée à une autre adresse que la vôtre.",
        en: "This invitation was used, is over, or was sent to another address than yours."))
  }
}
