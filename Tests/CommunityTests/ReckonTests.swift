import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// From curves to points.
@Suite struct ReckonTests {
  private func total(_ test: TestCommunity, _ day: String) async throws -> Int? {
    try await test.database.first(
      "select drawn_wh from community_days where day = \(TestCommunity.day(day))"
    ) { try $0.next(Int?.self) } ?? nil
  }

  @Test func `a day is as long as the clocks make it`() async throws {
    let test = try await TestCommunity.make(at: "2027-11-05T09:00:00Z")
    _ = try await test.season("2027-03-01", "2027-12-31")
    let player = try await test.player(1)
    try await test.curve(player.home, ["2027-03-28", "2027-07-01", "2027-10-31"].map(TestCommunity.day)) { _, _ in 1000
    }
    try await test.reckon()
    #expect(try await total(test, "2027-03-28") == 23_000)
    #expect(try await total(test, "2027-07-01") == 24_000)
    #expect(try await total(test, "2027-10-31") == 25_000)
    let midday = try await test.database.query("select midday_wh from community_days order by day") {
      try $0.next(Int.self)
    }
    #expect(midday == [5000, 5000, 5000])
  }

  @Test func `holes are never zeros, and too many of them leave a day out`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    try await test.curve(player.home, [TestCommunity.day("2026-11-10")]) { _, half in half < 40 ? 1000 : nil }
    try await test.curve(player.home, [TestCommunity.day("2026-11-11")]) { _, half in half < 30 ? 1000 : nil }
    try await test.reckon()
    #expect(try await total(test, "2026-11-10") == 24_000)
    #expect(try await total(test, "2026-11-11") == nil)
  }

  @Test func `the box counts for thirty days, files by hand never`() async throws {
    let test = try await TestCommunity.make(at: "2026-11-12T09:00:00Z")
    _ = try await test.season()
    let player = try await test.player(1)
    try await test.curve(player.home, [TestCommunity.day("2026-11-10")], quality: "local") { _, _ in 500 }
    try await test.curve(player.home, [TestCommunity.day("2026-11-11")], quality: "provisional") { _, _ in 500 }
    try await test.reckon()
    #expect(try await total(test, "2026-11-10") == 12_000)
    #expect(try await total(test, "2026-11-11") == nil)
    test.clock.advance(by: .seconds(40 * 86_400))
    try await test.reckon()
    #expect(try await total(test, "2026-11-10") == nil)
    try await test.curve(player.home, [TestCommunity.day("2026-11-10")]) { _, _ in 501 }
    try await test.reckon()
    #expect(try await total(test, "2026-11-10") == 12_024)
  }

  @Test func `who draws less than before is told how much, with the margin`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    try await test.curve(player.home, TestCommunity.days("2026-08-01", "2026-10-04")) { day, _ in
      1000 + day.day % 5 * 40
    }
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-07")) { day, _ in 900 + day.day % 5 * 40
    }
    try await test.reckon()
    let rows = try await player.person.call(.get, "/api/community/points?rule=savings").json["items"]?.elements ?? []
    let row = try #require(rows.first)
    #expect(row["state"] == "final" && (85...100).contains(row["points"]?.int ?? 0), "\(row)")
    #expect(row["explanation"]?.text?.contains("sans corriger du froid") == true)
    let figures = row["figures"]?.elements ?? []
    let (low, gain, high) = (
      figures.first { $0["name"] == "gainLow" }?["value"]?.double,
      figures.first { $0["name"] == "gain" }?["value"]?.double,
      figures.first { $0["name"] == "gainHigh" }?["value"]?.double
    )
    #expect((low ?? 100) < (gain ?? 0) && (gain ?? 100) < (high ?? 0))
  }

  @Test func `a colder season is corrected by the weather`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    // 10 kWh a day and 1 kWh a degree day, before and in the game: nothing was saved.
    let days = TestCommunity.days("2026-06-01", "2026-12-07")
    func cold(_ day: CivilDay) -> Int { day.month < 9 ? day.day % 3 : 8 + day.day % 7 }
    try await test.curve(player.home, days) { day, _ in (10_000 + 1000 * cold(day)) / 24 }
    try await test.database.execute(
      """
      insert into community_degree_days (day, degree_days, stored_at)
      select day, degrees, \(test.clock.now) from unnest(\(days), \(days.map { Double(cold($0)) })) as w (day, degrees)
      """)
    try await test.reckon()
    #expect(abs(try await test.points(player, "savings") ?? 100) <= 2)
    let row = try await player.person.call(.get, "/api/community/points?rule=savings").json["items"]?.elements.first
    #expect(row?["explanation"]?.text?.contains("par le même temps") == true)
  }

  @Test func `a file of the weather is read in several forms`() {
    let french = WeatherFile(Array("\u{FEFF}Date;Tmin;Tmax\n2026-12-01;2,5;7,5\n2026-12-02;19;25\nx;1;2\n".utf8)).days
    #expect(french.map(\.degreeDays) == [13, 0])
    let sums = WeatherFile(Array("day,dju\n2026-12-01,11.2\n2026-12-02,-3\n".utf8)).days
    #expect(sums.map(\.degreeDays) == [11.2] && sums.first?.day.text == "2026-12-01")
    #expect(WeatherFile(Array("date;temperature\n2026-12-01;4\n".utf8)).days.map(\.degreeDays) == [14])
    #expect(WeatherFile([]).days.isEmpty)
  }

  @Test func `who uses more than nine in ten of those who heat alike loses points`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    var players: [TestPlayer] = []
    for number in 1...11 {
      let player = try await test.player(number, heating: "gas")
      let watts = number == 11 ? 1300 : number == 10 ? 1000 : 500 + number
      try await test.curve(player.home, TestCommunity.days("2026-09-05", "2026-12-07")) { _, _ in watts }
      players.append(player)
    }
    try await test.reckon()
    func contest(_ player: TestPlayer) async throws -> JSON? {
      try await player.person.call(.get, "/api/community/points?rule=self-consumption").json["items"]?.elements.first
    }
    // The ninth tenth is the second largest: 1,000 W, 24 kWh a day as all are told; 1,300 W are 30 % above it.
    #expect(try await contest(players[10])?["points"] == -30)
    #expect(try await contest(players[9])?["points"] == 0)
    #expect(try await contest(players[0])?["points"] == 0)
    let told = try #require(try await contest(players[10]))
    #expect(told["explanation"]?.text?.contains("au-delà de 24 kWh : 30,1 points retirés") == true, "\(told)")
  }

  @Test(arguments: [(60, 60), (180, 40)])
  func `an hour of shedding goes on over a pause of less than two minutes`(_ pause: Int, _ points: Int) async throws {
    let test = try await TestCommunity.make(at: "2026-12-01T07:00:00Z")
    _ = try await test.season()
    let player = try await test.player(1, hasBox: true)
    let start = try #require(Instant(rfc3339: "2026-12-01T09:00:00Z"))
    for (from, to) in [(0, 3600), (3600 + pause, 7200 + pause)] {
      let made = try await player.person.call(
        .post, "/api/community/sheddings",
        json: [
          "from": .string((start + .seconds(from)).description), "to": .string((start + .seconds(to)).description),
          "watts": 2000,
        ])
      try #require(made.status == 201)
    }
    test.clock.advance(by: .seconds(2 * 86_400))
    let event = TestCommunity.day("2026-12-01")
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-02")) { day, half in
      day == event && 20..<25 ~= half ? 500 : 2500
    }
    try await test.reckon()
    // Two kW for two hours: the second one counts twice where it goes on.
    let earned = try #require(try await test.points(player, "shedding"))
    #expect(abs(earned - points) <= 2, "\(earned)")
  }

  @Test func `a roof fills its piggy bank and is paid for a smaller share from the street`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1, hasBox: true)
    let (before, game) = (
      TestCommunity.days("2026-09-01", "2026-10-04"), TestCommunity.days("2026-10-05", "2026-12-07")
    )
    try await test.curve(player.home, before) { _, half in half < 20 ? 600 : 100 }
    try await test.curve(player.home, game) { _, half in half < 20 ? 300 : 100 }
    try await test.curve(player.home, before + game, direction: "injected") { _, half in 20..<34 ~= half ? 800 : 0 }
    for day in before + game {
      let sun = (0..<TestCommunity.halves(day)).map { half in Int32(20..<34 ~= half ? 1500 : 0) }
      try await test.database.execute(
        "insert into production_days (home_id, day, watts) values (\(player.home)::text::uuid, \(day), \(sun))")
    }
    try await test.reckon()
    // 5,600 Wh given and 4,400 drawn a day, of 64 days one of which has an hour more.
    #expect(try await test.points(player, "piggy-bank") == 76)
    // From 7,400 of 12,300 to 4,400 of 9,300 Wh.
    #expect(try await test.points(player, "self-consumption") == 21)
  }
}
