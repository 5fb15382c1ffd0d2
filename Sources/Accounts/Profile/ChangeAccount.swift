import HTTP
import Postgres
import Resources
import Runtime

/// PATCH /api/account. What is not named stays; If-Match is honoured where it is sent. Another e-mail needs the password,
/// and takes the place of the old one when a mail has shown that it is read.
struct ChangeAccount: Decodable, Sendable {
  let displayName: DisplayName?
  let language: Language?
  let reminders: Bool?
  let email: Email?
  let password: GivenPassword?
}

extension AccountsFeature {
  func changeAccount(_ call: Call<Nothing, Nothing, JSONBody<ChangeAccount>>, _ driver: Driver) async throws -> Response
  {
    let wanted = call.body
    let hash = try await passwordForMove(wanted, of: driver)
    let changed = try await database.transaction { transaction in
      let tag = try await transaction.first(
        """
        select version from accounts
        where id = \(driver.id) and coalesce(password_hash = \(hash), true)
          and exists (select from sessions where id = \(driver.session) and account_id = \(driver.id))
        for update
        """
      ) { row in
        EntityTag(String(try row.next(Int.self)))
      }
      // Another password, set meanwhile, ends this session, and with it whatever it was about to do.
      guard let tag else { throw Problem.unauthenticated }
      try call.request.honourMatch(tag)
      if let email = wanted.email { try await move(driver, to: email, in: transaction) }
      return try await transaction.first(
        """
        update accounts a set display_name = coalesce(\(wanted.displayName?.text), display_name),
          language = coalesce(\(wanted.language?.rawValue), language),
          reminders = coalesce(\(wanted.reminders), reminders), version = version + 1
        where id = \(driver.id) returning \(sql: Account.columns)
        """
      ) { row in try Account.Versioned(&row) }
    }
    guard let changed else { throw Problem.unauthenticated }
    return try changed.linked(changed.account.ownLinks).response()
  }

  /// The hash of the password that moving takes; nil where nobody moves.
  private func passwordForMove(_ wanted: ChangeAccount, of driver: Driver) async throws -> String? {
    guard wanted.email != nil else { return nil }
    guard let password = wanted.password else {
      throw Problem(.validation, faults: [Problem.Fault("/password", .missing)])
    }
    return try await requirePassword(password.password, of: driver, at: "/password")
  }

  /// The address one has already: its confirmation is sent once more. One that somebody else has: they are told, and the
  /// answer is the same.
  private func move(_ driver: Driver, to email: Email, in transaction: Transaction) async throws {
    let old = try await transaction.first("select email from accounts where id = \(driver.id)") { row in
      try row.next(String.self)
    }
    let address = email.description
    if old != address {
      try await transaction.execute("update accounts set pending_email = \(address) where id = \(driver.id)")
      try await transaction.execute(queue(.emailChange, to: "\(old)", of: "\(driver.id)"))
      try await Audit.record(
        "account.emailAsked", by: driver.id, on: "account", driver.id, at: clock.now, ids: ids, in: transaction)
    } else {
      try await transaction.execute("update accounts set pending_email = null where id = \(driver.id)")
    }
    let letter = queue(
      letter: "case when exists (select from owner) then 'known' else 'confirmation' end",
      to: "coalesce((select email from owner), \(address))", of: "coalesce((select id from owner), \(driver.id))")
    try await transaction.execute(
      """
      with owner as (
        select id, email from accounts
        where lower(email) collate "C" = lower(\(address)) collate "C" and id <> \(driver.id)
      )
      \(sql: letter)
      """)
  }
}
