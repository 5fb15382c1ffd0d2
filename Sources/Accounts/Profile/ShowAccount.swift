import HTTP
import Postgres

/// GET /api/account
extension AccountsFeature {
  func showAccount(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await readAccount(driver.id).response()
  }

  func readAccount(_ id: Account.ID) async throws -> Account.Versioned {
    let found = try await database.first("select \(sql: Account.columns) from accounts a where a.id = \(id)") { row in
      try Account.Versioned(&row)
    }
    guard let found else { throw Problem.unauthenticated }
    return found.linked(found.account.ownLinks)
  }
}

extension Account {
  var ownLinks: Links {
    Links().adding("self", "/api/account").adding("change", "/api/account", method: .patch)
      .adding("delete", "/api/account", method: .delete).adding("password", "/api/account/password", method: .put)
      .adding("export", "/api/account/export").adding("vehicles", "/api/vehicles")
      .adding("favourites", "/api/favourites").adding("calendar", "/api/account/calendar")
      .adding("renew", "/api/session/refresh", method: .post)
      .adding("signOut", "/api/session", method: .delete)
      .adding("signOutEverywhere", "/api/sessions", method: .delete).adding("sessions", "/api/sessions")
      .adding("secondFactor", "/api/account/totp", method: secondFactor ? .delete : .post)
      .adding("givePassword", "/api/session/password", method: .post)
  }

  /// The links of `GET /api` about people.
  static var entryLinks: Links {
    Links().adding("signUp", "/api/accounts", method: .post).adding("signIn", "/api/session", method: .post)
      .adding("account", "/api/account").adding("confirmEmail", "/api/account/confirmation", method: .post)
      .adding("confirmationAgain", "/api/account/confirmation/again", method: .post)
      .adding("reset", "/api/account/reset", method: .post)
      .adding("resetConfirm", "/api/account/reset/confirm", method: .post)
      .adding("sessions", "/api/sessions")
      .adding("actOnAccounts", "/api/admin/accounts/actions", method: .post)
      .adding("accounts", "/api/admin/accounts{?q,role,locked,sort,cursor,limit,totals}")
      .adding("audit", "/api/admin/audit{?actor,kind,subject,cursor,limit,totals}")
  }
}
