import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import TestSupport
import Testing

@testable import Stations

/// The country in memory against PostgreSQL: whatever is asked, both say the same.
@Suite struct EqualityTests {
  private static let seed: UInt64 = 21

  /// Stations with reports, bookings, evidence and terms of all kinds, two of them on either side of the antimeridian.
  private func country() async throws -> TestCountry {
    let country = try await TestCountry.make(stations: 160, seed: Self.seed)
    try await country.station("Suva", city: "Suva", at: Coordinates(longitude: 178.4, latitude: -18.1))
    try await country.station("Mata-Utu", brand: "Tesla", at: Coordinates(longitude: -176.2, latitude: -13.3))
    try await name(country)
    let (now, person) = (country.test.clock.now, try await country.test.person(.driver, "camille@example.org"))
    try await country.test.database.execute(
      """
      insert into point_status (point_id, condition, occupancy, at)
      select id, (array['inService', 'outOfService', 'unknown'])[1 + n % 3],
        (array['free', 'occupied', 'reserved', 'unknown'])[1 + n % 4], \(now) - n % 2 * interval '1 hour'
      from (select id, row_number() over (order by irve_id) as n from charge_points) as p where n % 5 > 1
      """)
    // Half-hours one after another, some of which have lapsed or end early. A driver may have one at a time.
    try await country.test.database.execute(
      """
      with drawn as (
        select id, row_number() over (order by irve_id)::integer as n from charge_points order by irve_id limit 60
      ), people as (
        insert into accounts (id, email, display_name, password_hash, role, language, created_at)
        select gen_random_uuid(), 'p' || n || '@example.org', 'P', password_hash, role, language, \(now)
        from drawn, accounts a where a.id = \(person.id)::uuid returning id, email
      )
      insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at)
      select gen_random_uuid(), d.id, p.id, tstzrange(start, start + interval '30 minutes'),
        case when k = 0 and n % 2 = 0 then 'charging' else 'reserved' end,
        start + (array[15, 15, 30, 20])[1 + (n + k) % 4] * interval '1 minute', 1 + k, \(now)
      from drawn d join people p on p.email = 'p' || n || '@example.org', generate_series(0, 2) as k,
        lateral (select date_trunc('minute', \(now)::timestamptz) + ((n % 50) - 40 + k * 30) * interval '1 minute') as s (start)
      """)
    try await country.test.database.execute(
      """
      update charge_points set evidence = '[{"code": "power-watts", "field": "puissance_nominale", "from": "22000"}]',
        location = st_setsrid(st_point(2.5, 48.5), 4326) where hashtext(irve_id) % 4 = 0
      """)
    return country
  }

  /// Names with accents, signs and words alike, in towns that have a postcode, or none.
  private func name(_ country: TestCountry) async throws {
    try await country.test.database.execute(
      """
      with drawn as (select id, hashtext(irve_id) & 1048575 as d from stations where irve_id like 'FRABCP%')
      update stations s set
        name = (array['Parking du Marché', 'Hôtel – Île de France', 'Œuvre d''art', 'Super U', 'Gare SNCF Étienne',
          'MARCHÉ couvert n°½', 'Café Bœuf', 'Parc des Expositions', 'Borne', 'Électricité Strasbourg'])[1 + d % 10]
          || case when d % 3 = 0 then '' else ' ' || d % 17 end,
        city = (array['Montpellier', 'Saint-Étienne', 'Ville', 'Marseille', null])[1 + d / 16 % 5],
        postcode = (array['34000', '42000', '75001', '13001', null])[1 + d / 64 % 5]
      from drawn where drawn.id = s.id and d % 4 > 0
      """)
    try await country.test.database.execute(
      """
      insert into communes (insee_code, parent_code, is_divided, name, city, department, population, postcodes, centre, outline)
      select code, parent, code = '75056', 'Ici', 'Ici', left(code, 2), 1, array[postcode], st_setsrid(st_point(x, y), 4326),
        st_multi(st_makeenvelope(x - 1, y - 1, x + 1, y + 1, 4326))
      from (values ('75056', null, '75001', 2.5, 48.5), ('75101', '75056', '75001', 2.5, 48.5), ('34172', null, '34000', 3.9, 43.6)) as c (code, parent, postcode, x, y)
      """)
  }

