import Accounts
import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Map

@Suite struct TileTests {
  @Test func `a tile says how many points there are and how many are free now`() async throws {
    let scene = try await MapScene()
    let (station, points) = try await scene.add("Halles", points: 3)
    let feature = try #require(try await scene.tile("/tiles/5/16/11.mvt").features.first)
    #expect(feature.number("points") == 3 && feature.number("free") == 3 && feature.number("stations") == 1)
    #expect(feature.properties["maxKw"] == .number(22.08) && feature.properties["expansionZoom"] == nil)
    #expect(feature.layer == "stations" && feature.text("id") == station.description)
    let technician = TestPerson(scene.app, try await scene.people.person("t@example.org", role: .technician))
    _ = try await technician.call(.put, "/api/points/\(points[0])/service", json: ["outOfService": true])
    try await eventually("one fewer") { try await scene.tile("/tiles/5/16/11.mvt").features.first?.number("free") == 2 }
    #expect(try await scene.tile("/tiles/5/16/11.mvt?available=now").features.first?.number("points") == 2)
  }

  @Test func `at street level the station stands with its name`() async throws {
    let scene = try await MapScene()
    let (station, _) = try await scene.add("Halles")
    let tile = try await scene.tile("/tiles/14/8298/5636.mvt")
    let feature = try #require(tile.features.first { $0.isInside })
    #expect(tile.name == "stations" && feature.text("id") == station.description)
    #expect(feature.text("name") == "Halles" && feature.text("access") == "open" && feature.number("stations") == 1)
  }

