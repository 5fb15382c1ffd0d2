import HTTP
import Runtime
import TestSupport
import Testing

@testable import Charging

/// The charge's socket.
@Suite struct WatchTests {
  private func watch(_ server: TestServer, _ charge: String, as person: TestPerson) async throws -> WebSocketClient {
    try await blocking {
      try WebSocketClient(
        port: server.port, path: "/api/charges/\(charge)/live", extra: ["Cookie: watts_up_session=\(person.session)"])
    }
  }

  private func charge(_ frame: WebSocketClient.Frame?) throws -> JSON? {
    guard let frame, frame.opcode == WebSocketClient.Opcode.text.rawValue else { return nil }
    let json = try JSONParser.parse(frame.payload)
    #expect(json["type"] == "charge")
    return json["charge"]
  }

  @Test func `a watcher is told at once, again and again, and of the end`() async throws {
    let test = try await TestCharging.make()
    let begun = try await test.start(try await test.book())
    let id = try #require(begun.text("id"))
    var settings = TestServerSettings()
    settings.clock = test.clock.wall
    try await serving(test.app.application.routes, settings: settings) { server in
      let client = try await watch(server, id, as: test.driver)
      let first = try await blocking { try client.receive() }
      #expect(try charge(first)?["state"] == "charging")
      test.clock.advance(by: .seconds(900))
      test.clock.advance(by: .seconds(900))
      let (last, code) = try await blocking {
        var last: WebSocketClient.Frame?
        while let frame = try client.receive() {
          if let code = frame.closeCode { return (last, code) }
          last = frame
        }
        return (last, 0)
      }
      let end = try charge(last)
      #expect(end?["state"] == "finished" && end?["endReason"] == "slotEnd" && code == 1000)
    }
  }

  @Test func `who may not watch is told so instead of a handshake`() async throws {
    let test = try await TestCharging.make()
    let id = try #require(try await test.start(try await test.book()).text("id"))
    let stranger = TestPerson(test.app, try await test.people.person("alex@example.org"))
    var settings = TestServerSettings()
    settings.clock = test.clock.wall
    try await serving(test.app.application.routes, settings: settings) { server in
      for (session, charge, status, problem) in [
        ("", id, 401, "unauthenticated"), (stranger.session, id, 404, "not-found"),
        (test.driver.session, "00000000-0000-7000-8000-000000000000", 404, "not-found"),
        (test.driver.session, "x", 404, "not-found"),
      ] {
        let answer = try await server.ask(
          WebSocketClient.handshake("/api/charges/\(charge)/live", extra: ["Cookie: watts_up_session=\(session)"]))
        #expect(answer.status == status && answer.text.contains("/problems/\(problem)"), "\(answer.text)")
      }
      #expect(server.openSockets == 0)
    }
  }
}
