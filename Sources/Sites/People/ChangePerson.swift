import Accounts
package import HTTP
import Postgres
import Resources
import Runtime

/// PATCH and DELETE /api/sites/{id}/people/{accountId}. Owners change what others are; anybody may leave, save the last owner.
struct ChangePerson: Decodable, Sendable {
  let role: PersonRole
}

extension SitesFeature {
  func changePerson(
    _ call: Call<PersonPath, Nothing, JSONBody<ChangePerson>>, _ driver: Driver
  ) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await change(call.path, to: call.body.role, driver, in: transaction) { try call.request.requireMatch($0) }
        .response()
    }
  }

  func change(
    _ path: PersonPath, to wanted: PersonRole, _ driver: Driver, in transaction: Transaction,
    ifIt check: (EntityTag) throws -> Void
  ) async throws -> SitePerson.Versioned {
    let role = try await SiteAccess.role(of: driver, holding: path.id, in: transaction)
    try role.require(.owner)
    let before = try await person(path, for: driver, role, in: transaction)
    try check(before.tag)
    if wanted != .owner { try await endOwnership(of: before.person, at: path.id, in: transaction) }
    try await transaction.execute(
      """
      update site_people set role = \(wanted.rawValue), version = version + 1
      where site_id = \(path.id) and account_id = \(path.accountId)
      """)
    let now = try await SiteAccess.role(of: driver, at: path.id, in: transaction)
    return try await person(path, for: driver, now, in: transaction)
  }

  func removePerson(_ call: Call<PersonPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await remove(call.path, driver, in: transaction) { try call.request.honourMatch($0) }
      return .noContent
    }
  }

  func remove(
    _ path: PersonPath, _ driver: Driver, in transaction: Transaction,
    ifIt check: (EntityTag) throws -> Void = { _ in }
  ) async throws {
    let role = try await SiteAccess.role(of: driver, holding: path.id, in: transaction)
    if path.accountId != driver.id { try role.require(.owner) }
    let before = try await person(path, for: driver, role, in: transaction)
    try check(before.tag)
    try await endOwnership(of: before.person, at: path.id, in: transaction)
    try await transaction.execute(
      "delete from site_people where site_id = \(path.id) and account_id = \(path.accountId)")
  }

  /// The site is held. What an owner has invited, who is none any more, is withdrawn: nobody comes back by their own letter.
  private func endOwnership(of person: SitePerson, at site: EnergySite.ID, in transaction: Transaction) async throws {
    guard person.role == .owner else { return }
    let others = try await transaction.first(
      """
      select count(*) from site_people
      where site_id = \(site) and role = 'owner' and account_id <> \(person.accountId)
      """
    ) { try $0.next(Int.self) }
    if others == 0 { throw Problem(.lastOwner) }
    try await transaction.execute(
      """
      update site_invitations set withdrawn_at = \(clock.now)
      where site_id = \(site) and invited_by = \(person.accountId) and accepted_at is null and withdrawn_at is null
      """)
  }
}

extension Problem.Kind {
  package static let lastOwner = Self(
    "last-owner", 409, fr: "Le site resterait sans propriétaire", en: "The site would be left without an owner",
    detail: Text(
      fr: "Nommez d'abord un autre propriétaire, ou supprimez le site.",
      en: "Name another owner first, or delete the site."))
}
