import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Community

/// What people try, and what it brings them.
@Suite struct CheatTests {
  /// Homes that draw 2,500 W in the evening and 300 W otherwise, and shed on a Tuesday evening; each does something else
  /// besides. They play in one season, as none of them touches another.
  private enum Evening: Int, CaseIterable {
    case honest, withoutBox, wasteBefore, wasteTheWeekBefore, boast, idleRelay, nothingShed, caughtUp

    private static let day = TestCommunity.day("2026-12-01")

    var declared: Int { self == .boast ? 9000 : 2000 }

    func watts(_ day: CivilDay, _ half: Int) -> Int {
      let isEvent = day == Self.day
      switch self {
      case .wasteBefore where isEvent && 28..<34 ~= half: return 9000
      case .wasteTheWeekBefore where day == Self.day.adding(-1) && 36..<40 ~= half: return 9000
      case .idleRelay: return 34..<42 ~= half ? 350 : 300
      case .nothingShed: return 34..<42 ~= half ? 2500 : 300
      // 2,000 W more than usual for an hour after eight.
      case .caughtUp where isEvent && 42..<44 ~= half: return 2300
      default: return isEvent && 36..<40 ~= half ? 500 : 34..<42 ~= half ? 2500 : 300
      }
    }
  }

  private static let evenings = Task {
    let test = try await TestCommunity.make(at: "2026-12-01T09:00:00Z")
    _ = try await test.season()
    var players: [TestPlayer] = []
    for evening in Evening.allCases {
      let hasBox = evening != .withoutBox
      let player = try await test.player(evening.rawValue, mode: hasBox ? "full" : "simple", hasBox: hasBox)
      let announced = try await player.person.call(
        .post, "/api/community/sheddings",
        json: ["from": "2026-12-01T18:00", "to": "2026-12-01T20:00", "watts": .integer(evening.declared)])
      try #require(announced.status == 201, "\(announced.text)")
      try await test.curve(player.home, TestCommunity.days("2026-10-20", "2026-12-02"), evening.watts)
      players.append(player)
    }
    test.clock.advance(by: .seconds(2 * 86_400))
    try await test.reckon()
    return try await players.asyncMap { try await test.points($0, "shedding") }
  }

  private func points(_ evening: Evening) async throws -> Int? {
    try await Self.evenings.value[evening.rawValue]
  }

  private let event = TestCommunity.day("2026-12-01")

  @Test func `an honest evening brings ten points for a kilowatt-hour, three times at the peak`() async throws {
    #expect(try await points(.honest) == 120)
    #expect(try await points(.withoutBox) == 120)
  }

  @Test func `drawing more in the hours before does not raise what would have been drawn`() async throws {
    #expect(try await points(.wasteBefore) == 120)
  }

  @Test func `a day of waste the week before brings nothing`() async throws {
    #expect(try await points(.wasteTheWeekBefore) == 120)
  }

  @Test func `a relay that declares more than would have run is paid what would have run`() async throws {
    #expect(try await points(.boast) == 120)
  }

  @Test func `a relay whose load does not run at that hour earns nothing`() async throws {
    #expect(try await points(.idleRelay) == 0)
  }

  @Test func `a shedding that the curve does not show earns nothing`() async throws {
    #expect(try await points(.nothingShed) == 0)
  }

  @Test func `what is drawn in the two hours after is taken off`() async throws {
    #expect(try await points(.caughtUp) == 100)
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
