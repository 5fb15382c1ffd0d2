package import Accounts
package import HTTP
package import Postgres
import Runtime
import Secrets
import Testing

/// The people of one server, with a database and a clock of their own, in front of an application in memory.
package struct TestPeople: Sendable {
  package static let password = "une longue phrase"
  package static let keys = "test:" + Base64.standard.encode(Array(repeating: 7, count: 32))

  package let test: TestDatabase
  package let clock: ManualClock
  package let accounts: AccountsFeature
  package let app: TestApp

  package var database: Database { test.database }

  /// `others` are features beside the people's own, such as a slice that needs signed-in drivers.
  package static func make(
    keys: String = keys, site: String = "http://localhost", elsewhere: [PersonalData] = [],
    commissions: [Commission] = [],
    settings: (inout AccountsFeature.Settings) -> Void = { _ in },
    others: (AccountsFeature, Database) -> [Feature] = { _, _ in [] }
  ) async throws -> TestPeople {
    // Races of many callers are about who wins, not about how soon a busy machine lets them run.
    let test = try await TestDatabase.make(limits: PoolLimits(wait: .seconds(60)))
    var people = AccountsFeature.Settings(site: Site(site))
    settings(&people)
    return try TestPeople(
      test, ManualClock(), keys: keys, people, elsewhere: elsewhere, commissions: commissions, others: others)
  }

  /// Another server beside this one: same database, same clock, other keys.
  package func neighbour(keys: String) throws -> TestPeople {
    try TestPeople(
      test, clock, keys: keys, AccountsFeature.Settings(site: Site("http://localhost")), elsewhere: [],
      others: { _, _ in [] })
  }

  private init(
    _ test: TestDatabase, _ clock: ManualClock, keys: String, _ settings: AccountsFeature.Settings,
    elsewhere: [PersonalData], commissions: [Commission] = [],
    others: (AccountsFeature, Database) -> [Feature]
  ) throws {
    self.test = test
    self.clock = clock
    accounts = AccountsFeature(
      settings, database: test.database,
      hasher: PasswordHasher(cost: .init(kibibytes: 64, passes: 1, lanes: 1)), keys: try SecretKeys(parsing: keys),
      elsewhere: elsewhere, commissions: commissions, log: .silent, clock: clock.wall)
    app = try TestApp([accounts.feature] + others(accounts, test.database), clock: clock.wall)
  }

  @discardableResult
  package func signUp(_ email: String, password: String = password) async throws -> TestAnswer {
    try await app.call(
      .post, "/api/accounts", json: ["email": .string(email), "password": .string(password), "displayName": "Camille"])
  }

  package func signIn(_ email: String, password: String = password) async throws -> TestAnswer {
    try await app.call(.post, "/api/session", json: ["email": .string(email), "password": .string(password)])
  }

  /// Somebody with an account, signed in.
  package func person(_ email: String = "camille@example.org", role: Account.Role = .driver) async throws -> TestPerson
  {
    try await signUp(email)
    try await database.execute("update accounts set role = \(role.rawValue) where email = \(email)")
    let answer = try await signIn(email)
    try #require(answer.status == 200)
    return TestPerson(app, answer)
  }
}

/// A browser with the cookies of one person.
package struct TestPerson: Sendable {
  package let app: TestApp
  package let session: String
  package let refresh: String
  package let id: String

  package init(_ app: TestApp, _ answer: TestAnswer) {
    self.app = app
    session = answer.cookie("watts_up_session") ?? ""
    refresh = answer.cookie("watts_up_refresh") ?? ""
    id = answer.json["id"]?.text ?? ""
  }

  /// The same browser, at another server.
  package init(_ app: TestApp, _ person: TestPerson) {
    self.app = app
    (session, refresh, id) = (person.session, person.refresh, person.id)
  }

  /// Header names and values in turn.
  package func call(_ method: HTTP.Method, _ target: String, _ headers: String..., json body: JSON? = nil) async throws
    -> TestAnswer
  {
    try await call(method, target, headers: headers, json: body)
  }

  package func call(_ method: HTTP.Method, _ target: String, headers: [String], json body: JSON?) async throws
    -> TestAnswer
  {
    let path = target.prefix { $0 != "?" }
    let cookies =
      "watts_up_session=\(session)"
      + (path == "/api/session" || path.hasPrefix("/api/session/") ? "; watts_up_refresh=\(refresh)" : "")
    return try await app.call(method, target, from: "127.0.0.1", headers: headers + ["Cookie", cookies], json: body)
  }
}

extension TestAnswer {
  /// The value of a cookie that the answer sets.
  package func cookie(_ name: String) -> String? {
    headers.all("Set-Cookie").first { $0.hasPrefix(name + "=") }.map { header in
      String(header.dropFirst(name.count + 1).prefix { $0 != ";" })
    }
  }

  package func text(_ member: String) -> String? {
    json[member]?.text
  }
}
