import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Places

@Suite struct GroundTests {
  private func app(_ ground: Ground, log: Log = .silent) throws -> TestApp {
    // Nothing here asks it.
    let database = Database(try ConnectionSettings("dbname=none"), loop: EventLoop(name: "loop"))
    return try TestApp([PlacesFeature(database: database, ground: ground, log: log).feature])
  }

  private func maker(isPacked: Bool = true) -> ArchiveMaker {
    var maker = ArchiveMaker()
    (maker.tilesArePacked, maker.zooms) = (isPacked, (0, 3))
    maker.add(0, "the world")
    maker.add(4, "north east")
    return maker
  }

  @Test func `a tile travels as it is stored, and is told apart by its version`() async throws {
    let app = try app(Ground(archive: try maker().archive()))
    let packed = try await app.call(.get, "/ground/1/1/0.mvt", "Accept-Encoding", "gzip")
    #expect(packed.status == 200 && packed.headers["Content-Encoding"] == "gzip")
    #expect(packed.headers["Content-Type"] == MediaType.vectorTile.text)
    #expect(packed.headers["Cache-Control"] == "public, max-age=86400" && packed.headers["Vary"] == "Accept-Encoding")
    #expect(packed.bytes == ArchiveMaker.pack(Array("north east".utf8)))
    let plain = try await app.call(.get, "/ground/1/1/0.mvt")
    #expect(plain.text == "north east" && plain.headers["Content-Encoding"] == nil)
    let tag = try #require(plain.headers["ETag"])
    #expect(try await app.call(.get, "/ground/1/1/0.mvt", "If-None-Match", tag).status == 304)
    #expect(try await app.call(.get, "/ground/0/0/0.mvt", "If-None-Match", tag).text == "the world")
  }

  @Test func `what is not packed in the file is sent as it is`() async throws {
    let app = try app(Ground(archive: try maker(isPacked: false).archive()))
    let answer = try await app.call(.get, "/ground/0/0/0.mvt", "Accept-Encoding", "gzip")
    #expect(answer.text == "the world" && answer.headers["Content-Encoding"] == nil)
  }

  @Test func `there is nothing beside the archive, and no tile beyond the world`() async throws {
    let app = try app(Ground(archive: try maker().archive()))
    for tile in ["1/0/0", "3/7/7", "4/0/0", "30/0/0"] {
      let answer = try await app.call(.get, "/ground/\(tile).mvt")
      #expect(answer.status == 204 && answer.bytes.isEmpty, "\(tile)")
    }
    for tile in ["31/0/0", "1/2/0", "1/0/-1", "-1/0/0", "62/0/0", "64/0/0", "a/b/c"] {
      #expect(try await app.call(.get, "/ground/\(tile).mvt").status == 404, "\(tile)")
    }
    #expect(try await self.app(Ground()).call(.get, "/ground/0/0/0.mvt").status == 404)
  }

  @Test func `a damaged tile is an empty one and a line in the log, not one a request`() async throws {
    let lines = Shared(0)
    let log = Log(level: .warning, clock: .system()) { _, _, _, _ in lines.change { $0 += 1 } }
    var bytes = maker().bytes()
    bytes[bytes.count - ArchiveMaker.pack(Array("north east".utf8)).count] = 0
    let file = try TemporaryFile(bytes)
    let app = try app(Ground(archive: try file.archive()), log: log)
    for _ in 0..<5 {
      let answer = try await app.call(.get, "/ground/1/1/0.mvt", "Accept-Encoding", "gzip")
      #expect(answer.status == 204 && answer.headers["Cache-Control"] == "no-cache")
    }
    #expect(lines.value == 1)
    #expect(try await app.call(.get, "/ground/0/0/0.mvt").text == "the world")
  }

  @Test func `the ground is described, whatever it is`() async throws {
    let communes = try await app(Ground()).call(.get, "/ground.json").json
    #expect(communes["kind"] == "communes" && communes["styleUrl"] == .null && communes["schema"] == .null)
    #expect(communes["tiles"] == ["/basemap/{z}/{x}/{y}.mvt"] && communes["maxzoom"] == 14)
    let archive = try await app(Ground(archive: try maker().archive())).call(.get, "/ground.json").json
    #expect(archive["kind"] == "archive" && archive["schema"] == "protomaps" && archive["attribution"] == "© Somebody")
    #expect(archive["tiles"] == ["/ground/{z}/{x}/{y}.mvt"] && archive["minzoom"] == 0 && archive["maxzoom"] == 3)
    let style = try outside("https://maps.example/style.json") { _, _, _ in Array(Self.style.utf8) }
    let both = try app(Ground(archive: try maker().archive(), style: style))
    #expect(try await both.call(.get, "/ground.json").json["kind"] == "archive")
    try await style.read()
    let outside = try await both.call(.get, "/ground.json").json
    #expect(outside["kind"] == "style" && outside["styleUrl"] == "https://maps.example/style.json")
    #expect(outside["tiles"] == ["/ground/{z}/{x}/{y}.mvt"] && outside["attribution"] == "maps.example")
  }

  private static let style = #"{"version": 8, "sources": {}, "layers": []}"#
}
