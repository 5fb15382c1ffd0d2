import HTTP
import Runtime
import TestSupport
import Testing

@testable import Places

/// An address base on this very machine, which answers as the national one does: the same parameters, refusals and GeoJSON.
private final class Base: Sendable {
  struct Query: Decodable, Sendable {
    let q: String
    let limit: Int?
    let autocomplete: Int?
    let lat: Double?
    let lon: Double?
  }

  let asked = Shared([Query]())
  let isOpen = Shared(true)
  let body = Shared<JSON?>(nil)

  private static let streets:
    [(name: String, postcode: String, city: String, code: String, context: String, at: (Double, Double))] = [
      ("8 Boulevard du Port", "80000", "Amiens", "80021", "80, Somme, Hauts-de-France", (2.290084, 49.897443)),
      ("8 Boulevard du Port", "34140", "Mèze", "34157", "34, Hérault, Occitanie", (3.605875, 43.425232)),
    ]

  private func search(_ call: Call<Nothing, Query, NoBody>, _: Void) async throws -> Response {
    asked.change { $0.append(call.query) }
    while !isOpen.value { try await Task.sleep(for: .milliseconds(2)) }
    if let body = body.value { return answer(body) }
    guard 3...200 ~= call.query.q.count else { return Response(Status(400)) }
    var features = Self.streets.map { street -> JSON in
      [
        "type": "Feature",
        "geometry": ["type": "Point", "coordinates": [.double(street.at.0), .double(street.at.1)]],
        "properties": [
          "label": .string("\(street.name) \(street.postcode) \(street.city)"), "score": .double(0.49),
          "housenumber": "8", "id": .string("\(street.code)_7420_00008"), "name": .string(street.name),
          "postcode": .string(street.postcode), "citycode": .string(street.code), "x": .double(648_952.5),
          "y": .double(6_977_867.2), "city": .string(street.city), "context": .string(street.context),
          "type": "housenumber", "importance": .double(0.67), "street": "Boulevard du Port",
        ],
      ]
    }
    features.append([
      "type": "Feature", "geometry": ["type": "Point", "coordinates": [.double(2.29), .double(49.89)]],
      "properties": ["label": "Amiens", "type": "municipality", "id": "80021", "score": .double(0.4)],
    ])
    if call.query.lat.map({ $0 < 46 }) == true { features.swapAt(0, 1) }
    return answer(
      .object([
        ("type", "FeatureCollection"), ("version", "draft"), ("features", .array(features)), ("attribution", "BAN"),
        ("licence", "ETALAB-2.0"), ("query", .string(call.query.q)), ("limit", .integer(call.query.limit ?? 5)),
      ]))
  }

  private func answer(_ json: JSON) -> Response { Response(.ok, .bytes(json.serialized()), type: .json) }

  var routes: [Route] {
    [Route(.get, "/search/", access: .public, "Addresses", answers: .media(.json), handler: search)]
  }
}

@Suite(.serialized) struct AddressTests {
  private struct Scene {
    let base: Base
    let addresses: AddressBase
    let clock: ManualClock
    let app: TestApp

    func find(_ query: String) async throws -> TestAnswer { try await app.call(.get, "/api/places?" + query) }
  }

  /// A machine may be busy: nobody is left alone with places but where the time is what it is about.
  private func scene(waiting: Duration = .seconds(60), _ body: (Scene) async throws -> Void) async throws {
    let base = Base()
    let database = try await LoadedPlaces.database().test.database
    try await serving(base.routes) { server in
      let clock = ManualClock()
      var patience = AddressBase.Patience()
      (patience.ofOthers, patience.ofItsOwn) = (waiting, .seconds(60))
      let addresses = AddressBase(at: "\(server.http.url)/search/", clock: clock.wall, patience: patience)
      let app = try TestApp([PlacesFeature(database: database, addresses: addresses).feature])
      try await body(Scene(base: base, addresses: addresses, clock: clock, app: app))
    }
  }

  private func names(_ answer: TestAnswer) -> [JSON?] {
    answer.json["items"]?.elements.filter { $0["kind"] == "address" }.map { $0["name"] } ?? []
  }

  @Test func `an address is found by another's word, and is what a place is`() async throws {
    try await scene { scene in
      let answer = try await scene.find("q=8+Boulevard++du+port&addresses=wait&lat=49.8941&lon=2.3")
      guard let first = answer.json["items"]?.elements.first else { throw WaitedInVain(answer.text) }
      #expect(names(answer) == ["8 Boulevard du Port 80000 Amiens", "8 Boulevard du Port 34140 Mèze"])
      #expect(first["id"] == "a80021_7420_00008" && first["city"] == "Amiens" && first["postcodes"] == ["80000"])
      #expect(first["department"] == ["code": "80", "name": "Somme"] && first["inseeCode"] == "80021")
      #expect(first["location"] == ["lat": .double(49.897443), "lon": .double(2.290084)] && first["bbox"] == .null)
      #expect(first["_links"]?["stations"]?["href"] == "/api/stations?near=49.897443,2.290084")
      let asked = try #require(scene.base.asked.value.first)
      #expect(asked.q == "8 boulevard du port" && asked.autocomplete == 1 && asked.limit == 8)
      #expect(asked.lat == 49.9 && asked.lon == 2.3, "nobody is told more than about where")
    }
  }

