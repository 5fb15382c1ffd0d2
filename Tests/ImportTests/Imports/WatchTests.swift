import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite(.serialized) struct WatchTests {
  private func watching<Value>(
    _ scene: ImportScene, _ body: (TestServer) async throws -> Value
  ) async throws -> Value {
    var settings = TestServerSettings()
    settings.clock = scene.people.clock.wall
    let background = BackgroundRunner(log: .silent)
    background.start(scene.imports.work)
    defer { background.cancel() }
    return try await serving(scene.routes, settings: settings, body)
  }

  private func join(
    _ server: TestServer, _ scene: ImportScene, _ path: String, receiveBuffer: Int32? = nil
  ) async throws -> WebSocketClient {
    let cookie = "Cookie: watts_up_session=\(scene.admin.session)"
    return try await blocking {
      try WebSocketClient(
        port: server.port, path: "/api/admin/imports/\(path)", extra: [cookie], receiveBuffer: receiveBuffer)
    }
  }

  /// The states that a watcher is sent, until one that is wanted.
  private func states(_ client: WebSocketClient, until last: String) async throws -> [String] {
    try await blocking {
      var states: [String] = []
      while states.last != last, let frame = try client.receive() {
        guard frame.opcode == WebSocketClient.Opcode.text.rawValue else { continue }
        let json = try JSONParser.parse(frame.payload)
        guard json["type"] == "import", case .string(let state)? = json["import"]?["state"] else { continue }
        states.append(state)
      }
      return states
    }
  }

  @Test func `two hundred watchers at two instances all see the end, and a dead slow one harms nobody`() async throws {
    let scene = try await ImportScene.make()
    let other = try scene.neighbour()
    let id = try await scene.create()
    scene.gates.beforeMerging.close()
    try await watching(scene) { here in
      try await watching(other) { there in
        // Takes its handshake and then nothing any more.
        let dead = try await join(here, scene, "\(id)/progress", receiveBuffer: 2048)
        var clients: [WebSocketClient] = []
        for index in 0..<200 {
          clients.append(try await join(index.isMultiple(of: 2) ? here : there, scene, "\(id)/progress"))
        }
        let live = try await join(there, scene, "live")
        async let answer = scene.put(id, "a,1", "b,2")
        try await eventually("merging") { scene.gates.beforeMerging.isReached }
        scene.gates.beforeMerging.open()
        #expect(try await answer.text("state") == "done")
        for client in clients + [live] {
          let seen = try await states(client, until: "done")
          #expect(seen.last == "done")
        }
        // Whoever comes late gets the present state at once.
        let late = try await join(there, scene, "\(id)/progress")
        #expect(try await states(late, until: "done") == ["done"])
        withExtendedLifetime(dead) {}
      }
    }
  }

  @Test func `progress comes at most ten times a second, and the last of it always`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    try await watching(scene) { server in
      let client = try await join(server, scene, "\(id)/progress")
      let started = ContinuousClock.now
      let lines = (0..<30_000).map { "k\($0),\($0)\n" }.joined()
      async let answer = scene.put(id, Array(lines.utf8))
      let seen = try await states(client, until: "done")
      let seconds = (ContinuousClock.now - started).inSeconds
      #expect(Double(seen.count) <= seconds * 10 + 2)
      #expect(try await answer.number("rows", "read") == 30_000)
    }
  }

  @Test func `a watcher of all sees what is not over, then whatever moves`() async throws {
    let scene = try await ImportScene.make()
    let waiting = try await scene.create()
    try await watching(scene) { server in
      let client = try await join(server, scene, "live")
      #expect(try await states(client, until: "waiting") == ["waiting"])
      _ = try await scene.delete(waiting)
      #expect(try await states(client, until: "cancelled").last == "cancelled")
    }
  }

  @Test func `a stranger, a driver and who names no import are sent away`() async throws {
    let scene = try await ImportScene.make()
    let driver = try await scene.people.person("driver@example.org")
    try await watching(scene) { server in
      for path in ["live", "00000000-0000-7000-8000-000000000000/progress"] {
        let found = path == "live" ? 101 : 404
        for (session, status) in [("", 401), (driver.session, 403), (scene.admin.session, found)] {
          let answer = try await server.talk { connection in
            try connection.send(
              WebSocketClient.handshake(
                "/api/admin/imports/\(path)", extra: ["Cookie: watts_up_session=\(session)"]))
            return try connection.readHead()
          }
          #expect(answer.status == status)
        }
      }
    }
  }

  @Test func `a listener that was cut off reads again what it may have missed`() async throws {
    let scene = try await ImportScene.make()
    let id = try await scene.create()
    try await watching(scene) { server in
      let client = try await join(server, scene, "\(id)/progress")
      let ofAll = try await join(server, scene, "live")
      #expect(try await states(client, until: "waiting") == ["waiting"])
      #expect(try await states(ofAll, until: "waiting").last == "waiting")
      // Moved without a word, as if the word had been lost with the connection.
      try await scene.database.execute(
        "update imports set state = 'cancelled' where id = \(try #require(Import.ID(id)))")
      let cut: SQL = """
        select count(pg_terminate_backend(pid)) from pg_stat_activity
        where datname = current_database() and query like 'listen%'
        """
      try await eventually("a listener to cut") {
        try await scene.database.first(cut) { row in try row.next(Int.self) } == 1
      }
      #expect(try await states(client, until: "cancelled").last == "cancelled")
      #expect(try await states(ofAll, until: "cancelled").last == "cancelled")
    }
  }
}
