package import Ground
package import HTTP
package import Postgres
package import Secrets

/// Somebody who is signed in, whatever their role. A handler that takes one cannot be reached without a session, because
/// only this file makes one: from a session that the database still knows.
package struct Driver: Sendable {
  package let id: Account.ID
  package let session: Session.ID
  fileprivate let role: Account.Role

  fileprivate init(id: Account.ID, session: Session.ID, role: Account.Role) {
    self.id = id
    self.session = session
    self.role = role
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
    self.driver = driver
  }
}

/// Looks at what a request carries and says who sent it.
package struct Doorkeeper: Sendable {
  let database: Database
  let tokens: WebTokens
  let clock: WallClock

  package init(database: Database, tokens: WebTokens, clock: WallClock) {
    self.database = database
    self.tokens = tokens
    self.clock = clock
  }

  package var driver: Access<Driver> { Access("driver") { try await identify($0) } }
  package var technician: Access<Technician> { Access("technician") { try Technician(await identify($0)) } }
  package var administrator: Access<Administrator> { Access("admin") { try Administrator(await identify($0)) } }

  private func identify(_ request: Request) async throws -> Driver {
    guard let text = request.bearer ?? request.cookie(Session.tokenCookie), let claims = try? tokens.verify(text),
      let account = Account.ID(claims.subject), let session = Session.ID(claims.session),
      let role = try await role(of: account, in: session)
    else { throw Problem.unauthenticated }
    return Driver(id: account, session: session, role: role)
  }

  /// The web token is a promise of a quarter of an hour; a lock, a sign-out and another role count from now on.
  private func role(of account: Account.ID, in session: Session.ID) async throws -> Account.Role? {
    try await database.readFirst(
      """
      select a.role from sessions s join accounts a on a.id = s.account_id
      where s.id = \(session) and a.id = \(account) and a.locked_at is null and s.expires_at > \(clock.now)
      """
    ) { try $0.word(Account.Role.self) }
  }
}

extension Request {
  /// Whether somebody may be signed in who sent this, and expects to read what they have written.
  package var namesSomebody: Bool { headers["Authorization"] != nil || cookie(Session.tokenCookie) != nil }

  fileprivate var bearer: String? {
    guard let header = headers["Authorization"] else { return nil }
    let words = header.split(separator: " ")
    // A header of another kind is no reason to believe the cookie: whoever sent it means the header.
    return words.count == 2 && words[0].lowercased() == "bearer" ? String(words[1]) : ""
  }
}

extension Problem {
  static var unauthenticated: Problem {
    var problem = Problem(.unauthenticated, Text(fr: "Connectez-vous pour continuer.", en: "Sign in to go on."))
    problem.headers.set("WWW-Authenticate", "Bearer")
    return problem
  }

  fileprivate static var notYours: Problem {
    Problem(.forbidden, Text(fr: "Votre rôle ne le permet pas.", en: "Your role does not allow this."))
  }
}
