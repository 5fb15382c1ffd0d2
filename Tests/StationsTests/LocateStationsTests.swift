import Accounts
import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@Suite struct LocateStationsTests {
  private struct Address: Equatable {
    var insee: String?
    var city: String?
    var postcode: String?
    var zone = "Europe/Paris"
  }

  /// A few communes as squares of a tenth of a degree: Paris with one arrondissement, Montpellier, Aix, Saint-Denis.
  private func makeCommunes(_ test: TestStations) async throws {
    try await test.database.execute(
      """
      insert into communes (insee_code, parent_code, is_divided, name, city, department, population, postcodes, centre, outline)
      select code, parent, code = '75056', name, name, left(code, case when code like '97%' then 3 else 2 end), 1000,
        postcodes, st_setsrid(st_point(x, y), 4326),
        st_multi(st_makeenvelope(x - 0.05, y - 0.05, x + 0.05, y + 0.05, 4326))
      from (values
        ('75056', null, 'Paris', array['75001', '75002'], 2.3364, 48.8606),
        ('75101', '75056', 'Paris', array['75001'], 2.3364, 48.8606),
        ('34172', null, 'Montpellier', array['34000', '34070', '34080', '34090'], 3.87, 43.61),
        ('13001', null, 'Aix-en-Provence', array['13090', '13100'], 5.45, 43.53),
        ('13055', null, 'Marseille', array['13001'], 5.37, 43.3),
        ('13005', null, 'Aubagne', array['13400'], 5.47, 43.3),
        ('97411', null, 'Saint-Denis', array['97400'], 55.45, -20.88)
      ) as c (code, parent, name, postcodes, x, y)
      """)
  }

  private func place(_ test: TestStations, _ address: Address, at place: Coordinates) async throws -> Station.ID {
    let id = try await test.imported(irveId: "FRABCP\(Int.random(in: 0..<1_000_000_000))", point: nil, at: place)
      .station
    try await test.database.execute(
      """
      update stations set insee_code = \(address.insee), city = \(address.city), postcode = \(address.postcode)
      where id = \(id)
      """)
    return id
  }

  private func address(_ test: TestStations, _ id: Station.ID) async throws -> Address? {
    try await test.database.first("select insee_code, city, postcode, time_zone from stations where id = \(id)") {
      row in
      Address(insee: try row.next(), city: try row.next(), postcode: try row.next(), zone: try row.next())
    }
  }

  private static let montpellier = Coordinates(longitude: 3.87, latitude: 43.61)
  private static let marseille = Coordinates(longitude: 5.37, latitude: 43.3)
  /// A kilometre into Aubagne, whose square begins at 5.42.
  private static let aubagne = Coordinates(longitude: 5.43, latitude: 43.3)
  private static let reunion = Coordinates(longitude: 55.45, latitude: -20.88)

  /// What a file says, where the station is, what comes of it.
  private static let cases: [(String, Address, Coordinates, Address)] = [
    ("nothing", .init(), .paris, .init(insee: "75101", city: "Paris", postcode: "75001")),
    (
      "nothing, in a town with several postcodes", .init(), montpellier,
      .init(insee: "34172", city: "Montpellier", postcode: nil)
    ),
    (
      "the arrondissement", .init(insee: "75101", city: "PARIS 1", postcode: "75001"), .paris,
      .init(insee: "75101", city: "PARIS 1", postcode: "75001")
    ),
    (
      "the city it is a part of", .init(insee: "75056", city: nil, postcode: "75116"), .paris,
      .init(insee: "75056", city: "Paris", postcode: "75116")
    ),
    (
      "a postcode as code", .init(insee: "75001", city: "Paname", postcode: nil), .paris,
      .init(insee: "75101", city: "Paris", postcode: "75001")
    ),
    (
      "a postcode as code, in a town with several", .init(insee: "34070", city: nil, postcode: nil), montpellier,
      .init(insee: "34172", city: "Montpellier", postcode: "34070")
    ),
    (
      "a postcode that is another commune's code", .init(insee: "13001", city: "Marseille", postcode: "13001"),
      marseille,
      .init(insee: "13055", city: "Marseille", postcode: "13001")
    ),
    (
      "a code of elsewhere", .init(insee: "34172", city: "Montpellier", postcode: nil), .paris,
      .init(insee: "75101", city: "Paris", postcode: "75001")
    ),
    (
      "a code of elsewhere beside the right postcode", .init(insee: "34172", city: "Montpellier", postcode: "75001"),
      .paris, .init(insee: "75101", city: "Paris", postcode: "75001")
    ),
    (
      "a place that code and postcode contradict", .init(insee: "34172", city: nil, postcode: "34000"), .paris,
      .init(insee: "34172", city: "Montpellier", postcode: "34000")
    ),
    (
      "a place just over the border", .init(insee: "13055", city: "Marseille", postcode: "13001"), aubagne,
      .init(insee: "13005", city: "Aubagne", postcode: "13400")
    ),
    (
      "a code out of use in the same departement", .init(insee: "34999", city: "Vieux-Bourg", postcode: "34123"),
      montpellier,
      .init(insee: "34999", city: "Vieux-Bourg", postcode: "34123")
    ),
    (
      "a code out of use in another departement", .init(insee: "48999", city: nil, postcode: "34080"), montpellier,
      .init(insee: "34172", city: "Montpellier", postcode: "34080")
    ),
    (
      "a place that a code out of use and its postcode contradict",
      .init(insee: "48999", city: "Bourg", postcode: "48000"),
      montpellier, .init(insee: "48999", city: "Bourg", postcode: "48000")
    ),
    (
      "a right postcode without a code", .init(insee: nil, city: nil, postcode: "34080"), montpellier,
      .init(insee: "34172", city: "Montpellier", postcode: "34080")
    ),
    (
      "overseas", .init(), reunion,
      .init(insee: "97411", city: "Saint-Denis", postcode: "97400", zone: "Indian/Reunion")
    ),
    (
      "abroad", .init(insee: nil, city: "Bruxelles", postcode: nil), Coordinates(longitude: 4.35, latitude: 50.85),
      .init(insee: nil, city: "Bruxelles", postcode: nil)
    ),
  ]

  @Test func `a station gets the commune that it lies in`() async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    var ids: [Station.ID] = []
    for (_, said, place, _) in Self.cases { ids.append(try await self.place(test, said, at: place)) }
    let version = try await test.mapVersion()
    #expect(try await test.network.locateStations() == Self.cases.count)
    for ((what, _, _, expected), id) in zip(Self.cases, ids) {
      #expect(try await address(test, id) == expected, "\(what)")
    }
    #expect(try await test.mapVersion() == version + 1)
    #expect(try await test.network.locateStations() == 0)
    #expect(try await test.mapVersion() == version + 1)
  }

  @Test func `a code that was replaced stands in the evidence of every point`() async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let (station, _) = try await test.imported()
    try await test.database.execute("update stations set insee_code = '75001', evidence = null")
    try await test.network.locateStations()
    // Once more, as after a move there and back.
    try await test.database.execute("update stations set insee_code = '34172', located_at = null")
    test.clock.advance(by: .seconds(60))
    try await test.network.locateStations()
    let json = try await test.app.call(.get, "/api/stations/\(station)").json
    guard case .array(let points)? = json["chargePoints"], case .array(let evidence)? = points.first?["evidence"] else {
      Issue.record("no evidence")
      return
    }
    #expect(evidence.count == 1)
    for (name, value) in [
      ("code", "insee-from-position"), ("field", "code_insee_commune"), ("from", "34172"), ("to", "75101"),
      ("source", "position"), ("at", test.clock.now.description),
    ] { #expect(evidence.first?[name] == .string(value)) }
  }

  @Test func `a place that code and postcode contradict is doubted on every point, and no longer when it is another`()
    async throws
  {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let (station, _) = try await test.imported()
    try await test.database.execute(
      "update stations set insee_code = '34172', city = 'Montpellier', postcode = '34000', evidence = null")
    func evidence() async throws -> [JSON] {
      let json = try await test.app.call(.get, "/api/stations/\(station)").json
      guard case .array(let points)? = json["chargePoints"], case .array(let evidence)? = points.first?["evidence"]
      else {
        return []
      }
      return evidence
    }
    try await test.network.locateStations()
    let doubt = try #require(try await evidence().first)
    #expect(doubt["code"] == "position-doubtful" && doubt["field"] == "coordonneesXY" && doubt["source"] == "position")
    #expect(doubt["from"] == "[2.3364, 48.8606]")
    let admin = try await test.person(.admin)
    #expect(try await admin.call(.get, "/api/admin/points").items.first?["evidence"] == .array(evidence()))
    // Said once, where the file's reader says it as well.
    try await test.database.execute(
      """
      update charge_points set evidence = '[{"code": "position-doubtful", "field": "coordonneesXY", "from": "", "to": "",
        "source": "irve", "at": "2026-11-21T00:00:00Z"}]';
      """)
    try await test.database.execute("update stations set located_at = null")
    try await test.network.locateStations()
    #expect(try await evidence().map { $0["source"] } == ["irve"])
    try await test.database.execute("update charge_points set evidence = null")
    try await test.database.execute(
      "update stations set located_at = null, location = st_setsrid(st_point(3.87, 43.61), 4326)")
    try await test.network.locateStations()
    #expect(try await evidence().isEmpty)
  }

  @Test func `what was set by hand is left alone`() async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let said = Address(insee: "34172", city: "Lutèce", postcode: "34000")
    let id = try await place(test, said, at: .paris)
    try await test.database.execute(
      "update stations set manual_fields = '{insee_code,city,postcode,time_zone}', time_zone = 'Indian/Mayotte'")
    #expect(try await test.network.locateStations() == 1)
    #expect(
      try await address(test, id) == Address(insee: "34172", city: "Lutèce", postcode: "34000", zone: "Indian/Mayotte"))
  }

  @Test func `a station made by hand keeps what was said, and gets the rest`() async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let admin = try await test.person(.admin)
    let created = try await admin.call(
      .post, "/api/admin/stations",
      json: [
        "name": "Plage", "location": ["lat": .number("-20.88"), "lon": .number("55.45")],
        "address": ["inseeCode": "97415", "city": "Saint-Paul"],
      ])
    #expect(created.json["manualFields"] == ["name", "city", "inseeCode", "location"])
    #expect(try await test.network.locateStations() == 1)
    let station = try await test.app.call(.get, "/api/stations/\(created.text("id") ?? "")").json
    #expect(
      station["address"] == ["street": .null, "postcode": "97400", "city": "Saint-Paul", "inseeCode": "97415"])
    #expect(station["timeZone"] == "Indian/Reunion")
  }

  @Test func `without communes nothing is marked and nothing fails`() async throws {
    let test = try await TestStations.make()
    let id = try await place(test, Address(insee: "75001"), at: .paris)
    #expect(try await test.network.locateStations() == 0)
    try await makeCommunes(test)
    #expect(try await test.network.locateStations() == 1)
    #expect(try await address(test, id)?.insee == "75101")
  }

  @Test func `several servers share the work, and none waits for another`() async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    try await test.database.execute(
      """
      insert into stations (id, irve_id, name, location, source)
      select gen_random_uuid(), 'FRABCP' || n, 'Gare', st_setsrid(st_point(2.3364, 48.8606), 4326), 'irve'
      from generate_series(1, 3500) as n
      """)
    let counts = try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<4 { group.addTask { try await test.network.locateStations() } }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(counts.reduce(0, +) + (try await test.network.locateStations()) == 3500, "\(counts)")
    let wrong = try await test.database.first(
      "select count(*) from stations where insee_code <> '75101' or located_at is null"
    ) {
      try $0.next(Int.self)
    }
    #expect(wrong == 0)
  }

  @Test func `one that an administrator holds is left for the next time`() async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let id = try await place(test, Address(), at: .paris)
    try await test.database.transaction { transaction in
      try await transaction.execute("select from stations where id = \(id) for no key update")
      #expect(try await test.network.locateStations() == 0)
    }
    #expect(try await test.network.locateStations() == 1)
  }
}
