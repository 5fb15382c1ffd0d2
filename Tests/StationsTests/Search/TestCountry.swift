import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

/// A few hundred stations scattered by a seed, and a few with names, to be searched.
struct TestCountry {
  let test: TestStations

  static func make(stations: Int = 0, seed: UInt64 = 1) async throws -> TestCountry {
    let country = TestCountry(test: try await TestStations.make())
    if stations > 0 { try await country.scatter(stations, seed: seed) }
    return country
  }

  /// Between 0 and 8 degrees east and 43 and 50 north, a third of them on the spot of another, one to four points each.
  func scatter(_ count: Int, seed: UInt64) async throws {
    try await test.database.execute(
      """
      with dice as (
        select n, ('x' || md5(\(String(seed))::text || n))::bit(32)::bigint & 65535 as a,
          ('x' || md5(\(String(seed))::text || -n))::bit(32)::bigint & 65535 as b
        from generate_series(1, \(count)) as n
      )
      insert into stations (id, irve_id, name, brand, operator, city, postcode, location, max_height_m, source)
      select gen_random_uuid(), 'FRABCP' || n, 'Borne ' || n, (array['Lidl', 'Tesla', 'IONITY', null])[1 + a % 4],
        (array['Freshmile', 'IZIVIA', null])[1 + b % 3], 'Ville', '75001',
        st_setsrid(st_point((a / 3 * 3 % 800) / 100.0, 43 + (b / 3 * 3 % 700) / 100.0), 4326),
        (array[1.9, 2.3, null])[1 + a % 3], 'irve'
      from dice
      """)
    // Two thirds of the stations have points that are alike in their terms.
    try await test.database.execute(
      """
      with dice as (
        select s.id, s.irve_id, n, hashtext(s.irve_id || n) & 65535 as own,
          case when hashtext(s.irve_id) % 3 = 0 then hashtext(s.irve_id || -n) else hashtext(s.irve_id) end & 1048575 as d
        from stations s, generate_series(1, 1 + (hashtext(s.irve_id) & 3)) as n
      )
      insert into charge_points (id, station_id, irve_id, power_w, sockets, accessibility, out_of_service, source, terms_id)
      select gen_random_uuid(), id, irve_id || 'E' || n,
        (array[3700, 7400, 22080, 50000, 150000, null])[1 + own % 6], 1 << own % 5,
        (array['reserved', 'accessible', 'notAccessible', 'unknown'])[1 + own / 8 % 4], own % 7 = 0, 'irve',
        terms_of((array['open', 'restricted'])[1 + d % 2], hours =>
          (array['24/7', 'Mo-Fr 08:00-20:00', 'Sa-Su 22:00-06:00', null])[1 + d / 2 % 4], two_wheelers_only => d / 8 % 10 = 0,
          pay_card => (array[true, false, null])[1 + d / 80 % 3], free => (array[true, false, null])[1 + d / 240 % 3])
      from dice
      """)
    try await test.database.run(script: Script(literal: "analyze stations; analyze charge_points"))
  }

  @discardableResult
  func station(
    _ name: String, brand: String? = nil, city: String? = nil, postcode: String? = nil, at place: Coordinates = .paris
  ) async throws -> Station.ID {
    let number = Int.random(in: 0..<1_000_000_000)
    let id = try await test.imported(name, irveId: "FRABCN\(number)", point: "FRABCM\(number)", at: place).station
    try await test.database.execute(
      "update stations set brand = \(brand), city = \(city), postcode = \(postcode) where id = \(id)")
    return id
  }

  func find(_ query: String) async throws -> TestAnswer { try await test.app.call(.get, "/api/stations?" + query) }

  func names(_ query: String) async throws -> [String] { try await find(query).names }

  /// Every page's stations, by following links.
  func all(_ query: String) async throws -> [JSON] {
    var (items, next) = ([JSON](), "/api/stations?" + query as String?)
    while let path = next {
      let answer = try await test.app.call(.get, path)
      try #require(answer.status == 200, "\(path): \(answer.text)")
      items += answer.items
      next = answer.json["_links"]?["next"]?["href"]?.text
    }
    return items
  }

  /// The ids that PostgreSQL finds by a condition written otherwise.
  func ids(_ condition: SQL) async throws -> Set<String> {
    Set(
      try await test.database.query("select s.id::text from stations s where \(sql: condition)") {
        try $0.next(String.self)
      })
  }
}

extension TestAnswer {
  var names: [String] { items.compactMap { $0["name"]?.text } }
}

extension JSON {
  var id: String { self["id"]?.text ?? "" }
  var metres: Double { if case .number(let text)? = self["distanceM"] { Double(text) ?? -1 } else { -1 } }
}
