import Ground
import HTTP
import Postgres
import Stations
import TestSupport
import Testing

@testable import Reservations

/// Many who want the same, at the same moment.
@Suite struct RaceTests {
  /// What became of one try.
  private struct Tried: Sendable {
    let slot: Int
    let status: Int
    let problem: String?

    init(slot: Int, answer: RawResponse) throws {
      self.slot = slot
      status = answer.status
      problem = try JSONParser.parse(answer.body)["type"]?.text
    }
  }

  /// Every client goes through all slots, in an order of its own, over a connection of its own. Two clients share a thread:
  /// both ask before the first is answered.
  private func race(
    _ clients: [RacingClient], over slots: [RacedSlot], seed: UInt64
  ) async throws -> [Tried] {
    try await withThrowingTaskGroup { group in
      for number in stride(from: 0, to: clients.count, by: 2) {
        let pair = [clients[number], clients[number + 1]]
        group.addTask {
          try await blocking {
            var random = SplitMix(seed: seed &+ UInt64(number))
            let connections = try pair.map { try RawConnection(port: $0.port) }
            let orders = pair.map { _ in slots.indices.shuffled(using: &random) }
            return try slots.indices.flatMap { turn in
              for index in pair.indices {
                try connections[index].send(pair[index].request(slots[orders[index][turn]]))
              }
              return try pair.indices.map { index in
                try Tried(slot: orders[index][turn], answer: try connections[index].readResponse())
              }
            }
          }
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
  }

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

  /// 64 drivers with a share of four bookings each want 200 half-hours, eight of them at each of 25 points.
  @Test func `64 clients, 200 slots: each is won exactly once, through HTTP, on two servers over one database`()
    async throws
  {
    let seed = UInt64.random(in: 0 ... .max)
    let test = try await TestBookings.make()
    var slots: [RacedSlot] = []
    for _ in 0..<25 {
      let point = try await test.point()
      slots += (0..<8).map { RacedSlot(point: point, start: test.now + .seconds(3600 + $0 * 1800)) }
    }
    var drivers: [TestPerson] = []
    for number in 0..<64 { drivers.append(try await test.driver("driver\(number)")) }
    var settings = TestServerSettings()
    settings.clock = test.clock.wall
    let neighbour = try test.neighbour()
    let tried = try await serving(test.app.application.routes, settings: settings) { here in
      try await serving(neighbour.application.routes, settings: settings) { there in
        let clients = drivers.enumerated().map { number, driver in
          RacingClient(session: driver.session, port: number.isMultiple(of: 2) ? here.port : there.port)
        }
        return try await race(clients, over: slots, seed: seed)
      }
    }
    let known: Set = ["/problems/slot-taken", "/problems/driver-busy", "/problems/quota-reached"]
    let unexpected = tried.filter { $0.status != 201 && !($0.status == 409 && known.contains($0.problem ?? "")) }
    #expect(unexpected.isEmpty, "seed \(seed)")
    let won = tried.filter { $0.status == 201 }
    #expect(Set(won.map(\.slot)).count == won.count, "seed \(seed): a slot was won twice")
    #expect(won.count == slots.count, "seed \(seed)")
    try await expectInvariants(test.database, won: won.count)
  }

  @Test func `one driver in a great hurry gets four bookings and no fifth`() async throws {
    let test = try await TestBookings.make()
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
    let test = try await TestBookings.make()
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
    let test = try await TestBookings.make()
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

private struct RacedSlot: Sendable {
  let point: ChargePoint.ID
  let start: Instant
}

private struct RacingClient: Sendable {
  let session: String
  let port: UInt16

  func request(_ slot: RacedSlot) -> String {
    let body = #"{"pointId":"\#(slot.point)","startsAt":"\#(slot.start)"}"#
    return [
      "POST /api/reservations HTTP/1.1", "Host: localhost", "Cookie: watts_up_session=\(session)",
      "Content-Type: application/json", "Content-Length: \(body.utf8.count)", "", body,
    ].joined(separator: "\r\n")
  }
}
