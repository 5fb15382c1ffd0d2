import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Reservations

/// Many who want the same, at the same moment.
@Suite struct RaceTests {
  /// No two live bookings of a point or of a driver overlap, and nobody holds more than four.
  private func expectInvariants(_ database: Database, won: Int) async throws {
    let overlapping = try await database.first(
      """
      select count(*) from reservations a join reservations b on a.id < b.id and a.during && b.during
        and (a.point_id = b.point_id or a.account_id = b.account_id)
      where a.state in ('reserved', 'charging') and b.state in ('reserved', 'charging')
      """
    ) { try $0.next(Int.self) }
    #expect(overlapping == 0)
    let most = try await database.first(
      "select max(n) from (select count(*) as n from reservations where state = 'reserved' group by account_id) as x"
    ) { try $0.next(Int.self) }
    #expect(most ?? 0 <= 4)
    let stored = try await database.first("select count(*) from reservations") { try $0.next(Int.self) }
    #expect(stored == won, "every booking that was acknowledged is there, and no other")
  }

  @Test func `one driver in a great hurry gets four bookings and no fifth`() async throws {
    let test = try await TestReservations.make()
    let driver = try await test.driver()
    let point = try await test.point()
    let statuses = try await withThrowingTaskGroup { group in
      for number in 0..<32 {
        group.addTask {
          try await driver.book(point, test.now + .seconds(3600 + number * 1800)).status
        }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 201 } == 4)
    #expect(statuses.allSatisfy { $0 == 201 || $0 == 409 }, "\(statuses)")
    try await expectInvariants(test.database, won: 4)
  }

  @Test func `a key that is sent many times at once books once`() async throws {
    let test = try await TestReservations.make()
    let (driver, point) = (try await test.driver(), try await test.point())
    let start = test.now + .seconds(3600)
    let statuses = try await withThrowingTaskGroup { group in
      for _ in 0..<16 { group.addTask { try await driver.book(point, start, "Idempotency-Key", "once").status } }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.allSatisfy { $0 == 201 || $0 == 409 } && statuses.contains(201), "\(statuses)")
    try await expectInvariants(test.database, won: 1)
  }

  @Test func `many newcomers find a stale booking, and one of them takes its place`() async throws {
    let test = try await TestReservations.make()
    let point = try await test.point()
    _ = try await test.driver("late").booked(point, test.now)
    test.clock.advance(by: .seconds(960))
    var others: [TestPerson] = []
    for number in 0..<12 { others.append(try await test.driver("driver\(number)")) }
    let start = test.now
    let statuses = try await withThrowingTaskGroup { group in
      for other in others { group.addTask { try await other.book(point, start).status } }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.count { $0 == 201 } == 1 && statuses.allSatisfy { $0 == 201 || $0 == 409 }, "\(statuses)")
  }
}
