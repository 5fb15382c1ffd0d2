import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

/// The file through a socket: what only a real connection can show.
@Suite struct UploadTests {
  private func serve<Value>(_ scene: ImportScene, _ body: (TestServer) async throws -> Value) async throws -> Value {
    var settings = TestServerSettings()
    settings.clock = scene.people.clock.wall
    return try await serving(scene.routes, settings: settings, body)
  }

  private func head(_ scene: ImportScene, _ id: String, _ lines: String...) -> String {
    let all =
      [
        "PUT /api/admin/imports/\(id)/file HTTP/1.1", "Host: localhost",
        "Cookie: watts_up_session=\(scene.admin.session)",
        "Content-Type: text/csv",
      ] + lines + ["", ""]
    return all.joined(separator: "\r\n")
  }

  @Test func `a slow import slows its sender down`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    let piece = Array(String(repeating: "a,1\n", count: 16_384).utf8)
    scene.gates.whileReading.close()
    try await serve(scene) { server in
      let client = try await server.connect(sending: head(scene, id, "Content-Length: 1000000000"))
      let sent = try await blocking { client.sendUntilFull(piece, atMost: 1_000_000_000) }
      // What the kernel's buffers hold, and a quarter of a MiB.
      #expect(sent < 32_000_000)
      #expect(try await scene.delete(id) == 204)
    }
    #expect(try await scene.state(id) == "cancelled")
  }

  @Test func `a long file that is refused at its first bytes is answered all the same`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    let body = Array("PK,1\n".utf8) + [UInt8](repeating: 97, count: 24_000_000)
    try await serve(scene) { server in
      let head = head(scene, id, "Content-Length: \(body.count)")
      let answer = try await server.talk { connection in
        try connection.send(head)
        try connection.send(body)
        return try connection.readResponse()
      }
      #expect(answer.status == 422)
      #expect(answer.text.contains("not-csv-zip"))
    }
  }

  @Test(arguments: [33_000_000, 160_000_000])
  func `a long file that comes while another import is at work is told so, whatever its length`(_ length: Int)
    async throws
  {
    let scene = try await ImportScene.make()
    _ = try await scene.put(try await scene.create(confirm: true), "a,1")
    let id = try await scene.create()
    try await serve(scene) { server in
      let head = head(scene, id, "Content-Length: \(length)")
      let answer = try await server.talk { connection in
        try connection.send(head)
        try connection.send([UInt8](repeating: 97, count: length))
        return try connection.readResponse()
      }
      #expect(answer.status == 409)
      #expect(answer.text.contains("/problems/import-busy"))
    }
    #expect(try await scene.state(id) == "waiting")
  }

  @Test func `who asks before sending is told to send, or why not`() async throws {
    let scene = try await ImportScene.make()
    let (id, busy, late) = (try await scene.create(), try await scene.create(), try await scene.create())
    try await serve(scene) { server in
      let expect = "Expect: 100-continue"
      let first = try await server.connect(sending: head(scene, id, "Content-Length: 4", expect))
      #expect(try await blocking { try first.readHead().status } == 100)
      for (other, status) in [(busy, 409), (id, 409), ("00000000-0000-7000-8000-000000000000", 404)] {
        let refused = try await server.ask(head(scene, other, "Content-Length: 1000000000", expect))
        #expect(refused.status == status)
      }
      let answer = try await blocking {
        try first.send("a,1\n")
        return try first.readResponse()
      }
      #expect(answer.status == 200 && answer.text.contains(#""state":"done""#))
      // In one go, as from clients that do not wait: who has all of it need not be told.
      let second = try await server.ask(head(scene, late, "Content-Length: 4", expect) + "b,2\n")
      #expect([100, 200].contains(second.status))
    }
    #expect(try await scene.state(busy) == "waiting")
    #expect(try await scene.stored().contains("a=1"))
  }

  @Test func `a body in chunks comes whole, and its length is the one that was announced`() async throws {
    let scene = try await ImportScene.make()
    let created = try await scene.admin.call(
      .post, "/api/admin/imports", json: ["source": "irve", "mode": "partial", "sizeBytes": 8])
    let id = try #require(created.text("id"))
    try await serve(scene) { server in
      let answer = try await server.ask(
        head(scene, id, "Transfer-Encoding: chunked") + "3\r\na,1\r\n5\r\n\nb,2\n\r\n0\r\n\r\n")
      #expect(answer.status == 200)
    }
    let done = try await scene.get(id)
    #expect(done.number("bytes", "total") == 8 && done.number("bytes", "received") == 8)
    #expect(try await scene.stored() == ["a=1", "b=2"])
  }

  @Test func `bodies that are cut or broken fail the import, and the next goes on`() async throws {
    let scene = try await ImportScene.make()
    for (line, start, rest) in [
      ("Transfer-Encoding: chunked", "3\r\na,1\r\n", "xx\r\n"), ("Content-Length: 100", "a,1\n", "b,2\n"),
    ] {
      let id = try await scene.create()
      try await serve(scene) { server in
        let client = try await server.connect(sending: head(scene, id, line) + start)
        try await scene.until(id, is: "receiving")
        try client.send(rest)
        client.finishSending()
        try await scene.until(id, is: "failed")
      }
      #expect(try await scene.get(id).word("error", "code") == "interrupted")
    }
    #expect(try await scene.stored() == [])
    #expect(try await scene.put(try await scene.create(), "a,1").text("state") == "done")
  }
}