  @Test func `a filter counts the points that match, not their stations' others`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 3)
    try await scene.database.transaction { transaction in
      try await transaction.execute(
        """
        update charge_points set terms_id = terms_of('restricted', hours => '24/7', two_wheelers_only => true, free => true)
        where id = \(points[0])
        """)
      try await StationsVersion.bump(in: transaction)
    }
    func count(_ query: String) async throws -> Int? {
      try await scene.tile("/tiles/5/16/11.mvt?" + query).features.first?.number("points")
    }
    try await eventually("the map knows") { try await count("access=open") == 2 }
    #expect(try await count("free=1") == 1)
    #expect(try await count("twoWheels=1") == 1)
    #expect(try await count("twoWheels=0") == 2)
    #expect(try await count("open24h=1") == 3)
    #expect(try await count("free=1&access=open") == nil)
    // For some and not for others: the station is neither.
    let street = try await scene.tile("/tiles/14/8298/5636.mvt").features.first { $0.isInside }
    #expect(street?.number("points") == 3 && street?.properties["access"] == nil)
  }

  @Test func `the same as GeoJSON, without what surrounds the tile`() async throws {
    let scene = try await MapScene()
    _ = try await scene.add("Halles", points: 2)
    let answer = try await scene.app.call(.get, "/tiles/0/0/0.geojson")
    #expect(answer.headers["Content-Type"] == "application/geo+json")
    guard case .array(let features)? = answer.json["features"] else {
      Issue.record("no features")
      return
    }
    #expect(features.count == 1 && features[0]["properties"]?["points"] == 2)
    #expect(features[0]["geometry"]?["coordinates"] == [.double(2.3364), .double(48.8606)])
    #expect(try await scene.app.call(.get, "/tiles/0/0/0.geojson?minPower=50").json["features"] == [])
  }

  @Test func `a tile that the client has is not sent again, until something in it changes`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 2)
    let first = try await scene.app.call(.get, "/tiles/5/16/11.mvt")
    let tag = try #require(first.headers["ETag"])
    #expect(first.headers["Cache-Control"] == "public, max-age=10")
    #expect(try await scene.app.call(.get, "/tiles/5/16/11.mvt", "If-None-Match", tag).status == 304)
    try await scene.book(points[0], from: scene.clock.now)
    try await eventually("another version") {
      try await scene.app.call(.get, "/tiles/5/16/11.mvt", "If-None-Match", tag).status == 200
    }
  }

  @Test func `tiles travel packed where the client can unpack them`() async throws {
    let scene = try await MapScene()
    for index in 0..<40 {
      try await scene.database.execute(
        """
        insert into stations (id, irve_id, name, location, source)
        values (\(IdentifierSource.random.next(Station.self, at: scene.clock.now)), \("N\(index)"), \("Borne \(index)"),
          \(Coordinates(longitude: 2.3364 + Double(index) * 0.0001, latitude: 48.86)), 'irve')
        """)
    }
    try await scene.database.execute(
      """
      insert into charge_points (id, station_id, irve_id, sockets, source)
      select md5(id::text)::uuid, id, irve_id, 2, 'irve' from stations
      """)
    _ = try await scene.add("Halles")
    let plain = try await scene.app.call(.get, "/tiles/14/8298/5636.mvt")
    let packed = try await scene.app.call(.get, "/tiles/14/8298/5636.mvt", "Accept-Encoding", "gzip")
    #expect(plain.bytes.count > 1024 && packed.bytes.count < plain.bytes.count)
    #expect(packed.headers["Content-Encoding"] == "gzip" && plain.headers["Content-Encoding"] == nil)
    #expect(plain.headers["Vary"] == "Accept-Encoding")
  }

  @Test(arguments: [
    ("/tiles/99/0/0.mvt", 404), ("/tiles/21/0/0.mvt", 404), ("/tiles/2/4/0.mvt", 404), ("/tiles/2/0/4.mvt", 404),
    ("/tiles/-1/0/0.mvt", 404), ("/tiles/0/-1/0.mvt", 404), ("/tiles/a/b/c.mvt", 404), ("/tiles/1/1/1.5.mvt", 404),
    ("/tiles/99999999999999999999/0/0.mvt", 404), ("/tiles/2/4/0.geojson", 404), ("/tiles/99/0/0.geojson", 404),
    ("/tiles/0/0/0.mvt?colour=red", 422), ("/tiles/0/0/0.mvt?minPower=fast", 422),
    ("/tiles/0/0/0.geojson?socket=round", 422), ("/tiles/0/0/0.mvt?at=yesterday", 422),
    ("/tiles/0/0/0.mvt?at=2020-01-01T00:00:00Z", 422), ("/tiles.json?colour=red", 422), ("/tiles/0/0/0.png", 404),
  ])
  func `nonsense is refused, never a fault of ours`(_ path: String, _ status: Int) async throws {
    let map = MapFeature(
      database: Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop),
      clock: ManualClock().wall, log: .silent)
    let answer = try await TestApp([map.feature], clock: ManualClock().wall).call(.get, path)
    #expect(answer.status == status && answer.problem != nil, "\(path): \(answer.text)")
  }

  @Test func `a map that is not loaded yet says so`() async throws {
    let map = MapFeature(
      database: Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop),
      clock: ManualClock().wall, log: .silent)
    #expect(!map.isReady)
    let answer = try await TestApp([map.feature], clock: ManualClock().wall).call(.get, "/tiles/0/0/0.mvt?minPower=50")
    #expect(answer.status == 503 && answer.headers["Retry-After"] != nil)
  }

  @Test func `the tiles are described with the filters that were asked for`() async throws {
    let scene = try await MapScene()
    let answer = try await scene.app.call(.get, "/tiles.json?minPower=50&socket=ccs")
    #expect(answer.json["tiles"] == ["http://localhost/tiles/{z}/{x}/{y}.mvt?minPower=50.0&socket=ccs"])
    #expect(answer.json["tilejson"] == "3.0.0" && answer.json["maxzoom"] == 14)
    #expect(answer.json["vector_layers"] != nil)
  }

  @Test(arguments: [
    ("evil.example", ""), ("evil.example:8080", ""), ("localhost.evil.example", ""), ("127.0.0.1.evil.example", ""),
    ("localhost@evil.example", ""), ("127.0.0.1:8080/x", ""), ("", ""), ("localhost:8080", "http://localhost:8080"),
    ("127.0.0.1:80", "http://127.0.0.1:80"), ("[::1]:8080", "http://[::1]:8080"),
  ])
  func `the tiles' description leads to no other server than ours`(host: String, site: String) async throws {
    let database = Database(try ConnectionSettings("host=/nowhere dbname=none"), loop: TestDatabase.loop)
    func tiles(_ publicURL: String?) async throws -> JSON? {
      let map = MapFeature(database: database, clock: .system(), log: .silent, publicURL: publicURL)
      let app = try TestApp([map.feature])
      let request = Request(
        id: .sample, method: .get, target: try #require(Target("/tiles.json")), headers: Headers([("Host", host)]),
        client: "127.0.0.1", receivedAt: app.clock.now)
      guard case .bytes(let bytes) = await app.application.respond(to: request).body else { return nil }
      return try JSONParser.parse(bytes.array)["tiles"]
    }
    #expect(try await tiles(nil) == [.string(site + "/tiles/{z}/{x}/{y}.mvt")])
    #expect(try await tiles("https://watts.example") == ["https://watts.example/tiles/{z}/{x}/{y}.mvt"])
  }

  @Test func `the map of a moment to come shows what is free and open then`() async throws {
    let scene = try await MapScene()
    let noon = Instant(rfc3339: "2026-11-23T12:00:00Z") ?? scene.clock.now
    let (_, points) = try await scene.add("Halles", points: 2)
    _ = try await scene.add("Bureau", hours: "Mo-Fr 08:00-20:00")
    try await scene.book(points[0], from: noon)
    func count(_ instant: String) async throws -> Int {
      try await scene.tile("/tiles/3/4/2.mvt?at=\(instant)").features.reduce(0) { $0 + ($1.number("points") ?? 0) }
    }
    #expect(try await count("2026-11-23T12:10:00Z") == 2, "one is booked")
    #expect(try await count("2026-11-23T13:00:00Z") == 3)
    #expect(try await count("2026-11-23T22:00:00Z") == 2, "one is closed")
    let answer = try await scene.app.call(.get, "/tiles/3/4/2.mvt?at=2026-11-23T12:10:00Z")
    #expect(try DecodedTile(answer.bytes).features.allSatisfy { $0.number("free") == $0.number("points") })
  }
}
