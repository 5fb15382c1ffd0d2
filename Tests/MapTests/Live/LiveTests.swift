import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Map

@Suite(.serialized) struct LiveTests {
  private func watching<Value>(_ scene: MapScene, _ body: (TestServer) async throws -> Value) async throws -> Value {
    var settings = TestServerSettings()
    settings.clock = scene.clock.wall
    return try await serving(scene.routes, settings: settings, body)
  }

  private func join(_ server: TestServer, _ query: String = "") async throws -> WebSocketClient {
    try await blocking { try WebSocketClient(port: server.port, path: "/api/live" + query) }
  }

  private struct Said {
    var type = ""
    var number = 0
    var statuses: [String: String] = [:]
  }

  private func next(_ client: WebSocketClient) async throws -> Said {
    let text = try await blocking {
      while let frame = try client.receive() {
        if frame.opcode == WebSocketClient.Opcode.text.rawValue { return frame.payload }
      }
      return []
    }
    let json = try JSONParser.parse(text)
    var said = Said()
    if case .string(let type)? = json["type"] { said.type = type }
    if case .number(let number)? = json["seq"] { said.number = try #require(Int(number)) }
    guard case .array(let points)? = json["points"] else { return said }
    for point in points {
      guard case .string(let id)? = point["id"], case .string(let status)? = point["status"] else { continue }
      said.statuses[id] = status
    }
    return said
  }

  /// What is said until a point has a status.
  private func next(_ client: WebSocketClient, until point: ChargePoint.ID, is status: String) async throws -> Said {
    while true {
      let said = try await next(client)
      if said.statuses[point.description] == status { return said }
    }
  }

  @Test func `a booking shows to whoever looks there, at any server, and to nobody else`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 2)
    try await watching(scene) { server in
      let here = try await join(server, "?bbox=2,48,3,49")
      let elsewhere = try await join(server, "?bbox=-1,43,1,44")
      #expect(try await next(here).type == "status")
      #expect(try await next(elsewhere).statuses.isEmpty)
      try await scene.book(points[0], from: scene.clock.now)
      let said = try await next(here, until: points[0], is: "reserved")
      #expect(said.type == "status" && said.statuses[points[1].description] == nil)
      try await blocking { try elsewhere.send(#"{"type": "view", "bbox": [2, 48, 3, 49], "since": \#(said.number)}"#) }
      // Whatever it is told first is told since that number; the booking may be said again, nothing before it.
      #expect(try await next(elsewhere).type == "status")
    }
  }

  @Test func `who watches is told when a station closes by the clock`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 2, hours: "Mo-Su 08:00-22:00")
    try await watching(scene) { server in
      let here = try await join(server, "?bbox=2,48,3,49")
      #expect(try await next(here).statuses.isEmpty)
      scene.clock.advance(by: .seconds(13 * 3600))
      let said = try await next(here, until: points[0], is: "unknown")
      #expect(said.statuses == [points[0].description: "unknown", points[1].description: "unknown"])
    }
  }

  @Test func `who was away is told what it missed`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 2)
    try await watching(scene) { server in
      let number = try await next(try await join(server, "?bbox=2,48,3,49")).number
      try await scene.book(points[1], from: scene.clock.now)
      try await eventually("seen") { scene.status(points[1]) == .reserved }
      let back = try await join(server, "?bbox=2,48,3,49&since=\(number)")
      #expect(try await next(back).statuses == [points[1].description: "reserved"])
      let other = try await join(server)
      try await blocking { try other.send(#"{"type": "view", "bbox": "170,-20,-170,60", "since": \#(number)}"#) }
      #expect(try await next(other).statuses.isEmpty, "in view only")
    }
  }

  @Test func `who was away for too long is told to load the map again`() async throws {
    let scene = try await MapScene()
    try await scene.database.execute("update point_changes_kept set forgotten_before = '100000000'")
    let map = MapFeature(database: scene.database, clock: scene.clock.wall, log: .silent)
    let background = BackgroundRunner(log: .silent)
    background.start(map.work)
    defer { background.cancel() }
    await map.isLoaded(within: .seconds(60))
    var settings = TestServerSettings()
    settings.clock = scene.clock.wall
    try await serving(map.feature.routes, settings: settings) { server in
      let client = try await join(server, "?bbox=2,48,3,49&since=5")
      #expect(try await next(client).type == "reload")
    }
  }

  @Test func `bursts arrive as one, the newest state of each point`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 50)
    try await watching(scene) { server in
      let client = try await join(server, "?bbox=2,48,3,49")
      _ = try await next(client)
      for isOut in [true, false, true] {
        try await scene.database.transaction { transaction in
          try await transaction.execute("update charge_points set out_of_service = \(isOut)")
          try await PointChanges.note(points, in: transaction)
        }
      }
      var statuses: [String: String] = [:]
      var messages = 0
      while statuses.count < 50 || statuses.values.contains(where: { $0 != "outOfService" }) {
        statuses.merge(try await next(client).statuses) { $1 }
        messages += 1
      }
      #expect(messages <= 3)
    }
  }

  @Test(arguments: [
    "{", "[]", #"{"type": "look"}"#, #"{"type": "view"}"#, #"{"type": "view", "bbox": "1,2,3"}"#,
    #"{"type": "view", "bbox": [1, 2, null, 4]}"#, #"{"type": "view", "bbox": "NaN,1,2,3"}"#,
    #"{"type": "view", "bbox": "1,2,3,4", "since": "x"}"#,
  ])
  func `a message that makes no sense is answered with a problem, and the socket stays`(_ message: String) async throws
  {
    let map = MapFeature(
      database: Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop),
      clock: ManualClock().wall, log: .silent)
    try await serving(map.feature.routes) { server in
      let client = try await join(server)
      try await blocking { try client.send(message) }
      #expect(try await next(client).type.hasPrefix("/problems/"))
      try await blocking { try client.send(#"{"type": "view", "bbox": [1, 2, 3, 4]}"#) }
      #expect(try await next(client).type == "status")
    }
  }

  @Test func `a box that is none is refused before the socket opens`() async throws {
    let map = MapFeature(
      database: Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop),
      clock: ManualClock().wall, log: .silent)
    try await serving(map.feature.routes) { server in
      let answer = try await server.talk { connection in
        try connection.ask(WebSocketClient.handshake("/api/live?bbox=1,2,3"))
      }
      #expect(answer.status == 422)
    }
  }

  private func silentMap(_ clock: ManualClock = ManualClock()) throws -> MapFeature {
    MapFeature(
      database: Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop),
      clock: clock.wall,
      log: .silent)
  }

  @Test func `a socket that says too much is closed, one that moves its map all the time is not`() async throws {
    let clock = ManualClock()
    let map = try silentMap(clock)
    try await serving(map.feature.routes) { server in
      let (flooding, moving) = (try await join(server), try await join(server))
      let view = #"{"type": "view", "bbox": [1, 2, 3, 4], "since": 0}"#
      let code = try await blocking {
        // The last may find the socket closed already.
        for _ in 0..<200 { try? flooding.send(view) }
        return try flooding.closeCode()
      }
      #expect(code == 1008)
      for _ in 0..<200 {
        try await blocking { try moving.send(view) }
        #expect(try await next(moving).type == "status")
        clock.advance(by: .milliseconds(100))
      }
    }
  }

  @Test func `a message as long as no view is refused, and the socket stays`() async throws {
    let map = try silentMap()
    try await serving(map.feature.routes) { server in
      let client = try await join(server)
      let long = #"{"type": "view", "bbox": [1, 2, 3, 4], "x": ""# + String(repeating: "x", count: 60_000) + #""}"#
      try await blocking { try client.send(long) }
      #expect(try await next(client).type == "/problems/malformed")
      try await blocking { try client.send(#"{"type": "view", "bbox": [1, 2, 3, 4]}"#) }
      #expect(try await next(client).type == "status")
    }
  }
}
