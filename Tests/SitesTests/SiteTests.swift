import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Accounts
@testable import Sites

@Suite struct SiteTests {
  @Test func `whoever makes a site is its owner, and a stranger is told nothing of it`() async throws {
    let test = try await TestSites.make()
    let wanted: JSON = ["name": "Atelier", "location": ["lat": .number("48.86"), "lon": .number("2.33")]]
    let made = try await test.owner.call(.post, "/api/sites", json: wanted)
    #expect(made.status == 201 && made.json["role"] == "owner" && made.json["timeZone"] == "Europe/Paris")
    #expect(made.json["devices"] == ["total": 0, "stale": 0, "alarm": 0])
    let path = try #require(made.headers["Location"])
    #expect(try await test.owner.call(.get, path).json["location"]?["lat"] == .number("48.86"))
    let stranger = try await test.people.person("sam@example.org")
    for answer in [
      try await stranger.call(.get, path), try await stranger.call(.delete, path),
      try await test.change(stranger, path, ["name": "Mien"]), try await stranger.call(.get, path + "/people"),
    ] { #expect(answer.status == 404 && answer.problem == "not-found") }
    #expect(try await stranger.call(.get, "/api/sites").json["items"]?.elements.isEmpty == true)
    let admin = try await test.people.person("chef@example.org", role: .admin)
    #expect(try await admin.call(.get, "/api/sites").json["items"]?.elements.first?["role"] == .null)
    #expect(try await test.change(admin, path, ["name": "Vu"]).json["name"] == "Vu")
  }

  @Test func `a change needs the version, and says what is wrong`() async throws {
    let test = try await TestSites.make()
    let path = "/api/sites/" + (try await test.site())
    #expect(try await test.owner.call(.patch, path, json: ["name": "X"]).status == 412)
    #expect(try await test.owner.call(.patch, path, "If-Match", "\"9\"", json: ["name": "X"]).status == 412)
    let zone = try await test.change(test.owner, path, ["timeZone": "Mars/Olympus"])
    #expect(zone.status == 422 && zone.pointers == ["/timeZone"])
    for bad: JSON in [["location": ["lat": 91, "lon": 0]], ["location": ["lat": 1]], ["name": ""]] {
      #expect(try await test.change(test.owner, path, bad).status == 422)
    }
    let changed = try await test.change(
      test.owner, path, ["location": ["lat": 1, "lon": 2], "timeZone": "Asia/Tokyo"])
    #expect(changed.status == 200 && changed.json["timeZone"] == "Asia/Tokyo")
    #expect(try await test.change(test.owner, path, ["location": .null]).json["location"] == .null)
    // What is shown changes with a device, and the version does not.
    let tag = try #require(try await test.owner.call(.get, path).headers["ETag"])
    let id = String(path.split(separator: "/")[2])
    _ = try await test.device(at: id)
    #expect(try await test.owner.call(.get, path, "If-None-Match", tag).status == 200)
    #expect(try await test.owner.call(.patch, path, "If-Match", tag, json: ["name": "Neuf"]).status == 200)
  }

  @Test func `the same key makes one site`() async throws {
    let test = try await TestSites.make()
    let wanted: JSON = ["name": "Atelier"]
    let answers = [
      try await test.owner.call(.post, "/api/sites", "Idempotency-Key", "a", json: wanted),
      try await test.owner.call(.post, "/api/sites", "Idempotency-Key", "a", json: wanted),
    ]
    #expect(answers[0].json == answers[1].json && answers[1].status == 201)
    #expect(answers[0].headers["Location"] == answers[1].headers["Location"])
    let other = try await test.owner.call(.post, "/api/sites", "Idempotency-Key", "a", json: ["name": "Autre"])
    #expect(other.problem == "idempotency-mismatch")
    let refused = try await test.owner.call(.post, "/api/sites", "Idempotency-Key", "b", json: ["name": "\n"])
    #expect(refused.status == 422)
    #expect(try await test.owner.call(.get, "/api/sites").json["items"]?.elements.count == 1)
    let path = "/api/sites/\(answers[0].json["id"]?.text ?? "")"
    for _ in 0..<2 {
      #expect(try await test.owner.call(.delete, path, "Idempotency-Key", "c").status == 204)
    }
    #expect(try await test.owner.call(.delete, path).status == 404)
  }

  @Test func `lists go on page by page`() async throws {
    let test = try await TestSites.make()
    var ids: [String] = []
    for number in 0..<5 { ids.append(try await test.site("S\(number)")) }
    for number in 0..<3 { _ = try await test.person("p\(number)@example.org", .reader, at: ids[0]) }
    for _ in 0..<3 { _ = try await test.device(at: ids[0]) }
    for (list, count) in [
      ("/api/sites", 5), ("/api/sites/\(ids[0])/people", 4), ("/api/sites/\(ids[0])/devices", 3),
    ] {
      var (found, next) = ([JSON](), list + "?limit=2" as String?)
      while let address = next {
        let page = try await test.owner.call(.get, address)
        found += page.json["items"]?.elements ?? []
        next = page.json["_links"]?["next"]?["href"]?.text
      }
      #expect(found.count == count && Set(found.map { $0.serialized().text }).count == count, "\(list)")
    }
  }
}
