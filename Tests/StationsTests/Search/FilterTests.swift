import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct FilterTests {
  private func filter(_ query: String) throws -> StationFilter {
    let request = Request(
      id: .sample, method: .get, target: try #require(Target("/?" + query)), headers: Headers(), client: "",
      receivedAt: .sample, body: .none)
    return try request.query(as: StationFilter.self)
  }

  @Test func `a filter has one text, however it is asked`() throws {
    let one = try filter("socket=ccs&minPower=50&socket=type2&brand=A%26B+C&at=2026-11-21T08:30:40Z&available=now")
    let other = try filter(
      "at=2026-11-21T09:30:00%2B01:00&brand=A%26B%20C&socket=type2&socket=ccs&socket=ccs&minPower=5e1")
    #expect(one == other && one.description == other.description)
    #expect(try filter(one.description) == one)
    #expect(try filter("").description.isEmpty)
    // A sign that bears an accent is still that sign.
    let accented = try filter("brand=a%2B%CC%BEb%26%CC%81")
    #expect(accented.brand == "a+\u{33E}b&\u{301}")
    #expect(try filter(accented.description) == accented)
    #expect(try filter("twoWheels=0") != filter("") && filter("twoWheels=0") != filter("twoWheels=1"))
  }

  /// How many points match: the filter once more, on what the API shows of a station and its points.
  private func matching(_ filter: StationFilter, _ station: JSON) -> Int {
    func number(_ json: JSON?) -> Double? { if case .number(let text)? = json { Double(text) } else { nil } }
    func texts(_ json: JSON?) -> [String] {
      guard case .array(let list)? = json else { return [] }
      return list.compactMap { $0.text }
    }
    guard filter.brand.map({ station["brand"] == .string($0) }) ?? true,
      filter.operator.map({ station["operator"] == .string($0) }) ?? true,
      filter.height.map({ height in number(station["maxHeightM"]).map { $0 >= height } ?? true }) ?? true,
      case .array(let points)? = station["chargePoints"]
    else { return 0 }
    return points.count { point in
      filter.minPower.map { number(point["powerKw"]) ?? 0 >= $0.kilowatts } ?? true
        && (filter.sockets.isEmpty || filter.sockets.names.contains { texts(point["sockets"]).contains($0.rawValue) })
        && (!filter.onlyAccessible || ["reserved", "accessible"].contains(point["accessibility"]))
        && (!filter.onlyOpenAccess || point["access"] == "open")
        && (!filter.onlyFree || point["payment"]?["free"] == true)
        && (!filter.onlyCard || point["payment"]?["card"] == true)
        && filter.twoWheelers.map { point["twoWheelersOnly"] == .bool($0) } ?? true
        && (!filter.onlyOpen24h || point["hours"]?["open24h"] == true)
        && (filter.available == nil || point["status"] == "free" && point["hours"]?["openNow"] != false)
    }
  }

  private static func draw(_ dice: inout SplitMix) -> String {
    let choices = [
      ["minPower=22.08", "minPower=50", "minPower=3.7"], ["socket=ccs", "socket=ccs&socket=type2", "socket=other"],
      ["access=open"], ["free=1"], ["card=1"], ["pmr=1"], ["twoWheels=1", "twoWheels=0", "twoWheels=0"], ["open24h=1"],
      ["brand=Tesla", "brand=Nobody"], ["operator=Freshmile"], ["maxHeight=1.9", "maxHeight=2.3"], ["available=now"],
    ]
    return choices.filter { _ in Int.random(in: 0..<6, using: &dice) == 0 }
      .compactMap { $0.randomElement(using: &dice) }.joined(separator: "&")
  }

  @Test func `lists hold what matches, facets count it, whatever the filter`() async throws {
    let country = try await TestCountry.make(stations: 150, seed: 7)
    try await country.test.database.execute(
      """
      insert into point_status (point_id, condition, occupancy, at)
      select id, (array['inService', 'outOfService', 'unknown'])[1 + n % 3],
        (array['free', 'occupied', 'reserved', 'unknown'])[1 + n % 4], \(country.test.clock.now) - n % 2 * interval '1 hour'
      from (select id, row_number() over (order by irve_id) as n from charge_points) as p where n % 5 > 0
      """)
    var stations: [JSON] = []
    for item in try await country.all("limit=200") {
      stations.append(try await country.test.app.call(.get, "/api/stations/\(item.id)").json)
      for name in [
        "points", "sockets", "accessibility", "updatedOn", "hours", "address", "access", "payment", "varies",
      ] {
        #expect(item[name] == stations.last?[name], "\(name) of \(item.id)")
      }
    }
    var dice = SplitMix(seed: 8)
    for _ in 0..<40 {
      let query = Self.draw(&dice)
      let asked = try filter(query)
      let points = stations.reduce(into: [String: Int]()) { $0[$1.id] = matching(asked, $1) }.filter { $0.value > 0 }
      let expected = Set(points.keys)
      let answer = try await country.find("limit=200&facets=1&" + query)
      #expect(Set(answer.items.map(\.id)) == expected, "\(query), seed 8")
      for item in answer.items {
        #expect(item["points"]?["total"] == .integer(points[item.id] ?? 0), "\(query), \(item.id), seed 8")
      }
      #expect(answer.json["facets"]?["points"] == .integer(points.values.reduce(0, +)), "\(query), seed 8")
      #expect(answer.json["facets"]?["stations"] == .integer(expected.count), "\(query), seed 8")
    }
  }

  @Test func `a point that somebody has booked is free before and after`() async throws {
    let country = try await TestCountry.make()
    let person = try await country.test.person(.driver, "camille@example.org")
    let (station, point) = try await country.test.imported()
    let now = country.test.clock.now
    try await country.test.database.execute("update charge_points set terms_id = terms_of(hours => '24/7')")
    try await country.test.database.execute(
      """
      insert into reservations (id, point_id, account_id, during, state, lapses_at, place, created_at)
      values (gen_random_uuid(), \(point), \(person.id)::uuid,
        tstzrange(\(now + .seconds(3600)), \(now + .seconds(5400))), 'reserved', \(now + .seconds(4500)), 1, \(now))
      """)
    func isFound(_ query: String) async throws -> Bool {
      try await country.find(query).items.map(\.id) == [station.description]
    }
    #expect(try await isFound("available=now"))
    #expect(try await isFound("at=\(now + .seconds(3599))"))
    #expect(try await !isFound("at=\(now + .seconds(3600))"))
    #expect(try await !isFound("at=\(now + .seconds(5399))"))
    #expect(try await isFound("at=\(now + .seconds(5400))"))
    country.test.clock.advance(by: .seconds(3600))
    #expect(try await !isFound("available=now"))
    // Nobody came.
    country.test.clock.advance(by: .seconds(900))
    #expect(try await isFound("available=now"))
  }

  @Test func `PostgreSQL and the program agree on who is open`() async throws {
    let test = try await TestStations.make()
    var dice = SplitMix(seed: 9)
    for zone in ["Europe/Paris", "Indian/Reunion", "America/Martinique"] {
      for text in [
        "Mo-Fr 08:00-20:00", "Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00", "Fr-Sa 22:00-04:00", "24/7",
        "Su 20:00-24:00; Mo 00:00-02:00", "Mo,We,Fr-Su 00:00-24:00", "Su 22:00-06:00", "Tu 06:30-23:45",
      ] {
        let hours = try #require(OpeningHours.read(text).hours)
        let moments = (0..<60).map { _ in Instant(seconds: 1_795_000_000 + Int64.random(in: 0..<700_000, using: &dice))
        }
        let open = try await test.database.query(
          "select is_open(\(hours.description), \(zone), at) from unnest(\(moments)) with ordinality as m (at, n) order by n"
        ) { try $0.next(Bool.self) }
        let clock = try #require(Zone.named(zone))
        let expected = moments.map { hours.isOpen(at: $0, in: clock) }
        #expect(open == expected, "\(hours) in \(zone), seed 9")
      }
    }
  }
}
