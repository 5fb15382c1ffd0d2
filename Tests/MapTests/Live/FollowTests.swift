import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Map

@Suite struct FollowTests {
  @Test func `a booking begins and ends on the map by itself`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles")
    let start = scene.clock.now + .seconds(600)
    try await scene.book(points[0], from: start)
    let told = scene.map.hub.number
    try await eventually("the booking is known") { scene.map.hub.number > told }
    #expect(scene.status(points[0]) == .free)
    scene.clock.advance(by: .seconds(601))
    try await eventually("reserved") { scene.status(points[0]) == .reserved }
    // Nobody came within a quarter of an hour.
    scene.clock.advance(by: .seconds(901))
    try await eventually("free again") { scene.status(points[0]) == .free }
  }

  @Test func `who charges is charging, and a report grows old`() async throws {
    let scene = try await MapScene()
    let (_, points) = try await scene.add("Halles", points: 2)
    try await scene.book(points[0], from: scene.clock.now, state: "charging")
    try await scene.database.transaction { transaction in
      try await transaction.execute(
        """
        insert into point_status (point_id, condition, occupancy, at)
        values (\(points[1]), 'inService', 'occupied', \(scene.clock.now))
        """)
      try await PointChanges.note([points[1]], in: transaction)
    }
    try await eventually("both charge") { points.allSatisfy { scene.status($0) == .charging } }
    scene.clock.advance(by: .seconds(1801))
    try await eventually("neither does") { points.allSatisfy { scene.status($0) == .free } }
  }

  @Test func `what was noted first and committed last is not missed`() async throws {
    let test = try await TestDatabase.make()
    let seen = try await PointChanges.begin(in: test.database)
    let (early, late) = (ChargePoint.ID(high: 1, low: 1), ChargePoint.ID(high: 1, low: 2))
    var afterLate = seen
    try await test.database.transaction { slow in
      try await PointChanges.note([early], in: slow)
      try await test.database.transaction { quick in try await PointChanges.note([late], in: quick) }
      let first = try await PointChanges.since(seen, in: test.database)
      #expect(first.changes.map(\.point) == [late], "a transaction that takes its time holds nobody up")
      #expect(try await PointChanges.since(first.seen, in: test.database).changes.isEmpty)
      afterLate = first.seen
    }
    let second = try await PointChanges.since(afterLate, in: test.database)
    #expect(second.changes.map(\.point) == [early])
    #expect(second.changes.allSatisfy { $0.number >= afterLate.number }, "who resumes from there is told")
    // Other tests' transactions are older than what everybody has seen.
    var everything = second.seen
    try await eventually("nothing older runs") {
      everything = try await PointChanges.begin(in: test.database)
      return second.changes.allSatisfy { $0.number < everything.number }
    }
    try await PointChanges.forget(before: everything, in: test.database)
    let remembered = try await PointChanges.remembered(in: test.database)
    #expect(remembered.changes.allSatisfy { $0.number >= everything.number } && remembered.from == everything.number)
  }

  @Test func `an import takes the place of the country as a whole`() async throws {
    let scene = try await MapScene()
    let (station, points) = try await scene.add("Halles", points: 2)
    #expect(try await scene.tile("/tiles/0/0/0.mvt").features.count == 1)
    try await scene.database.transaction { transaction in
      try await transaction.execute(
        "update charge_points set withdrawn_at = \(scene.clock.now) where id = \(points[0])")
      try await StationsVersion.bump(in: transaction)
    }
    try await eventually("one point") {
      try await scene.tile("/tiles/0/0/0.mvt").features.first?.number("points") == 1
    }
    try await scene.database.transaction { transaction in
      try await transaction.execute("update stations set withdrawn_at = \(scene.clock.now) where id = \(station)")
      try await StationsVersion.bump(in: transaction)
    }
    try await eventually("nothing") { try await scene.tile("/tiles/0/0/0.mvt").features.isEmpty }
  }
}
