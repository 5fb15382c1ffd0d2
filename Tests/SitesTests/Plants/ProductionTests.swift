import HTTP
import Runtime
import TestSupport
import Testing

@Suite struct ProductionTests {
  @Test func `production is declared by hand, no time twice`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: nil)
    let path = "/api/plants/\(plant)/production"
    func declare(_ from: String, _ to: String, _ wh: Int) async throws -> TestAnswer {
      try await plants.owner.call(
        .post, path, json: ["from": .string(from), "to": .string(to), "wh": .integer(wh)])
    }
    let first = try await declare("2026-11-21T08:00", "2026-11-21T09:00", 4200)
    #expect(first.status == 201 && first.json["from"] == "2026-11-21T07:00:00Z" && first.json["wh"] == 4200)
    let over = try await declare("2026-11-21T08:30", "2026-11-21T09:30", 1)
    #expect(over.status == 409 && over.problem == "conflict" && over.json["productionId"] == first.json["id"])
    #expect(try await declare("2026-11-21T09:00", "2026-11-21T10:00", 0).status == 201)
    #expect(try await declare("2026-11-21T10:00", "2026-11-21T10:00", 1).pointers == ["/to"])
    #expect(try await declare("2026-11-21T11:00", "2026-11-21T13:00", 1).pointers == ["/to"])
    let list = try await plants.owner.call(.get, path + "?limit=1")
    #expect(list.json["items"]?.elements.first?["wh"] == 0)
    let next = try #require(list.json["_links"]?["next"]?["href"]?.text)
    #expect(try await plants.owner.call(.get, next).json["items"]?.elements.first?["id"] == first.json["id"])
    let file = try await plants.owner.call(.get, path + "?limit=1", "Accept", "text/csv")
    #expect(
      file.text == """
        from,to,wh\r
        2026-11-21T09:00:00+01:00,2026-11-21T10:00:00+01:00,0\r
        2026-11-21T08:00:00+01:00,2026-11-21T09:00:00+01:00,4200\r\n
        """, "\(file.text)")
    let svg = try await plants.owner.call(.get, path + "/chart.svg?from=2026-11-21")
    #expect(svg.status == 200 && svg.text.contains("4200 Wh"), "\(svg.text)")
    let one = path + "/\(first.json["id"]?.text ?? "")"
    #expect(try await plants.owner.call(.get, one).status == 200)
    #expect(try await plants.owner.call(.delete, one).status == 204)
    #expect(try await plants.owner.call(.delete, one).status == 404)
    #expect(try await declare("2026-11-21T08:30", "2026-11-21T09:00", 1).status == 201)
  }
}