  private static func draw(_ dice: inout SplitMix) -> [String] {
    let choices = [
      ["minPower=22.08", "minPower=50", "minPower=3.7"], ["socket=ccs", "socket=ccs&socket=type2", "socket=other"],
      ["access=open"], ["free=1"], ["card=1"], ["pmr=1"], ["twoWheels=1", "twoWheels=0"], ["open24h=1"],
      ["brand=Tesla", "brand=Nobody", "brand=IONITY"], ["operator=Freshmile"], ["maxHeight=1.9", "maxHeight=2.05"],
      ["available=now", "at=2026-11-21T08:20:00Z", "at=2026-11-21T08:40:00Z", "at=2026-11-23T12:00:00Z"],
    ]
    return choices.filter { _ in Int.random(in: 0..<7, using: &dice) == 0 }
      .compactMap { $0.randomElement(using: &dice) } + place(&dice)
  }

  private static func place(_ dice: inout SplitMix) -> [String] {
    func number(_ range: ClosedRange<Double>) -> Double {
      (Double.random(in: range, using: &dice) * 1000).rounded() / 1000
    }
    var parts: [String] = []
    if Int.random(in: 0..<3, using: &dice) == 0 {
      let (west, south) = (number(-1...7), number(42...49))
      parts.append(
        [
          "bbox=\(west),\(south),\(west + number(0...5)),\(south + number(0...5))", "bbox=170,-30,-170,0",
          "bbox=-180,-90,180,90",
        ].randomElement(using: &dice) ?? "")
    }
    if Int.random(in: 0..<2, using: &dice) == 0 {
      parts.append("near=\(number(42...50)),\(number(-1...8))")
      if Int.random(in: 0..<2, using: &dice) == 0 { parts.append("radius=\(number(1000...400_000))") }
    }
    if Int.random(in: 0..<4, using: &dice) == 0 {
      let words = (0..<Int.random(in: 1...3, using: &dice)).map { _ in SlippedWord.draw(&dice) }
      parts.append("q=" + words.joined(separator: " ").percentEncoded)
    }
    if Int.random(in: 0..<8, using: &dice) == 0 { parts.append("commune=34172") }
    return parts
  }

  private func ask(_ query: String) throws -> Request {
    Request(
      id: .sample, method: .get, target: try #require(Target("/api/stations?" + query)), headers: Headers(), client: "",
      receivedAt: .sample, body: .none)
  }

  private func json(_ response: Response) throws -> JSON {
    guard case .bytes(let bytes) = response.body else { return .null }
    return try JSONParser.parse(bytes.array)
  }

  @Test func `lists and facets are those that PostgreSQL gives, page after page`() async throws {
    let country = try await country()
    let (network, now) = (country.test.network, country.test.clock.now)
    try await network.storeWords()
    let stored = StoredStations(database: country.test.database, now: now)
    let moment = try await network.country.present()
    var dice = SplitMix(seed: Self.seed)
    for number in 0..<FuzzScale.count(40, long: 10_000) {
      var query = (Self.draw(&dice) + ["facets=1", "limit=\(Int.random(in: 1...30, using: &dice))"])
        .joined(separator: "&")
      for _ in 0..<Int.random(in: 1...2, using: &dice) {
        let request = try ask(query)
        let wanted = try request.query(as: FindStations.self)
        if let usual = FindStations(usual: request.target.query) { #expect("\(usual)" == "\(wanted)") }
        let json = try await json(network.find(wanted, in: moment, at: now, for: request))
        let expected = try await stored.list(wanted, limit: wanted.limit?.count ?? 50)
        #expect(json["items"] == .array(expected), "question \(number) of seed \(Self.seed): \(query)")
        #expect(json["facets"] == (try await stored.facets(wanted)), "question \(number): \(query)")
        guard let next = json["_links"]?["next"]?["href"]?.text else { break }
        query = String(next.drop { $0 != "?" }.dropFirst())
      }
    }
  }

  @Test func `stations are those that PostgreSQL shows, at any moment and in any language`() async throws {
    let country = try await country()
    let test = country.test
    let ids = try await test.database.query("select id from stations order by id limit 25") { row in
      try row.next(Station.ID.self)
    }
    for pause in [0, 1260, 86_400] {
      test.clock.advance(by: .seconds(Int64(pause)))
      let stored = StoredStations(database: test.database, now: test.clock.now)
      let moment = try await test.network.country.present()
      for id in ids {
        let index = try #require(moment.country.index(of: id))
        let shown = try JSONParser.parse(moment.station(index, at: test.clock.now).array)
        #expect(shown == (try await stored.station(id)), "\(id) after \(pause) s")
      }
    }
    let path = "/api/stations/\(ids[0])"
    let english = try await test.app.call(.get, path, "Accept-Language", "en")
    #expect(try await test.app.call(.get, path).bytes == english.bytes)
  }
}
