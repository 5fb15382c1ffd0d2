package import HTTP
package import Postgres
import Resources
import Runtime
import Secrets

/// Somebody who is signed in, whatever their role. A handler that takes one cannot be reached without a session, because
/// only this file makes one: from a session that the database still knows.
package struct Driver: Sendable {
  package let id: Account.ID
  package let session: Session.ID
  /// True where mails go out and nobody has confirmed the address yet: its holder may look, and book once.
  package let mustConfirm: Bool
  fileprivate let role: Account.Role
  /// Whether whoever sits there has lately shown that they know the password.
  fileprivate let isFresh: Bool
  fileprivate let lacksSecondFactor: Bool
}

extension Driver {
  /// Whether an administrator may be proven of them: for what anybody may do with their own, and administrators with all.
  package var administers: Bool { role >= .admin && !lacksSecondFactor }

  /// Somebody of a demonstration, who does not exist and has no session. Nil for the account of a person.
  package static func madeUp(_ account: Account.ID, in database: some Querying) async throws -> Driver? {
    try await database.first("select from accounts where demonstration and id = \(account)") { _ in
      Driver(
        id: account, session: Session.ID(high: 0, low: 0), mustConfirm: false, role: .driver, isFresh: false,
        lacksSecondFactor: false)
    }
  }
}

/// Somebody who maintains the stations, or administers.
package struct Technician: Sendable {
  package let driver: Driver

  fileprivate init(_ driver: Driver) throws {
    guard driver.role >= .technician else { throw Problem.notYours }
    self.driver = driver
  }
}

package struct Administrator: Sendable {
  package let driver: Driver
  package var id: Account.ID { driver.id }

  fileprivate init(_ driver: Driver) throws {
    guard driver.role >= .admin else { throw Problem.notYours }
    guard !driver.lacksSecondFactor else { throw Problem.secondFactorMissing }
    self.driver = driver
  }

  /// For routes that need a fresh password for some of what they do.
  package func fresh() throws -> FreshAdministrator { try FreshAdministrator(self) }
}

/// An administrator who gave the password within the last minutes: a desk that somebody left open withdraws nothing.
package struct FreshAdministrator: Sendable {
  package let administrator: Administrator
  package var id: Account.ID { administrator.id }

  fileprivate init(_ administrator: Administrator) throws {
    guard administrator.driver.isFresh else { throw Problem.passwordRequired }
    self.administrator = administrator
  }
}

/// The same for what somebody could do to the account of whoever left a device open.
package struct FreshDriver: Sendable {
  package let driver: Driver

  fileprivate init(_ driver: Driver) throws {
    guard driver.isFresh else { throw Problem.passwordRequired }
    self.driver = driver
  }
}

extension Access<Administrator> {
  package var fresh: Access<FreshAdministrator> {
    let administrator = self
    return Access<FreshAdministrator>(name) { try await administrator.prove($0).fresh() }
  }
}

extension Access<Driver> {
  package var fresh: Access<FreshDriver> {
    let driver = self
    return Access<FreshDriver>(name) { try FreshDriver(await driver.prove($0)) }
  }
}

/// Looks at what a request carries and says who sent it.
package struct Doorkeeper: Sendable {
  let database: Database
  let tokens: WebTokens
  let rules: AccountsFeature.Settings
  let clock: WallClock
  private let watch: SessionWatch

  /// Where people find this server.
  package var site: Site { rules.site }

  init(database: Database, tokens: WebTokens, rules: AccountsFeature.Settings, clock: WallClock) {
    self.database = database
    self.tokens = tokens
    self.rules = rules
    self.clock = clock
    watch = SessionWatch(database: database, clock: clock)
  }

  package var driver: Access<Driver> {
    Access("driver", attend: { attend($0, $1, as: .driver) }) { try await identify($0) }
  }
  package var technician: Access<Technician> {
    Access("technician", attend: { attend($0.driver, $1, as: .technician) }) { try Technician(await identify($0)) }
  }
  package var administrator: Access<Administrator> {
    Access("admin", attend: { attend($0.driver, $1, as: .admin) }) { try Administrator(await identify($0)) }
  }

  private func attend(_ driver: Driver, _ socket: WebSocket, as role: Account.Role) -> @Sendable () -> Void {
    watch.join(SessionWatch.Watched(socket: socket, session: driver.session, role: role))
  }

  private func identify(_ request: Request) async throws -> Driver {
    guard let text = request.bearer ?? request.cookie(.session, at: rules.site),
      let claims = try? tokens.verify(text), let account = Account.ID(claims.subject),
      let session = Session.ID(claims.session), let driver = try await driver(account, in: session)
    else { throw Problem.unauthenticated }
    return driver
  }

  /// The web token is a promise of a quarter of an hour; a lock, a sign-out and another role count from now on.
  private func driver(_ account: Account.ID, in session: Session.ID) async throws -> Driver? {
    let now = clock.now
    // A password that was given in the future was given before the clock went back, and shows nothing.
    return try await database.readFirst(
      """
      select a.role, coalesce(s.verified_at > \(now - Session.freshness) and s.verified_at <= \(now + .seconds(10)), false),
        a.email_confirmed_at is null,
        case when \(rules.administratorsNeedCode) and a.role = 'admin' then not exists (
          select from second_factors f where f.account_id = a.id and f.confirmed_at is not null) else false end
      from sessions s join accounts a on a.id = s.account_id
      where s.id = \(session) and a.id = \(account) and a.locked_at is null and s.expires_at > \(now)
      """
    ) { row in
      let (role, isFresh) = (try row.word(Account.Role.self), try row.next(Bool.self))
      let isUnconfirmed = try row.next(Bool.self)
      return Driver(
        id: account, session: session, mustConfirm: rules.sendsMail && isUnconfirmed, role: role, isFresh: isFresh,
        lacksSecondFactor: try row.next())
    }
  }
}

extension Request {
  fileprivate var bearer: String? {
    guard let header = headers["Authorization"] else { return nil }
    let words = header.split(separator: " ")
    // A header of another kind is no reason to believe the cookie: whoever sent it means the header.
    return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : ""
  }
}
