import Postgres
import TestSupport
import Testing

@testable import Places

/// One database for all, loaded once: serialized, since one test changes it for a moment.
@Suite(.serialized) struct LoadTests {
  struct Found: Equatable, CustomStringConvertible {
    let code: String
    let city: String
    let postcodes: [String]
    let timeZone: String
    var description: String { "\(code) \(city) \(postcodes) \(timeZone)" }
  }

  private func commune(at place: Coordinates) async throws -> Found? {
    try await LoadedPlaces.database().test.database.first(
      """
      select insee_code, city, postcodes, time_zone from communes where insee_code = commune_at(\(place)::geometry)
      """
    ) { row in
      Found(
        code: try row.next(String.self), city: try row.next(String.self), postcodes: try row.next([String].self),
        timeZone: try row.next(String.self))
    }
  }

  @Test(arguments: [
    (2.3364, 48.8606, Found(code: "75101", city: "Paris", postcodes: ["75001"], timeZone: "Europe/Paris")),
    (4.8590, 45.7605, Found(code: "69383", city: "Lyon", postcodes: ["69003"], timeZone: "Europe/Paris")),
    (8.7386, 41.9192, Found(code: "2A004", city: "Ajaccio", postcodes: [], timeZone: "Europe/Paris")),
    (55.4481, -20.8789, Found(code: "97411", city: "Saint-Denis", postcodes: [], timeZone: "Indian/Reunion")),
    (45.2279, -12.7806, Found(code: "97611", city: "Mamoudzou", postcodes: [], timeZone: "Indian/Mayotte")),
  ])
  func `a place lies in its commune, or in its arrondissement`(
    longitude: Double, latitude: Double, expected: Found
  ) async throws {
    let found = try #require(try await commune(at: Coordinates(longitude: longitude, latitude: latitude)))
    #expect(found.code == expected.code && found.city == expected.city && found.timeZone == expected.timeZone)
    #expect(expected.postcodes.isEmpty ? !found.postcodes.isEmpty : found.postcodes == expected.postcodes)
  }

  @Test func `a quay off the coast belongs to the nearest commune within two kilometres`() async throws {
    // South of the Promenade des Anglais.
    #expect(try await commune(at: Coordinates(longitude: 7.2620, latitude: 43.6850))?.city == "Nice")
    #expect(try await commune(at: Coordinates(longitude: 7.2620, latitude: 43.6600)) == nil)
    #expect(try await commune(at: Coordinates(longitude: 0, latitude: 0)) == nil)
    #expect(try await commune(at: Coordinates(longitude: 4.3517, latitude: 50.8466)) == nil, "Brussels")
  }

  @Test func `names have their article, centres lie inside, and what is divided has its parts`() async throws {
    let (test, loaded) = try await LoadedPlaces.database()
    #expect(
      loaded == PlacesFeature.Loaded(communes: 34_871, arrondissements: 45, changed: 34_916, removed: 0, leftOut: 4))
    let names = try await test.database.query(
      """
      select name from communes where insee_code in ('97101', '72181', '76351', '84054', '01001', '39013', '34172')
      order by insee_code
      """
    ) { try $0.next(String.self) }
    #expect(
      names == [
        "L'Abergement-Clémenciat", "Montpellier", "Arbois", "Le Mans", "Le Havre", "L'Isle-sur-la-Sorgue", "Les Abymes",
      ])
    let outside = try await test.database.first("select count(*) from communes where not st_covers(outline, centre)") {
      try $0.next(Int.self)
    }
    #expect(outside == 0)
    let whole = try await test.database.query(
      """
      select c.name, count(p), cardinality(c.postcodes) from communes c join communes p on p.parent_code = c.insee_code
      where c.is_divided group by c.insee_code order by 1
      """
    ) { (try $0.next(String.self), try $0.next(Int.self), try $0.next(Int.self)) }
    #expect(whole.map(\.0) == ["Lyon", "Marseille", "Paris"])
    #expect(whole.map(\.1) == [9, 16, 20])
    #expect(whole.allSatisfy { $0.2 >= $0.1 })
  }

  @Test func `a second load replaces what differs and touches nothing else`() async throws {
    let (test, _) = try await LoadedPlaces.database()
    try await test.database.execute("update communes set name = 'Ailleurs', population = 1 where insee_code = '34172'")
    try await test.database.execute("delete from communes where insee_code = '01001'")
    try await test.database.execute(
      """
      insert into communes (insee_code, is_divided, name, city, department, population, postcodes, centre, outline)
      select '01999', false, 'Nulle-Part', 'Nulle-Part', '01', 0, '{}', centre, outline from communes where insee_code = '01002'
      """)
    let again = try await PlacesFeature.load(from: LoadedPlaces.fetched, into: test.database)
    #expect(again.changed == 2 && again.removed == 1 && again.communes == 34_871)
    let name = try await test.database.first("select name from communes where insee_code = '34172'") {
      try $0.next(String.self)
    }
    #expect(name == "Montpellier")
  }

  @Test func `without the fetched files the load says what to do, and changes nothing`() async throws {
    let test = try await TestDatabase.make()
    let error = await #expect(throws: FetchedPlaces.Missing.self) {
      try await PlacesFeature.load(from: FetchedPlaces(folder: "/nonexistent/places"), into: test.database)
    }
    #expect(error?.description.contains("make setup") == true)
    #expect(try await test.database.first("select count(*) from communes") { try $0.next(Int.self) } == 0)
  }

  @Test(arguments: [
    ("97502", "America/Miquelon"), ("97701", "America/St_Barthelemy"), ("98735", "Pacific/Tahiti"),
    ("2B033", "Europe/Paris"),
  ])
  func `an INSEE code tells the time zone, with or without a commune`(code: String, zone: String) async throws {
    let test = try await LoadedPlaces.database().test
    #expect(try await test.database.first("select time_zone_of(\(code))") { try $0.next(String.self) } == zone)
  }

  @Test func `the squares lose no place, and name no commune that the outlines do not`() async throws {
    let (test, _) = try await LoadedPlaces.database()
    // 2 000 places around centres, a third of them in another commune than the one whose centre it is.
    let wrong = try await test.database.query(
      """
      with places as (
        select st_setsrid(st_makepoint(
          st_x(centre) + (hashtext(insee_code || 'x') % 1000) / 40000.0,
          st_y(centre) + (hashtext(insee_code || 'y') % 1000) / 40000.0), 4326) as place
        from communes where hashtext(insee_code) % 18 = 0 and not is_divided
      ),
      found as (
        select place, commune_at(place) as code,
          (select min(insee_code) from communes where not is_divided and st_covers(outline, place)) as covering
        from places
      )
      select st_astext(place) || ' ' || coalesce(code, '-') || ' ' || covering from found
      where covering is not null and code is distinct from covering
      union all select 'only ' || count(*) from found having count(covering) < 1500
      """
    ) { try $0.next(String.self) }
    #expect(wrong.isEmpty)
  }

  @Test func `a place is looked up by its square`() async throws {
    let (test, _) = try await LoadedPlaces.database()
    let plan = try await test.database.query(
      """
      explain select insee_code from commune_cells join communes using (insee_code)
      where cell = ground_cell(st_setsrid(st_makepoint(2.3, 48.8), 4326))
        and st_covers(outline, st_setsrid(st_makepoint(2.3, 48.8), 4326))
      """
    ) { try $0.next(String.self) }
    #expect(plan.contains { $0.contains("commune_cells_pkey") }, "\(plan)")
  }
}
