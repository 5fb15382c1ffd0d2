import Accounts
import HTTP
import Postgres
import TestSupport
import Testing

@testable import Stations

/// The place of a station that somebody types, against the commune that they name.
@Suite struct PlaceCheckTests {
  /// Squares of a tenth of a degree: Paris with an arrondissement, Montpellier, and a town of the same name twice.
  private func makeCommunes(_ test: TestStations) async throws {
    try await test.database.execute(
      """
      insert into communes (insee_code, parent_code, is_divided, name, city, department, population, postcodes, centre, outline)
      select code, parent, code = '75056', name, city, left(code, case when code like '97%' then 3 else 2 end), 1000,
        postcodes, st_setsrid(st_point(x, y), 4326),
        st_multi(st_makeenvelope(x - 0.05, y - 0.05, x + 0.05, y + 0.05, 4326))
      from (values
        ('75056', null, 'Paris', 'Paris', array['75001', '75002'], 2.3364, 48.8606),
        ('75101', '75056', 'Paris 1er Arrondissement', 'Paris', array['75001'], 2.3364, 48.8606),
        ('34172', null, 'Montpellier', 'Montpellier', array['34000'], 3.87, 43.61),
        ('93066', null, 'Saint-Denis', 'Saint-Denis', array['93200'], 2.36, 48.96),
        ('97411', null, 'Saint-Denis', 'Saint-Denis', array['97400'], 55.45, -20.88)
      ) as c (code, parent, name, city, postcodes, x, y)
      """)
  }

  private static func place(_ lat: String, _ lon: String) -> JSON { ["lat": .number(lat), "lon": .number(lon)] }
  private static let paris = place("48.8606", "2.3364")
  private static let montpellier = place("43.61", "3.87")

  private func create(_ admin: TestPerson, _ place: JSON, _ address: JSON?) async throws -> TestAnswer {
    let address = address.map { [("address", $0)] } ?? []
    return try await admin.call(
      .post, "/api/admin/stations", json: .object([("name", "Halles"), ("location", place)] + address))
  }

  private func code(_ answer: TestAnswer) -> String? { answer.json["errors"]?.elements.first?["code"]?.text }

  @Test(
    arguments: [
      ("2.3364", "48.8606", "coordinates-swapped"), ("55.45", "-20.88", "coordinates-swapped"),
      ("4.35", "50.85", "coordinates-swapped"), ("-33.9", "151.2", "coordinates-nowhere"),
      ("10", "10", "coordinates-nowhere"), ("0", "0", "nowhere"),
    ])
  func `a place that is none is refused as the import refuses it`(_ lat: String, _ lon: String, _ wanted: String)
    async throws
  {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let refused = try await create(admin, Self.place(lat, lon), nil)
    #expect(refused.status == 422 && refused.pointers == ["/location"] && code(refused) == wanted, "\(refused.text)")
    let (station, _) = try await test.imported()
    let changed = try await admin.change("/api/admin/stations/\(station)", ["location": Self.place(lat, lon)])
    #expect(changed.status == 422 && code(changed) == wanted)
  }

  @Test func `every field that is wrong is named at once, the place among them`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let answer = try await admin.call(
      .post, "/api/admin/stations",
      json: [
        "name": "", "location": Self.place("2.3364", "48.8606"), "address": ["postcode": "75"], "phone": "a\nb",
        "hours": ["text": "parfois"],
      ])
    #expect(
      Set(answer.pointers) == ["/name", "/location", "/address/postcode", "/phone", "/hours/text"], "\(answer.text)")
  }

  @Test(
    arguments: [
      ["inseeCode": "34172"], ["postcode": "34000"], ["city": "Montpellier"], ["city": "MONTPELLIER"],
      ["inseeCode": "34172", "postcode": "75001", "city": "Paris"], ["postcode": "34000", "city": "Paris"],
      ["postcode": "93200"], ["city": "saint denis"],
    ] as [JSON])
  func `a place outside of the commune that the address names is refused, with how far it is`(_ address: JSON)
    async throws
  {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let admin = try await test.person(.admin)
    let refused = try await create(admin, Self.paris, address)
    #expect(refused.status == 422 && refused.pointers == ["/location"], "\(refused.text)")
    #expect(code(refused) == "outside-commune" && refused.text.contains(" km de "), "\(refused.text)")
    #expect(try await admin.call(.get, "/api/admin/stations").items.isEmpty)
  }

  @Test(
    arguments: [
      ["inseeCode": "75101"], ["inseeCode": "75056"], ["postcode": "75001"], ["city": "Paris"], ["city": "paris"],
      ["postcode": "75001", "city": "Ailleurs"], ["city": "Nulle-Part"], ["postcode": "99999"], ["street": "1 rue X"],
      .object([]),
    ] as [JSON])
  func `a place within it is taken, and so is one whose address names none`(_ address: JSON) async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let admin = try await test.person(.admin)
    let created = try await create(admin, Self.paris, address)
    #expect(created.status == 201, "\(created.text)")
  }

  /// The square ends at 2.3864 east: a kilometre is 0.0137 degrees there.
  @Test(arguments: [("2.4000", 201), ("2.4130", 201), ("2.4150", 422), ("2.4500", 422)])
  func `it may lie as far outside as an import lets it`(_ lon: String, _ status: Int) async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let admin = try await test.person(.admin)
    let answer = try await create(admin, Self.place("48.86", lon), ["postcode": "75001"])
    #expect(answer.status == status, "\(lon): \(answer.text)")
  }

  @Test func `a station is moved within its commune, or with its address`() async throws {
    let test = try await TestStations.make()
    try await makeCommunes(test)
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let path = "/api/admin/stations/\(station)"
    try await test.database.execute("update stations set insee_code = '75101', postcode = '75001', city = 'Paris'")
    #expect(try await admin.change(path, ["location": Self.place("48.861", "2.34")]).status == 200)
    let refused = try await admin.change(path, ["location": Self.montpellier])
    #expect(refused.status == 422 && code(refused) == "outside-commune")
    let readdressed = try await admin.change(path, ["address": ["postcode": "34000"]])
    #expect(readdressed.status == 422 && readdressed.pointers == ["/location"])
    let moved = try await admin.change(
      path, ["location": Self.montpellier, "address": ["postcode": "34000", "city": "Montpellier"]])
    #expect(moved.status == 200, "\(moved.text)")
    // What is not touched is not judged.
    try await test.database.execute("update stations set insee_code = '75101'")
    #expect(try await admin.change(path, ["name": "Comédie"]).status == 200)
  }
}
