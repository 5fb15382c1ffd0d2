import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// Charges of the car that follow the sun: by what was metered, half-hour by half-hour.
@Suite struct ChargeTests {
  /// Two hours from 11 o'clock on, 6 kWh, as the charging slice leaves them.
  private func charge(
    _ player: TestPlayer, _ test: TestCommunity, from start: String, hours: Int = 2, kwh: Double = 6
  ) async throws {
    let at = try #require(Instant(rfc3339: start))
    let end = at + .seconds(3600 * hours)
    try await test.database.transaction { transaction in
      try await transaction.execute("set local session_replication_role = replica")
      try await transaction.execute(
        """
        insert into charges (id, account_id, point_id, started_at, start_soc, target_soc, usable_kwh, ac_kw, ac_phases,
          car_sockets, point_sockets, booked_until, ends_at, end_reason, end_soc, energy_kwh)
        values (gen_random_uuid(), \(player.person.id)::text::uuid, gen_random_uuid(), \(at), 20, 80, 50, 7, 1, array['type2'],
          array['type2'], \(end), \(end), 'stopped', 40, \(kwh))
        """)
    }
  }

  private func levels(_ test: TestCommunity) async throws {
    try await test.database.execute(
      """
      insert into grid_levels (computed_at, rates, loads, spreads)
      values (\(test.clock.now), array[20, 40, 60]::real[], array[40000, 50000, 60000]::real[], array[1, 2]::real[])
      """)
  }

  /// The grid's readings of a day: its load and its rate of carbon.
  private func grid(_ test: TestCommunity, _ day: String, load: Int, grams: Int) async throws {
    let start = TestCommunity.zone.start(of: TestCommunity.day(day))
    try await test.database.execute(
      """
      insert into grid_readings (perimeter, at, nature, stored_at, consumption, nuclear, gas)
      select 'france', \(start)::timestamptz + n * interval '30 minutes', 1, \(test.clock.now), \(Int32(load)),
        \(Int32(429 - grams)), \(Int32(grams))
      from generate_series(0, 47) n
      """)
  }

  private func row(_ player: TestPlayer) async throws -> JSON? {
    let rows = try await player.person.call(.get, "/api/community/points?rule=booking&all=false")
    return rows.json["items"]?.elements.first
  }

  @Test func `a kilowatt-hour under the own surplus is a point, no more than there was`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    test.clock.advance(by: .seconds(86_400))
    // 1.5 kW to spare: 3 of the 6 kWh.
    try await test.curve(player.home, [TestCommunity.day("2026-12-08")], direction: "injected") { _, half in
      22..<26 ~= half ? 1500 : 0
    }
    try await charge(player, test, from: "2026-12-08T10:00:00Z")
    try await test.reckon()
    let earned = try #require(try await row(player))
    #expect(earned["points"] == 3 && earned["state"] == "provisional", "\(earned)")
    #expect(earned["inputs"] == ["wh": 6000, "sunWh": 3000, "peakWh": 0])
    test.clock.advance(by: .seconds(3 * 86_400))
    try await test.reckon()
    #expect(try await row(player)?["state"] == "final")
  }

  @Test func `the cleanest grid counts as the sun, and the peak of a tense day costs three`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let (clean, tense, plain) = (try await test.player(1), try await test.player(2), try await test.player(3))
    try await levels(test)
    test.clock.advance(by: .seconds(3 * 86_400))
    try await grid(test, "2026-12-08", load: 45_000, grams: 15)
    try await grid(test, "2026-12-09", load: 65_000, grams: 80)
    try await grid(test, "2026-12-10", load: 45_000, grams: 50)
    try await charge(clean, test, from: "2026-12-08T10:00:00Z")
    // 18 to 20 h on the wall.
    try await charge(tense, test, from: "2026-12-09T17:00:00Z")
    try await charge(plain, test, from: "2026-12-10T17:00:00Z")
    try await test.reckon()
    #expect(try await row(clean)?["points"] == 6)
    #expect(try await row(tense)?["points"] == -18)
    #expect(try await row(plain)?["points"] == 0)
    #expect(try await row(tense)?["state"] == "final")
    // Another year's limits change nothing of what is final.
    try await test.database.execute("update grid_levels set rates = array[1, 2, 3]::real[]")
    try await test.reckon()
    #expect(try await row(clean)?["points"] == 6)
  }

  @Test func `what is not charged yet, and what was charged before joining, brings nothing`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    try await charge(player, test, from: "2026-12-07T10:00:00Z")
    try await charge(player, test, from: "2026-12-08T08:30:00Z")
    try await test.reckon()
    #expect(try await row(player) == nil)
  }
}
