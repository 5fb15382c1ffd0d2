import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// What was opened by a session ends with it, at every server.
@Suite struct SessionSocketTests {
  private static func quiet(_ people: AccountsFeature) -> Feature {
    @Sendable func stay(_ socket: WebSocket) async { while await socket.receive() != nil {} }
    return Feature(routes: [
      .socket("/test/mine", access: people.doorkeeper.driver, "For drivers") {
        (_: Call<Nothing, Nothing, NoBody>, _: Driver, socket: WebSocket) in await stay(socket)
      },
      .socket("/test/desk", access: people.doorkeeper.administrator, "For administrators") {
        (_: Call<Nothing, Nothing, NoBody>, _: Administrator, socket: WebSocket) in await stay(socket)
      },
      .socket("/test/talk", access: people.doorkeeper.driver, "Says something all the time") {
        (_: Call<Nothing, Nothing, NoBody>, _: Driver, socket: WebSocket) in
        while true {
          try await socket.send(Bytes("{}"))
          try await Task.sleep(for: .milliseconds(5))
        }
      },
    ])
  }

  private func make() async throws -> TestPeople {
    try await TestPeople.make(others: { people, _ in [Self.quiet(people)] })
  }

  private func open(_ server: TestServer, _ path: String, as person: TestPerson) async throws -> WebSocketClient {
    let port = server.port
    return try await blocking {
      try WebSocketClient(port: port, path: path, extra: ["Cookie: watts_up_session=\(person.session)"])
    }
  }

  private func code(_ client: WebSocketClient) async throws -> Int? { try await blocking { try client.closeCode() } }

  /// Two servers for the same people; `end` happens in neither of their routes alone.
  private func ends(_ path: String, role: Account.Role = .driver, _ end: (TestPeople, TestPerson) async throws -> Void)
    async throws
  {
    let people = try await make()
    let person = try await people.person(role: role)
    let bystander = try await people.person("dominique@example.org", role: role)
    var settings = TestServerSettings()
    settings.clock = people.clock.wall
    try await serving(people.app.application.routes, settings: settings) { one in
      try await serving(people.app.application.routes, settings: settings) { other in
        let sockets = [try await open(one, path, as: person), try await open(other, path, as: person)]
        let theirs = try await open(one, path, as: bystander)
        try await end(people, person)
        for socket in sockets { #expect(try await code(socket) == 4401) }
        try await blocking { try theirs.close(1000) }
        #expect(try await code(theirs) == 1000)
      }
    }
  }

  @Test func `a sign-out ends the sockets of the session`() async throws {
    try await ends("/test/mine") { _, person in
      let answer = try await person.call(.delete, "/api/session")
      #expect(answer.status == 204)
    }
  }

  @Test func `a lock ends them, whoever writes it`() async throws {
    try await ends("/test/mine") { people, person in
      try await people.database.execute(
        "update accounts set locked_at = \(people.clock.now) where id::text = \(person.id)")
    }
  }

  @Test func `a demotion ends the sockets of the desk`() async throws {
    try await ends("/test/desk", role: .admin) { people, person in
      try await people.database.execute("update accounts set role = 'driver' where id::text = \(person.id)")
    }
  }

  @Test func `a deletion ends them`() async throws {
    try await ends("/test/mine") { _, person in
      let answer = try await person.call(.delete, "/api/account", json: ["password": .string(TestPeople.password)])
      #expect(answer.status == 204)
    }
  }

  @Test func `another password ends those of other devices and keeps this one's`() async throws {
    let people = try await make()
    let thief = try await people.person()
    let owner = TestPerson(people.app, try await people.signIn("camille@example.org"))
    var settings = TestServerSettings()
    settings.clock = people.clock.wall
    try await serving(people.app.application.routes, settings: settings) { server in
      let theirs = try await open(server, "/test/mine", as: thief)
      let mine = try await open(server, "/test/mine", as: owner)
      let changed = try await owner.call(
        .put, "/api/account/password",
        json: ["currentPassword": .string(TestPeople.password), "newPassword": "la phrase nouvelle"])
      #expect(changed.status == 204)
      #expect(try await code(theirs) == 4401)
      try await blocking { try mine.close(1000) }
      #expect(try await code(mine) == 1000)
    }
  }

  @Test func `a socket that is talking all the time ends as well, and so does one whose session runs out`() async throws
  {
    try await ends("/test/talk") { people, _ in
      try await people.database.execute(
        "update sessions set expires_at = \(people.clock.now + .seconds(1)) where account_id = (select id from accounts where email = 'camille@example.org')"
      )
      people.clock.advance(by: .seconds(2))
    }
  }
}
