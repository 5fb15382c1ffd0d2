package import HTTP
package import Postgres
import Resources
package import Runtime
package import Secrets

/// Accounts, sessions and those who administer them.
package struct AccountsFeature: Sendable {
  /// The rules that all people of one server share.
  package struct Settings: Sendable {
    package var site: Site
    /// False for load tests: failed sign-ins are then not counted.
    package var countsFailures = true
    /// How many accounts may be created from one network; nil: any number.
    package var newcomers: RateLimiter.Rate?
    /// Whether mails reach people. Where they do, a new account cannot be used before its address is confirmed.
    package var sendsMail = false
    /// Whether administrators must have a second factor.
    package var administratorsNeedCode = false
    /// The way that mails go; nil leaves them in line.
    package var delivery: Delivery?

    package init(site: Site) { self.site = site }
  }

  package let doorkeeper: Doorkeeper
  let database: Database
  let hasher: PasswordHasher
  let tokens: WebTokens
  let throttle: SignInThrottle
  let rules: Settings
  var site: Site { rules.site }
  let devices: DeviceTokens
  let newcomers: RateLimiter?
  /// The audit is kept for ever: failures of strangers take a line a second of it at the most.
  let failuresNoted = RateLimiter(.init(perSecond: 1, burst: 200))
  /// Seals second factors at rest.
  let sealer: Sealer
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource
  /// The data that other slices hold of a person.
  let elsewhere: [PersonalData]
  /// The letters that other slices write.
  let commissions: [Commission]

  package init(
    _ settings: Settings, database: Database, hasher: PasswordHasher, keys: SecretKeys, elsewhere: [PersonalData] = [],
    commissions: [Commission] = [], log: Log, clock: WallClock, ids: IdentifierSource = .random
  ) {
    rules = settings
    newcomers = settings.newcomers.map { RateLimiter($0) }
    devices = DeviceTokens(keys: keys, clock: clock)
    sealer = Sealer(keys, purpose: "second factor")
    tokens = WebTokens(keys: keys, issuer: "watts-up", audience: "watts-up", clock: clock)
    doorkeeper = Doorkeeper(database: database, tokens: tokens, rules: settings, clock: clock)
    throttle = SignInThrottle(database: database, clock: clock, isOn: settings.countsFailures)
    self.database = database
    self.hasher = hasher
    (self.elsewhere, self.commissions) = (elsewhere, commissions)
    self.log = log
    self.clock = clock
    self.ids = ids
  }

  package var feature: Feature {
    Feature(
      routes: sessions + devicesOfMine + profile + secondFactor + mail + administration + pages,
      links: Account.entryLinks, work: work)
  }

  private var work: [BackgroundWork] {
    let sweep = BackgroundWork("accounts sweep", every: .seconds(600), beginsAtOnce: false) { try await self.sweep() }
    return [sweep] + (rules.delivery.map { [postman($0).work] } ?? [])
  }

  private var sessions: [Route] {
    [
      Route(
        .post, "/api/accounts", access: .public, "Sign up",
        answers: .json(Account.self, status: .created), handler: signUp),
      Route(
        .post, "/api/session", access: .public, "Sign in: sets the cookies of a session", answers: .json(Account.self),
        handler: signIn),
      Route(
        .post, "/api/session/refresh", access: renewal, "Renew the session with its refresh cookie",
        answers: .json(Account.self), handler: renewSession),
      Route(.delete, "/api/session", access: leaving, "Sign out on this device", answers: .empty(), handler: signOut),
      Route(
        .delete, "/api/sessions", access: doorkeeper.driver, "Sign out everywhere", answers: .empty(),
        handler: signOutEverywhere),
    ]
  }

  private var devicesOfMine: [Route] {
    [
      Route(
        .get, "/api/sessions", access: doorkeeper.driver, "Where I am signed in", answers: .json(SessionList.self),
        handler: listSessions),
      Route(
        .delete, "/api/sessions/{id}", access: doorkeeper.driver, "Sign out one of my devices", answers: .empty(),
        handler: endSession),
      Route(
        .post, "/api/session/password", access: doorkeeper.driver,
        "Give my password again, for what asks for a fresh one", answers: .empty(), handler: givePassword),
    ]
  }

  private var secondFactor: [Route] {
    [
      Route(
        .post, "/api/account/totp", access: doorkeeper.driver.fresh, "Propose a second factor to my authenticator",
        answers: .json(ProposedSecondFactor.self), handler: proposeSecondFactor),
      Route(
        .put, "/api/account/totp", access: doorkeeper.driver,
        "Switch it on with a first code; answers the recovery codes, once", answers: .json(RecoveryCodes.self),
        handler: confirmSecondFactor),
      Route(
        .delete, "/api/account/totp", access: doorkeeper.driver, "Switch the second factor off", answers: .empty(),
        handler: removeSecondFactor),
    ]
  }

  private var profile: [Route] {
    [
      Route(
        .get, "/api/account", access: doorkeeper.driver, "Who I am", answers: .json(Account.self), handler: showAccount),
      Route(
        .patch, "/api/account", access: doorkeeper.driver, "Change my name, language, reminders or e-mail",
        answers: .json(Account.self), handler: changeAccount),
      Route(
        .delete, "/api/account", access: doorkeeper.driver, "Leave: my data go, my history becomes nobody's",
        answers: .empty(), handler: deleteAccount),
      Route(
        .put, "/api/account/password", access: doorkeeper.driver, "Change my password; other devices are signed out",
        answers: .empty(), handler: changePassword),
      Route(
        .get, "/api/account/export", access: doorkeeper.driver, "Everything that is known of me",
        answers: .json(["type": "object"] as Schema), handler: exportAccount),
    ]
  }

  private var mail: [Route] {
    [
      Route(
        .post, "/api/account/confirmation", access: .public, "Confirm an address with the secret of a mail",
        answers: .empty(), handler: confirmEmail),
      Route(
        .post, "/api/account/confirmation/again", access: .public, "Ask again for the mail that confirms an address",
        answers: .empty(.accepted), handler: askConfirmation),
      Route(
        .post, "/api/account/reset", access: .public, "Ask for a mail that lets me choose another password",
        answers: .empty(.accepted), handler: askReset),
      Route(
        .post, "/api/account/reset/confirm", access: .public, "Choose another password with the secret of a mail",
        answers: .empty(), handler: resetPassword),
    ]
  }

  private var administration: [Route] {
    let access = doorkeeper.administrator
    return [
      Route(
        .get, "/api/admin/accounts", access: access, "Everybody, newest first",
        answers: .json(CountedPage<Account>.self), handler: listAccounts),
      Route(
        .get, "/api/admin/accounts.csv", access: access, "The same as a file, all of it", answers: .media(.csv),
        handler: downloadAccounts),
      Route(
        .post, "/api/admin/accounts", access: access, "Create an account",
        answers: .json(Account.self, status: .created), handler: createAccount),
      Route(
        .post, "/api/admin/accounts/actions", access: access, "Lock many accounts, or unlock them",
        answers: .json(BulkOutcome.self), handler: actOnAccounts),
      Route(
        .get, "/api/admin/accounts/{id}", access: access, "One account", answers: .json(Account.self),
        handler: readAccount),
      Route(
        .patch, "/api/admin/accounts/{id}", access: access, "Change the role or the name, lock or unlock",
        answers: .json(Account.self), handler: administerAccount),
      Route(
        .delete, "/api/admin/accounts/{id}", access: access.fresh, "Delete an account", answers: .empty(),
        handler: removeAccount),
      Route(
        .get, "/api/admin/audit", access: access, "Who changed what, newest first",
        answers: .json(CountedPage<Audit.Entry>.self), handler: readAudit),
      Route(
        .get, "/api/admin/audit.csv", access: access, "The same as a file, all of it", answers: .media(.csv),
        handler: downloadAudit),
    ]
  }
}
