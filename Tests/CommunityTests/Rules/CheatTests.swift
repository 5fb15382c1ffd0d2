import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// What people try, and what it brings them.
@Suite struct CheatTests {
  /// A home that draws 2,500 W in the evening and 300 W otherwise, and sheds on a Tuesday evening.
  private func evening(
    hasBox: Bool = true, declared: Int = 2000, _ change: (CivilDay, Int) -> Int?
  ) async throws -> Int {
    let test = try await TestCommunity.make(at: "2026-12-01T09:00:00Z")
    _ = try await test.season()
    let player = try await test.player(1, mode: hasBox ? "full" : "simple", hasBox: hasBox)
    let announced = try await player.person.call(
      .post, "/api/community/sheddings",
      json: ["from": "2026-12-01T18:00", "to": "2026-12-01T20:00", "watts": .integer(declared)])
    try #require(announced.status == 201, "\(announced.text)")
    test.clock.advance(by: .seconds(2 * 86_400))
    let event = TestCommunity.day("2026-12-01")
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-02")) { day, half in
      if let other = change(day, half) { return other }
      if day == event, 36..<40 ~= half { return 500 }
      return 34..<42 ~= half ? 2500 : 300
    }
    try await test.reckon()
    return try await test.points(player, "shedding") ?? -1
  }

  private let event = TestCommunity.day("2026-12-01")

  @Test func `an honest evening brings ten points for a kilowatt-hour, three times at the peak`() async throws {
    #expect(try await evening { _, _ in nil } == 120)
    #expect(try await evening(hasBox: false) { _, _ in nil } == 120)
  }

  @Test func `drawing more in the hours before does not raise what would have been drawn`() async throws {
    #expect(try await evening { day, half in day == event && 28..<34 ~= half ? 9000 : nil } == 120)
  }

  @Test func `a day of waste the week before brings nothing`() async throws {
    #expect(try await evening { day, half in day == event.adding(-1) && 36..<40 ~= half ? 9000 : nil } == 120)
  }

  @Test func `a relay that declares more than would have run is paid what would have run`() async throws {
    #expect(try await evening(declared: 9000) { _, _ in nil } == 120)
  }

  @Test func `a relay whose load does not run at that hour earns nothing`() async throws {
    #expect(try await evening { _, half in 34..<42 ~= half ? 350 : nil } == 0)
  }

  @Test func `a shedding that the curve does not show earns nothing`() async throws {
    #expect(try await evening { day, half in day == event && 36..<40 ~= half ? 2500 : nil } == 0)
  }

  @Test func `what is drawn in the two hours after is taken off`() async throws {
    // 2,000 W more than usual for an hour and a half after eight.
    #expect(try await evening { day, half in day == event && 42..<44 ~= half ? 2300 : nil } == 100)
  }

  @Test func `readings brought by hand bring nothing`() async throws {
    let test = try await TestCommunity.make()
    _ = try await test.season()
    let player = try await test.player(1)
    try await test.curve(player.home, TestCommunity.days("2026-08-01", "2026-10-04"), quality: "provisional") { _, _ in
      9000
    }
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-07"), quality: "provisional") { _, _ in
      10
    }
    try await test.reckon()
    let points = try await player.person.call(.get, "/api/community/me").json["points"]?["total"]
    #expect(points == 0)
  }

  @Test func `another declaration of the relay holds from the next day on`() async throws {
    let test = try await TestCommunity.make(at: "2026-12-01T09:00:00Z")
    _ = try await test.season()
    let player = try await test.player(1, hasBox: true)
    for (at, watts) in [("2026-11-01T12:00:00Z", 500), ("2026-12-01T08:00:00Z", 9000)] {
      try await test.database.execute(
        """
        insert into box_declarations (box_id, at, watts, armed)
        select id, \(at)::text::timestamptz, \(Int32(watts)), true from boxes
        """)
    }
    for day in ["2026-12-01", "2026-12-02"] {
      _ = try await player.person.call(
        .post, "/api/community/sheddings",
        json: ["from": .string(day + "T10:00"), "to": .string(day + "T10:30"), "watts": 4000])
    }
    test.clock.advance(by: .seconds(3 * 86_400))
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-12-03")) { day, half in
      day >= event && 20 ~= half ? 0 : 4000
    }
    try await test.reckon()
    let rows = try await player.person.call(.get, "/api/community/sheddings").json["items"]?.elements ?? []
    #expect(rows.map { $0["points"] } == [20, 2])
  }

  @Test func `a box that nobody confirms for a month has earned nothing`() async throws {
    let test = try await TestCommunity.make(at: "2026-12-01T09:00:00Z")
    _ = try await test.season()
    let player = try await test.player(1, hasBox: true)
    _ = try await player.person.call(
      .post, "/api/community/sheddings", json: ["from": "2026-12-01T18:00", "to": "2026-12-01T20:00", "watts": 2000])
    test.clock.advance(by: .seconds(2 * 86_400))
    try await test.curve(player.home, TestCommunity.days("2026-10-05", "2026-11-30")) { _, _ in 2500 }
    try await test.curve(player.home, TestCommunity.days("2026-12-01", "2026-12-02"), quality: "local") { _, half in
      36..<40 ~= half ? 500 : 2500
    }
    try await test.reckon()
    let before = try await player.person.call(.get, "/api/community/points?rule=shedding").json["items"]?.elements.first
    #expect(before?["state"] == "provisional" && before?["points"] == 120)
    test.clock.advance(by: .seconds(31 * 86_400))
    try await test.reckon()
    let after =
      try await player.person.call(.get, "/api/community/points?rule=shedding&all=false").json["items"]?.elements ?? []
    #expect(after.map { $0["points"] } == [0] && after.first?["explanation"]?.text?.contains("Trente jours") == true)
  }
}