  @Test func `addresses stand behind places, and are waited for by who asks so`() async throws {
    try await scene { scene in
      let whole = try await scene.find("q=montpellier&limit=5")
      #expect(whole.json["items"]?.elements.first?["id"] == "34172" && names(whole).count == 2)
      #expect(whole.json["_links"]?["addresses"]?["href"] == "/api/places?addresses=wait{&q,limit,lat,lon}")
      let without = try await scene.find("q=montpellier&limit=5&addresses=no")
      #expect(names(without).isEmpty && without.json["_links"]?["addresses"] != nil)
      #expect(try await scene.find("q=montpellier&addresses=wait&lat=43").status == 422)
    }
  }

  @Test func `the same question is asked once, and again when its answer is old`() async throws {
    try await scene { scene in
      for words in ["rue+de+la+paix", "Rue+de+la+Paix", "rue++de+la+paix+"] {
        #expect(names(try await scene.find("addresses=wait&q=" + words)).count == 2)
      }
      #expect(scene.base.asked.value.count == 1)
      scene.clock.advance(by: .seconds(301))
      _ = try await scene.find("addresses=wait&q=rue+de+la+paix")
      #expect(scene.base.asked.value.count == 2 && scene.addresses.figures.failed == 0)
      for words in ["ru", "%21rue", "+"] { #expect(names(try await scene.find("addresses=wait&q=" + words)).isEmpty) }
      #expect(scene.base.asked.value.count == 2, "what is too short is not asked")
    }
  }

  @Test func `a base that is slow holds up nobody, and its answer is there for who asks again`() async throws {
    try await scene(waiting: .milliseconds(50)) { scene in
      scene.base.isOpen.change { $0 = false }
      let answer = try await scene.find("q=lyon")
      #expect(answer.json["items"]?.elements.first?["id"] == "69123" && names(answer).isEmpty)
      #expect(answer.headers["Cache-Control"] == "no-store")
      scene.base.isOpen.change { $0 = true }
      try await eventually("the answer is kept") { names(try await scene.find("q=lyon")).count == 2 }
    }
  }

  @Test(arguments: [
    "[]", #"{"features": 7}"#,
    #"{"features": [{}, {"properties": {"label": "x"}, "geometry": {"coordinates": [200, 3]}}]}"#,
    #"{"code": 503}"#,
  ])
  func `a base that talks nonsense is done without`(text: String) async throws {
    try await scene { scene in
      let body = try JSONParser.parse(Array(text.utf8))
      scene.base.body.change { $0 = body }
      let answer = try await scene.find("q=lyon")
      #expect(answer.status == 200 && answer.json["items"]?.elements.first?["id"] == "69123" && names(answer).isEmpty)
    }
  }

  @Test func `an answer that is too long, and a base that is away, are counted and no more`() async throws {
    try await scene { scene in
      scene.base.body.change { $0 = .string(String(repeating: "a", count: 300_000)) }
      #expect(names(try await scene.find("q=lyon&addresses=wait")).isEmpty)
      #expect(scene.addresses.figures.failed == 1)
      _ = try await scene.find("q=lyon&addresses=wait")
      #expect(scene.base.asked.value.count == 1, "not asked again at once")
      scene.base.body.change { $0 = nil }
      scene.clock.advance(by: .seconds(6))
      #expect(names(try await scene.find("q=lyon&addresses=wait")).count == 2)
    }
    let away = AddressBase(at: "http://127.0.0.1:9/search/", clock: ManualClock().wall)
    let database = try await LoadedPlaces.database().test.database
    let app = try TestApp([PlacesFeature(database: database, addresses: away).feature])
    #expect(try await app.call(.get, "/api/places?q=lyon").json["items"]?.elements.first?["id"] == "69123")
    #expect(away.figures.failed == 1)
  }

  @Test func `where there is no base nobody is asked`() async throws {
    let database = try await LoadedPlaces.database().test.database
    let app = try TestApp([PlacesFeature(database: database).feature])
    let answer = try await app.call(.get, "/api/places?q=lyon&addresses=wait")
    #expect(answer.json["items"]?.elements.first?["id"] == "69123" && names(answer).isEmpty)
    #expect(answer.json["_links"]?["addresses"] == nil)
  }
}
