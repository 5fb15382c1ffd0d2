import Accounts
import HTTP
import Runtime
import TestSupport
import Testing

@testable import WattsUp

/// What other programs read of the address of a station.
@Suite struct StationLinkTests {
  private let program: TestProgram
  private let id: String

  init() async throws {
    program = try await TestProgram.make()
    let admin = TestPerson(program.app, try await program.people.person("chef@example.org", role: .admin))
    let station = try await admin.call(
      .post, "/api/admin/stations",
      json: [
        "name": "Halles <b>\"du\"</b> & d'à côté", "location": ["lat": 48, "lon": 2],
        "address": ["street": "1 rue du Four", "postcode": "45000", "city": "Orléans"],
      ])
    id = try #require(station.json["id"]?.text)
    for power in ["7.4", "150"] {
      let point = try await admin.call(
        .post, "/api/admin/points",
        json: ["stationId": .string(id), "sockets": ["ccs"], "powerKw": .number(power)])
      try #require(point.status == 201, "\(point.text)")
    }
  }

  @Test func `a link tells the name, the place, the points and the power`() async throws {
    let answer = try await program.app.call(.get, "/s/\(id)")
    #expect(answer.status == 200)
    let name = "Halles &lt;b&gt;&quot;du&quot;&lt;/b&gt; &amp; d'à côté"
    let description = "1 rue du Four, 45000 Orléans · 2 points de charge · jusqu’à 150 kW"
    for line in [
      "<title>\(name) · Watts Up</title>", "<meta name=\"description\" content=\"\(description)\">",
      "<meta property=\"og:title\" content=\"\(name)\">",
      "<meta property=\"og:description\" content=\"\(description)\">",
      "<link rel=\"canonical\" href=\"http://localhost/s/\(id)\">",
      "<meta property=\"og:url\" content=\"http://localhost/s/\(id)\">",
      "<meta property=\"og:image\" content=\"http://localhost/icons/preview.png\">",
    ] { #expect(answer.text.contains(line), "\(line)") }
    #expect(!answer.text.contains("<title>Watts Up</title>"))
    #expect(!answer.text.contains("<b>\"du\""))
    #expect(answer.text.contains("id=\"screens\""))
  }

  @Test func `it speaks the language of whoever asks`() async throws {
    let answer = try await program.app.call(.get, "/s/\(id)", "Accept-Language", "en")
    #expect(answer.text.contains("Orléans · 2 charge points · up to 150 kW"))
    #expect(answer.headers.all("Vary").contains("Accept-Language"))
  }

  @Test func `it is kept like any page, and asked about each time`() async throws {
    let answer = try await program.app.call(.get, "/s/\(id)")
    #expect(answer.headers["Cache-Control"] == "no-cache")
    let tag = try #require(answer.headers["ETag"])
    #expect(try await program.app.call(.get, "/s/\(id)", "If-None-Match", tag).status == 304)
    let packed = try await program.app.call(.get, "/s/\(id)", "Accept-Encoding", "gzip")
    #expect(packed.headers["Content-Encoding"] == "gzip")
    let version = try #require(try await program.app.call(.get, "/").headers["ETag"])
    #expect(tag.hasPrefix(version.dropLast() + "."))
    #expect(try await program.app.call(.head, "/s/\(id)").status == 200)
  }

  @Test(arguments: ["0197f3d0-0000-7000-8000-000000000000", "nowhere"])
  func `where there is no station it is the page as everywhere`(_ id: String) async throws {
    let answer = try await program.app.call(.get, "/s/\(id)")
    #expect(answer.status == 200)
    #expect(answer.text.contains("<title>Watts Up</title>"))
  }

  @Test func `the legal notice names nobody who has not named themselves`() async throws {
    let answer = try await program.app.call(.get, "/api/legal")
    #expect(answer.json == ["operator": .null, "contact": .null, "_links": ["self": ["href": "/api/legal"]]])
  }
}
