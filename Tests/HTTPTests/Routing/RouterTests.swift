import HTTP
import Runtime
import TestSupport
import Testing

struct RouterTests {
  private struct Tile: Codable, Sendable {
    let z: Int
    let x: Int
    let y: Int
  }
  private struct Named: Codable, Sendable { let id: String }

  private static func named(_ pattern: StaticString, _ word: String) -> Route {
    Route(.get, pattern, access: .public, "Names") { (call: Call<Named, Nothing, NoBody>, _) in
      SampleRoutes.text("\(word) \(call.path.id)")
    }
  }
  private static func plain(_ method: HTTP.Method, _ pattern: StaticString, _ word: String) -> Route {
    Route(method, pattern, access: .public, "Says") { (_: Plain, _) in SampleRoutes.text(word) }
  }

  private static let routes = [
    named("/things/{id}", "thing"), plain(.get, "/things/new", "new thing"), named("/things/{id}/parts", "parts of"),
    plain(.get, "/things/new/parts/all", "all"), named("/files/{id}.geojson", "geojson"),
    named("/files/{id}.json", "json"),
    named("/files/{id}", "file"), plain(.get, "/", "root"), plain(.delete, "/things/{id}", "gone"),
    Route(.get, "/tiles/{z}/{x}/{y}.mvt", access: .public, "Tile") { (call: Call<Tile, Nothing, NoBody>, _) in
      SampleRoutes.text("\(call.path.z) \(call.path.x) \(call.path.y)")
    },
  ]

  @Test(arguments: [
    ("/", "root"), ("/things/7", "thing 7"), ("/things/new", "new thing"), ("/things/new/parts", "parts of new"),
    ("/things/new/parts/all", "all"), ("/things/a%2Fb", "thing a/b"), ("/files/a.json", "json a"),
    ("/files/a.geojson", "geojson a"),
    ("/files/a.txt", "file a.txt"), ("/files/.json", "file .json"), ("/files/a.b.json", "json a.b"),
    ("/tiles/1/2/3.mvt", "1 2 3"),
  ])
  func `literals come before names, long suffixes before short ones`(target: String, word: String) async throws {
    #expect(try await Asking(Self.routes)(.get, target).text == word)
  }

  @Test(arguments: [
    "/things", "/things/7/8", "/tiles/1/2/3", "/tiles/1/2/.mvt", "/tiles/1/2/3.mvt/", "/tiles/a/2/3.mvt", "//",
  ])
  func `what no pattern claims is 404`(target: String) async throws {
    #expect(try await Asking(Self.routes)(.get, target).status == 404)
  }

  @Test func `two routes for one method and path are refused at start`() throws {
    for (first, second): (Route, Route) in [
      (Self.plain(.get, "/a", "1"), Self.plain(.get, "/a", "2")),
      (Self.named("/a/{id}", "1"), Self.named("/a/{name}", "2")),
    ] {
      #expect(throws: (any Error).self) { try Asking([first, second]) }
    }
    _ = try Asking([Self.plain(.get, "/a", "1"), Self.plain(.post, "/a", "2"), Self.named("/{id}", "3")])
  }

  @Test func `what no route claims goes to whoever serves files, for GET and HEAD alone`() async throws {
    let application = try Application(
      routes: [], log: .silent, clock: ManualClock().wall,
      missing: { .fresh(SampleRoutes.text("file \($0.target.path)")) })
    for (method, status) in [(HTTP.Method.get, 200), (.head, 200), (.post, 404), (.delete, 404)] {
      let request = Request(
        id: application.ids.next(at: ManualClock().now), method: method, target: try #require(Target("/a.html")),
        client: "a",
        receivedAt: ManualClock().now)
      #expect(await application.respond(to: request).status.code == status)
    }
  }
}
