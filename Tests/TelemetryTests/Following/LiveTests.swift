import HTTP
import Postgres
import Runtime
import Sites
import TestSupport
import Testing

@testable import Telemetry

@Suite(.serialized) struct LiveTests {
  private func subscribe(_ person: TestPerson, _ name: String = "a") async throws -> String {
    let body: JSON = ["name": .string(name), "rule": ["keys": ["power"]]]
    return try #require(try await person.call(.post, "/api/subscriptions", json: body).headers["Location"])
  }

  private func join(_ server: TestServer, _ path: String, _ person: TestPerson) async throws -> WebSocketClient {
    try await blocking {
      try WebSocketClient(
        port: server.port, path: path + "/live", extra: ["Cookie: watts_up_session=\(person.session)"])
    }
  }

  private func next(_ client: WebSocketClient) async throws -> JSON {
    try await blocking {
      while let frame = try client.receive() {
        if frame.opcode == WebSocketClient.Opcode.text.rawValue { return try JSONParser.parse(frame.payload) }
      }
      return .null
    }
  }

  @Test func `a new value shows to whoever watches, at any server, until they may not see it`() async throws {
    let test = try await TestTelemetry.make()
    let other = try test.neighbour()
    let (person, stranger) = (try await test.person(), try await test.person("dominique"))
    let site = try await test.site(of: person)
    let device = try await test.power(at: site)
    let theirs = try await test.power(at: try await test.site(of: stranger))
    _ = try await device.send(.power, [Sample(at: test.now, value: 1)])
    let path = try await subscribe(person)
    test.clock.advance(by: .seconds(20))
    let runners = [test, other].map { server in
      let runner = BackgroundRunner(log: .silent)
      runner.start(server.telemetry.work)
      return runner
    }
    defer { for runner in runners { runner.cancel() } }
    var settings = TestServerSettings()
    settings.clock = test.clock.wall
    try await serving(other.app.application.routes, settings: settings) { server in
      let client = try await join(server, path, person)
      try await eventually("a watcher") { server.openSockets == 1 }
      test.clock.advance(by: .seconds(1))
      _ = try await theirs.send(.power, [Sample(at: test.now, value: 99)])
      _ = try await device.send(
        .power, [Sample(at: test.now, value: 2), Sample(at: test.now - .seconds(20), value: 0)])
      let first = try await next(client)
      #expect(first["type"] == "sample" && first["value"] == 2 && first["unit"] == "W" && first["key"] == "power")
      #expect(first["deviceId"]?.text == device.id.description && first["at"]?.instant == test.now)
      test.clock.advance(by: .seconds(1))
      _ = try await device.send(.power, [Sample(at: test.now, value: 3)])
      #expect(try await next(client)["value"] == 3)
      // From here on this test looks: a look of theirs that is under way might end behind what follows.
      for runner in runners { await runner.stop() }
      // Out of the site: what comes in then is not told, though the socket stays.
      try await test.join(stranger, site, as: "owner")
      try await test.database.execute(
        "delete from site_people where site_id = \(site) and account_id = \(person.id)::text::uuid")
      test.clock.advance(by: .seconds(1))
      _ = try await device.send(.power, [Sample(at: test.now, value: 4)])
      try await other.telemetry.live.look()
      try await test.join(person, site, as: "reader")
      test.clock.advance(by: .seconds(1))
      _ = try await device.send(.power, [Sample(at: test.now, value: 5)])
      try await other.telemetry.live.look()
      #expect(try await next(client)["value"] == 5)
      #expect(try await person.call(.delete, path).status == 204)
      try await other.telemetry.live.look()
      #expect(try await blocking { try client.closeCode() } == 1008)
    }
  }

  @Test func `somebody else's subscription has no socket`() async throws {
    let test = try await TestTelemetry.make()
    let (person, stranger) = (try await test.person(), try await test.person("dominique"))
    let path = try await subscribe(person)
    try await serving(test.app.application.routes) { server in
      for cookie in ["watts_up_session=\(stranger.session)", "x=y"] {
        let handshake = WebSocketClient.handshake(path + "/live", extra: ["Cookie: \(cookie)"])
        let answer = try await server.ask(handshake)
        #expect(answer.status == (cookie == "x=y" ? 401 : 404))
      }
    }
  }
}
