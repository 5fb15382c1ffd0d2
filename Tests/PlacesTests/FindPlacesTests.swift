import HTTP
import Postgres
import TestSupport
import Testing

@testable import Places

@Suite struct FindPlacesTests {
  private func app() async throws -> TestApp {
    try TestApp([Places(database: try await LoadedPlaces.database().test.database).feature])
  }

  private func texts(_ answer: TestAnswer, _ name: String) -> [String] {
    guard case .array(let items)? = answer.json["items"] else { return [] }
    return items.map { if case .string(let text)? = $0[name] { text } else { "-" } }
  }

  @Test(arguments: [
    ("montpellier", "34172"), ("MONTPELLIER", "34172"), ("montpelier", "34172"), ("Monpellier", "34172"),
    ("saint etienne", "42218"), ("St-%C3%89tienne", "42218"), ("l'isle sur la sorgue", "84054"), ("le mans", "72181"),
    ("mans", "72181"), ("34000", "p34000"), ("herault", "d34"), ("2A", "d2A"), ("strasboug", "67482"), ("par", "75056"),
    ("paris 15", "75115"), ("marseile", "13055"), ("montpellier 34000", "34172"),
  ])
  func `a name is found, accents and slips forgiven`(asked: String, id: String) async throws {
    let query = asked.split(separator: " ").joined(separator: "+")
    let answer = try await app().call(.get, "/api/places?limit=5&q=" + query)
    #expect(answer.status == 200)
    #expect(texts(answer, "id").first == id, "\(answer.text)")
  }

  @Test func `of towns that fit as well the larger come first`() async throws {
    let app = try await app()
    let answer = try await app.call(.get, "/api/places?q=saint-denis&limit=50")
    guard case .array(let items)? = answer.json["items"] else { return }
    let same = items.filter { $0["name"] == "Saint-Denis" }.compactMap { place -> Int? in
      if case .number(let text)? = place["population"] { Int(text) } else { nil }
    }
    #expect(same.count > 2 && same == same.sorted(by: >))
    #expect(texts(answer, "inseeCode").prefix(2).contains("97411"))
  }

  @Test func `a place says where it is and how far it reaches`() async throws {
    let app = try await app()
    let answer = try await app.call(.get, "/api/places?q=montpellier&limit=1")
    guard case .array(let items)? = answer.json["items"], let town = items.first,
      case .array(let box)? = town["bbox"]
    else {
      Issue.record("\(answer.text)")
      return
    }
    #expect(town["kind"] == "town" && town["department"] == ["code": "34", "name": "Hérault"])
    #expect(town["postcodes"] == ["34000", "34070", "34080", "34090"])
    #expect(town["_links"]?["stations"]?["href"] == "/api/stations?commune=34172")
    let degrees = box.compactMap { if case .number(let text) = $0 { Double(text) } else { nil } }
    #expect(
      degrees.count == 4 && degrees[0] < 3.877 && 3.877 < degrees[2] && degrees[1] < 43.611 && 43.611 < degrees[3])
  }

  @Test func `nonsense is refused or finds nothing`() async throws {
    let app = try await app()
    let long = String(repeating: "a", count: 10_000)
    for query in ["", "q=", "q=\(long)", "q=paris&limit=0", "q=paris&limit=51", "q=paris&colour=red", "q=a&q=b"] {
      #expect(try await app.call(.get, "/api/places?" + query).status == 422, "\(query)")
    }
    for query in ["q=xyzzyqwv", "q=!!!", "q=%27%3B--", "q=%26%7C:*()", "q=%F0%9F%94%8C", "q=+"] {
      let answer = try await app.call(.get, "/api/places?" + query)
      #expect(answer.status == 200 && answer.json["items"] == [], "\(query)")
    }
  }

  @Test func `without communes nothing is found and nothing fails`() async throws {
    let test = try await TestDatabase.make()
    let app = try TestApp([Places(database: test.database).feature])
    #expect(try await app.call(.get, "/api/places?q=paris").json["items"] == [])
    #expect(try await app.call(.get, "/basemap/5/16/11.mvt").bytes.isEmpty)
  }

  @Test func `a search is one query, and finds its index`() async throws {
    let database = try await LoadedPlaces.database().test.database
    let app = try TestApp([Places(database: database).feature])
    let plan = try await database.query("explain select from places where words @@ 'montp:*'::tsquery") {
      try $0.next(String.self)
    }
    #expect(plan.contains { $0.contains("places_words") }, "\(plan)")
    let slip = try await database.query("explain select from places where plain % 'montpelier'") {
      try $0.next(String.self)
    }
    #expect(slip.contains { $0.contains("places_likeness") }, "\(slip)")
    #expect(try await app.call(.get, "/api/places?q=montpelier").status == 200)
  }
}
