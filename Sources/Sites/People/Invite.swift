import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/sites/{id}/invitations: 202 whether or not the address is known here. A mail carries the token.
struct Invite: Decodable, Sendable {
  let email: Email
  let role: PersonRole
}

extension SitesFeature {
  /// A person sends so many in a day, and an address gets so many: our mails are nobody's means to pester somebody.
  static let mostInvitations = (sent: 100, received: 5)

  func invite(_ call: Call<SitePath, Nothing, JSONBody<Invite>>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try .json(await invite(call.body, to: call.path.id, by: driver, in: transaction), status: .accepted)
    }
  }

  func invite(
    _ wanted: Invite, to site: EnergySite.ID, by driver: Driver, in transaction: Transaction
  ) async throws -> Invitation {
    try await SiteAccess.role(of: driver, holding: site, in: transaction).require(.owner)
    if driver.mustConfirm { throw Problem.addressToConfirm }
    let now = clock.now
    let email = wanted.email.description
    let counts = try await counts(of: email, by: driver, in: transaction)
    if counts.sent >= Self.mostInvitations.sent {
      throw Problem(
        .quotaReached,
        Text(
          fr: "Au plus \(Self.mostInvitations.sent) invitations par jour : recommencez demain.",
          en: "At most \(Self.mostInvitations.sent) invitations a day: go on tomorrow."))
    }
    try await withdraw(
      """
      i.site_id = \(site) and lower(i.email) collate "C" = lower(\(email)) collate "C"
      """, in: transaction)
    let made = try await transaction.first(
      """
      insert into site_invitations as i (id, site_id, email, role, invited_by, created_at, expires_at)
      values (\(ids.next(Invitation.self, at: now)), \(site), \(email), \(wanted.role.rawValue), \(driver.id), \(now),
        \(now + Invitation.lifetime))
      returning \(sql: Invitation.columns)
      """
    ) { row in try Invitation(&row) }
    guard let made else { throw Problem(.internal) }
    if counts.received < Self.mostInvitations.received {
      let subject = Commission.Subject(high: made.id.high, low: made.id.low)
      try await transaction.execute(Self.invitation.queue(to: email, about: subject, at: now))
    }
    return made
  }

  private func counts(
    of email: String, by driver: Driver, in transaction: Transaction
  ) async throws -> (sent: Int, received: Int) {
    let yesterday = clock.now - .seconds(86_400)
    return try await transaction.first(
      """
      select (select count(*) from site_invitations where invited_by = \(driver.id) and created_at > \(yesterday)),
        (select count(*) from site_invitations
          where lower(email) collate "C" = lower(\(email)) collate "C" and created_at > \(yesterday))
      """
    ) { row in (sent: try row.next(), received: try row.next()) } ?? (0, 0)
  }

  @discardableResult
  func withdraw(_ which: SQL, in transaction: Transaction) async throws -> Int {
    try await transaction.execute(
      """
      update site_invitations i set withdrawn_at = \(clock.now)
      where i.accepted_at is null and i.withdrawn_at is null and \(sql: which)
      """)
  }
}
