import Glibc
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct FindStationsTests {
  @Test func `a box holds what lies in it, also across the antimeridian`() async throws {
    let country = try await TestCountry.make(stations: 300, seed: 3)
    let fiji = try await country.station("Suva", at: Coordinates(longitude: 178.4, latitude: -18.1))
    let tonga = try await country.station("Mata-Utu", at: Coordinates(longitude: -176.2, latitude: -13.3))
    var dice = SplitMix(seed: 4)
    for _ in 0..<20 {
      let (west, south) = (Double.random(in: -1...7, using: &dice), Double.random(in: 42...49, using: &dice))
      let (east, north) = (west + .random(in: 0...4, using: &dice), south + .random(in: 0...4, using: &dice))
      let expected = try await country.ids(
        "st_x(location) between \(west) and \(east) and st_y(location) between \(south) and \(north)")
      let found = try await country.all("bbox=\(west),\(south),\(east),\(north)&limit=37").map(\.id)
      #expect(Set(found) == expected && found.count == expected.count, "\(west),\(south),\(east),\(north), seed 4")
    }
    #expect(Set(try await country.all("bbox=170,-30,-170,0").map(\.id)) == [fiji.description, tonga.description])
    #expect(try await country.find("bbox=-170,-30,170,0").items.isEmpty)
  }

  @Test func `around a place the nearest come first, page after page, each once`() async throws {
    let country = try await TestCountry.make(stations: 300, seed: 5)
    // A tie that no page can hold.
    for _ in 0..<9 { try await country.station("Là") }
    let items = try await country.all("near=48.8606,2.3364&limit=4")
    #expect(items.count == 309 && Set(items.map(\.id)).count == 309)
    #expect(items.prefix(9).allSatisfy { $0["name"] == "Là" && $0.metres == 0 })
    #expect(zip(items, items.dropFirst()).allSatisfy { $0.metres <= $1.metres })
    for item in items {
      guard case .number(let lat)? = item["location"]?["lat"], case .number(let lon)? = item["location"]?["lon"] else {
        continue
      }
      let metres = onSphere(Double(lat) ?? 0, Double(lon) ?? 0)
      #expect(abs(metres - item.metres) < 1 + metres * 0.004, "\(item.id)")
    }
    let near = try await country.all("near=48.8606,2.3364&radius=100000")
    #expect(near.map(\.id) == items.prefix { $0.metres <= 100_000 }.map(\.id) && near.count > 9)
  }

  /// From the place of the test above.
  private func onSphere(_ latitude: Double, _ longitude: Double) -> Double {
    let (a, b) = (latitude * .pi / 180, 48.8606 * .pi / 180)
    let chord = pow(sin((a - b) / 2), 2) + cos(a) * cos(b) * pow(sin((longitude - 2.3364) * .pi / 360), 2)
    return 2 * 6_371_000 * asin(sqrt(chord))
  }

  @Test func `words find name, brand, town and postcode, accents and slips forgiven`() async throws {
    let country = try await TestCountry.make()
    try await country.station("Parking du Marché", brand: "IONITY", city: "Saint-Étienne", postcode: "42000")
    try await country.station(
      "L'Isle-sur-la-Sorgue - Gare", brand: "Tesla", city: "L'Isle-sur-la-Sorgue", postcode: "84800")
    try await country.station("Comédie", brand: "Révéo", city: "Montpellier", postcode: "34000")
    try await country.station("Antigone", brand: "Tesla", city: "Montpellier", postcode: "34000")
    for (asked, names) in [
      ("saint etienne", ["Parking du Marché"]), ("SAINT-%C3%89TIENNE", ["Parking du Marché"]),
      ("marche", ["Parking du Marché"]), ("isle+sorgue", ["L'Isle-sur-la-Sorgue - Gare"]),
      ("l'isle", ["L'Isle-sur-la-Sorgue - Gare"]), ("reveo", ["Comédie"]), ("42000", ["Parking du Marché"]),
      ("ionitty", ["Parking du Marché"]), ("montpelier tesal", ["Antigone"]), ("tesla montp", ["Antigone"]),
      ("telsa montp", ["Antigone"]),
      ("xyzzy", []), ("!?", []), ("tesla paris", []),
    ] {
      let query = asked.split(separator: " ").joined(separator: "+")
      #expect(try await country.names("q=\(query)").sorted() == names, "\(asked)")
    }
    #expect(Set(try await country.names("q=Monpellier")) == ["Comédie", "Antigone"])
  }

  @Test func `a commune holds what its outline covers`() async throws {
    let country = try await TestCountry.make()
    try await country.test.database.execute(
      """
      insert into communes (insee_code, is_divided, name, city, department, population, postcodes, centre, outline)
      values ('75056', false, 'Paris', 'Paris', '75', 1, '{75001}', st_setsrid(st_point(2.3364, 48.8606), 4326),
        st_multi(st_makeenvelope(2.3, 48.8, 2.4, 48.9, 4326)))
      """)
    try await country.station("Dedans")
    try await country.station("Dehors", at: Coordinates(longitude: 2.41, latitude: 48.86))
    #expect(try await country.names("commune=75056") == ["Dedans"])
    #expect(try await country.names("commune=34172") == [])
  }

  @Test func `along a way stations come in the order of the drive`() async throws {
    let country = try await TestCountry.make()
    for (name, longitude, latitude) in [
      ("Chalon", 4.85, 46.78), ("Dijon", 5.04, 47.32), ("Lyon", 4.84, 45.76), ("Bordeaux", -0.57, 44.84),
      ("Mâcon", 4.83, 46.31),
    ] { try await country.station(name, at: Coordinates(longitude: longitude, latitude: latitude)) }
    let there = encoded([(47.32, 5.04), (46.78, 4.85), (45.76, 4.84)])
    #expect(try await country.names("along=\(there)&corridor=20000") == ["Dijon", "Chalon", "Mâcon", "Lyon"])
    #expect(try await country.names("along=\(there)&corridor=500") == ["Dijon", "Chalon", "Lyon"])
    let pages = try await country.all("along=\(there)&corridor=20000&limit=1")
    #expect(pages.count == 4 && pages.allSatisfy { (0...20_000).contains($0.metres) })
    let back = encoded([(45.76, 4.84), (46.78, 4.85), (47.32, 5.04)])
    #expect(try await country.names("along=\(back)&corridor=20000") == ["Lyon", "Mâcon", "Chalon", "Dijon"])
  }

  private func encoded(_ places: [(Double, Double)]) -> String {
    polyline(places.map { Coordinates(longitude: $0.1, latitude: $0.0) }).utf8.map { "%" + String($0, radix: 16) }
      .joined()
  }

  @Test func `a postcode finds who lies where it is used, and never a number like it`() async throws {
    let country = try await TestCountry.make()
    try await country.test.database.execute(
      """
      insert into communes (insee_code, parent_code, is_divided, name, city, department, population, postcodes, centre, outline)
      select code, parent, code = '69123', city, city, left(code, 2), 1, postcodes, st_setsrid(st_point(x, y), 4326),
        st_multi(st_makeenvelope(x - w, y - w, x + w, y + w, 4326))
      from (values ('69123', null, 'Lyon', array['69001', '69003'], 4.85, 45.75, 0.05),
        ('69383', '69123', 'Lyon', array['69003'], 4.86, 45.75, 0.01), ('69381', '69123', 'Lyon', array['69001'], 4.82, 45.75, 0.01),
        ('34172', null, 'Montpellier', array['34000', '34070'], 3.87, 43.61, 0.05)
      ) as c (code, parent, city, postcodes, x, y, w)
      """)
    let (third, montpellier) = (
      Coordinates(longitude: 4.86, latitude: 45.75), Coordinates(longitude: 3.87, latitude: 43.61)
    )
    try await country.station("Part-Dieu", city: "Lyon", postcode: "69003", at: third)
    try await country.station("Préfecture", city: "Lyon", postcode: "69001", at: third)
    try await country.station(
      "Terreaux", city: "Lyon", postcode: "69001", at: Coordinates(longitude: 4.82, latitude: 45.75))
    try await country.station("Comédie", city: "Montpellier", at: montpellier)
    try await country.station("Ovalie", city: "Montpellier", postcode: "34070", at: montpellier)
    #expect(try await country.names("q=69003") == ["Part-Dieu", "Préfecture"])
    #expect(try await country.names("q=69001").sorted() == ["Préfecture", "Terreaux"])
    #expect(try await country.names("q=34000") == ["Comédie"])
    #expect(try await Set(country.names("q=34070")) == ["Comédie", "Ovalie"])
    for number in ["69002", "69008", "34071", "99999"] {
      #expect(try await country.names("q=" + number).isEmpty, "\(number)")
    }
  }

  @Test func `whoever asks long questions waits for their turn, and a write does not`() async throws {
    let country = try await TestCountry.make(stations: 20)
    let database = country.test.database
    try await withThrowingTaskGroup(of: Int.self) { group in
      try await database.heavily(for: "a") {
        try await database.heavily(for: "b") {
          try await database.heavily(for: "c") {
            for query in ["q=75011", "along=wheiHgljMvq%5Dw%7CbA", "commune=75056&near=48,2"] {
              group.addTask { try await country.find(query).status }
            }
            try await eventually("three wait") { database.figures.waiting == 3 }
            try await database.transaction { try await $0.execute("update stations set city = 'Ailleurs'") }
            #expect(database.figures.waiting == 3)
          }
        }
      }
      for try await status in group { #expect(status == 200) }
    }
  }

  private static let nonsense = [
    "bbox=nan,1,2,3", "bbox=1,2,3", "bbox=1,2,3,4,5", "bbox=0,50,1,40", "bbox=-181,0,0,1", "bbox=", "bbox=1e400,0,1,1",
    "near=nan,2", "near=91,0", "near=48", "near=48,2&radius=0", "near=48,2&radius=1e9", "radius=5",
    "near=48,2&near=48,3", "q=", "commune=Paris", "along=%01%02", "along=abc", "along=_p~iF", "along=~~~~~~~~~~~~~~",
    "along=_p~iF~ps%7CU_ulLnnqC", "along=%3F%3F%3F%3F&corridor=1000000000", "corridor=10", "limit=0", "limit=201",
    "cursor=next", "facets=2",
    "minPower=-1", "minPower=fast", "socket=usb", "access=closed", "free=yes", "twoWheels=2", "available=later",
    "at=tomorrow", "at=2020-01-01T00:00:00Z", "at=2026-12-31T00:00:00Z", "maxHeight=0", "colour=red", "brand=",
  ]

  @Test func `nonsense is refused by its name`() async throws {
    let country = try await TestCountry.make()
    for query in Self.nonsense {
      let answer = try await country.find(query)
      #expect(answer.status == 422 && answer.problem == "validation", "\(query)")
      let name = answer.pointers.first.map { String($0.dropFirst()) } ?? "-"
      #expect(query.contains(name) || ["?near", "?along"].contains(answer.pointers.first), "\(answer.text)")
    }
  }

  @Test func `what is long, odd or empty is answered`() async throws {
    let country = try await TestCountry.make(stations: 20)
    #expect(try await country.find("q=" + String(repeating: "a", count: 10_000)).status == 422)
    for query in [
      "", "bbox=2,48,2,48", "bbox=-180,-90,180,90", "near=90,0", "near=-90,180", "q=%27%3B--", "q=%26%7C!():*",
      "q=%F0%9F%94%8C",
      "along=%3F%3F%3F%3F", "along=%3F%3F%3F%3F&near=48,2&q=borne&bbox=0,40,10,50&commune=75056&facets=1",
    ] {
      let answer = try await country.find(query)
      #expect(answer.status == 200, "\(query): \(answer.text)")
    }
  }
}

extension FindStationsTests {
  @Test func `the documented members of a list are those that are written`() async throws {
    let country = try await TestCountry.make()
    try await country.station("Halles", city: "Paris")
    try await country.station("Gare", city: "Paris")
    let answer = try await country.find("facets=1&limit=1&near=48.86,2.34")
    let schema = Schema.of(StationList.Description.self).json
    func names(_ json: JSON?) -> [String] {
      if case .object(let members)? = json { members.map(\.0).sorted() } else { [] }
    }
    #expect(names(answer.json) == names(schema["properties"]))
    #expect(names(answer.items.first) == names(schema["properties"]?["items"]?["items"]?["properties"]))
    #expect(names(answer.json["facets"]) == names(Schema.of(Facets.Description.self).json["properties"]))
    guard case .string(let next)? = answer.json["_links"]?["next"]?["href"] else {
      Issue.record("no next page")
      return
    }
    #expect(next.hasPrefix("/api/stations?facets=1&limit=1&near=48.86%2C2.34&cursor="))
    #expect(try await country.test.app.call(.get, next).items.count == 1)
  }

  @Test func `what has not changed is not sent again`() async throws {
    let country = try await TestCountry.make(stations: 5)
    let tag = try #require(try await country.find("").headers["ETag"])
    #expect(try await country.test.app.call(.get, "/api/stations", "If-None-Match", tag).status == 304)
    try await country.station("Neuf")
    #expect(try await country.test.app.call(.get, "/api/stations", "If-None-Match", tag).status == 200)
  }
}
