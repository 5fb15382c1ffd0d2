import HTTP
import Postgres
import TestSupport
import Testing

@testable import Places

@Suite struct FindPlacesTests {
  private func app() async throws -> TestApp {
    try TestApp([PlacesFeature(database: try await LoadedPlaces.database().test.database).feature])
  }

  private func texts(_ answer: TestAnswer, _ name: String) -> [String] {
    guard case .array(let items)? = answer.json["items"] else { return [] }
    return items.map { if case .string(let text)? = $0[name] { text } else { "-" } }
  }

  @Test(arguments: [
    ("montpellier", "34172"), ("MONTPELLIER", "34172"), ("montpelier", "34172"), ("Monpellier", "34172"),
    ("saint etienne", "42218"), ("St-%C3%89tienne", "42218"), ("l'isle sur la sorgue", "84054"), ("le mans", "72181"),
    ("mans", "72181"), ("34000", "p34000"), ("herault", "d34"), ("2A", "d2A"), ("strasboug", "67482"), ("par", "75056"),
    ("paris 15", "75115"), ("marseile", "13055"), ("lyno", "69123"), ("pairs", "75056"), ("montpellier 34000", "34172"),
  ])
  func `a name is found, accents and slips forgiven`(asked: String, id: String) async throws {
    let query = asked.split(separator: " ").joined(separator: "+")
    let answer = try await app().call(.get, "/api/places?limit=5&q=" + query)
    #expect(answer.status == 200)
    #expect(texts(answer, "id").first == id, "\(answer.text)")
  }

  @Test(arguments: [
    ("69003", "69003 Lyon", "69383", "69123"), ("75011", "75011 Paris", "75111", "75056"),
    ("13001", "13001 Marseille", "13201", "13055"), ("34000", "34000 Montpellier", "34172", "34172"),
  ])
  func `a postcode says whose it is and leads to the town`(code: String, name: String, part: String, town: String)
    async throws
  {
    let answer = try await app().call(.get, "/api/places?q=" + code)
    guard let first = answer.json["items"]?.elements.first else { throw WaitedInVain(answer.text) }
    #expect(first["name"] == .string(name) && first["kind"] == "postcode" && first["inseeCode"] == .string(part))
    #expect(first["_links"]?["stations"]?["href"] == .string("/api/stations?commune=" + part))
    #expect(texts(answer, "id").contains(town))
  }

  @Test(arguments: [
    ("Ionity", "IONITY", "brand"), ("ionty", "IONITY", "brand"), ("IONITY", "IONITY", "brand"),
    ("Leclerk", "E.Leclerc", "brand"), ("leclerc", "E.Leclerc", "brand"), ("e.leclerc", "E.Leclerc", "brand"),
    ("REVEO", "Révéo", "brand"), ("monta", "Monta", "operator"), ("total energie", "TotalEnergies", "brand"),
    ("oinity", "IONITY", "brand"),
  ])
  func `a network stands before villages that look like it, as the filter that shows it`(
    asked: String, name: String, filter: String
  ) async throws {
    let answer = try await app().call(.get, "/api/places?limit=5&q=" + asked.replacing(" ", with: "+"))
    guard let first = answer.json["items"]?.elements.first else { throw WaitedInVain(answer.text) }
    #expect(first["kind"] == "brand" && first["name"] == .string(name), "\(answer.text)")
    #expect(first["filter"] == ["name": .string(filter), "value": .string(name)])
    #expect(first["stations"] != .null && first["location"] == .null && first["bbox"] == .null)
  }

  @Test(arguments: ["paris", "paris+15", "Paris", "lyon", "montpellier", "monpellier", "tours", "saint-denis"])
  func `a town that is more like what was asked stands before networks`(asked: String) async throws {
    let answer = try await app().call(.get, "/api/places?limit=5&q=" + asked)
    #expect(answer.json["items"]?.elements.first?["kind"] != "brand", "\(answer.text)")
  }

  @Test func `a network is one of what is found, and leads to its stations`() async throws {
    let answer = try await app().call(.get, "/api/places?q=paris&limit=5")
    let networks = answer.json["items"]?.elements.filter { $0["kind"] == "brand" } ?? []
    #expect(networks.map { $0["name"] } == ["Paris Recharge"])
    #expect(networks.first?["_links"]?["stations"]?["href"] == "/api/stations?brand=Paris%20Recharge")
    #expect(answer.json["items"]?.elements.count == 5)
    #expect(texts(try await app().call(.get, "/api/places?q=paris&limit=1"), "id") == ["75056"])
    #expect(texts(try await app().call(.get, "/api/places?q=ionity&limit=1"), "name") == ["IONITY"])
  }

  @Test func `a postcode of several towns names none of them`() async throws {
    let database = try await LoadedPlaces.database().test.database
    let shared = try await database.first(
      """
      select code from communes cross join unnest(postcodes) as code where not is_divided group by code
      having count(distinct city) > 9 order by code limit 1
      """
    ) { try $0.next(String.self) }
    let code = try #require(shared)
    let answer = try await app().call(.get, "/api/places?q=" + code)
    #expect(texts(answer, "name").first == code && texts(answer, "inseeCode").first == "-")
  }

  @Test func `what the migration writes is what a load writes`() async throws {
    let database = try await LoadedPlaces.database().test.database
    let path = TestCluster.packageFolder + "/Migrations/0027_places_postcodes.sql"
    let text = try #require(Bytes(contentsOf: path)).text.replacing("create index", with: "create index if not exists")
    let sum: SQL = "select md5(string_agg(concat_ws('|', id, name, insee_code), ',' order by id)) from places"
    let loaded = try await database.first(sum) { try $0.next(String.self) }
    try await database.transaction { transaction in
      try await transaction.execute(
        "update places set name = postcodes[1], insee_code = null where kind = 'postcode'")
      try await transaction.run(script: try #require(Script(resource: Array(text.utf8))))
      #expect(try await transaction.first(sum) { try $0.next(String.self) } == loaded)
    }
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
    for query in ["", "q=", "q=\(long)", "q=paris&limit=0", "q=paris&limit=201", "q=paris&colour=red", "q=a&q=b"] {
      #expect(try await app.call(.get, "/api/places?" + query).status == 422, "\(query)")
    }
    for query in ["q=xyzzyqwv", "q=!!!", "q=%27%3B--", "q=%26%7C:*()", "q=%F0%9F%94%8C", "q=+"] {
      let answer = try await app.call(.get, "/api/places?" + query)
      #expect(answer.status == 200 && answer.json["items"] == [], "\(query)")
    }
  }

  @Test func `without communes nothing is found and nothing fails`() async throws {
    let test = try await TestDatabase.make()
    let app = try TestApp([PlacesFeature(database: test.database).feature])
    #expect(try await app.call(.get, "/api/places?q=paris").json["items"] == [])
    #expect(try await app.call(.get, "/basemap/5/16/11.mvt").bytes.isEmpty)
  }

  @Test func `a search is one query, and finds its index`() async throws {
    let database = try await LoadedPlaces.database().test.database
    let app = try TestApp([PlacesFeature(database: database).feature])
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
