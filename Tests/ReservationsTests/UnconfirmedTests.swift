import Accounts
import HTTP
import Postgres
import Reservations
import Runtime
import TestSupport
import Testing

/// What an account may book whose address nobody has confirmed.
@Suite struct UnconfirmedTests {
  /// Somebody from before mails went out: signed in, and never confirmed.
  private func make(sendsMail: Bool) async throws -> (TestReservations, TestPerson) {
    let test = try await TestReservations.make { $0.sendsMail = sendsMail }
    try await test.people.signUp("camille@example.org")
    try await test.database.execute("update accounts set confirm_by = null")
    return (test, TestPerson(test.app, try await test.people.signIn("camille@example.org")))
  }

  @Test func `it books once, and then hears what to do`() async throws {
    let (test, driver) = try await make(sendsMail: true)
    let point = try await test.point()
    let first = try await driver.booked(point, try test.at("2026-11-21T09:00:00Z"))
    let second = try await driver.book(point, try test.at("2026-11-21T10:00:00Z"))
    #expect(second.status == 403)
    #expect(second.problem == "forbidden")
    #expect(second.text("detail")?.contains("Confirmez") == true)
    #expect(try await driver.call(.delete, "/api/reservations/\(first)").status == 204)
    #expect(try await driver.book(point, try test.at("2026-11-21T10:00:00Z")).status == 403)
    try await test.database.execute("update accounts set email_confirmed_at = \(test.now)")
    _ = try await driver.booked(point, try test.at("2026-11-21T10:00:00Z"))
  }

  @Test func `of many bookings at once it gets one`() async throws {
    let (test, driver) = try await make(sendsMail: true)
    let point = try await test.point()
    let start = try test.at("2026-11-21T09:00:00Z")
    let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
      for number in 0..<8 {
        group.addTask { try await driver.book(point, start + .seconds(3600 * number)).status }
      }
      return try await group.reduce(into: [Int]()) { $0.append($1) }
    }
    #expect(statuses.filter { $0 == 201 }.count == 1)
    #expect(statuses.allSatisfy { [201, 403, 409].contains($0) }, "\(statuses)")
  }

  @Test func `without mail it books as everybody`() async throws {
    let (test, driver) = try await make(sendsMail: false)
    let point = try await test.point()
    for hour in 9...11 {
      _ = try await driver.booked(point, try test.at("2026-11-21T\(hour < 10 ? "0" : "")\(hour):00:00Z"))
    }
  }

  @Test func `answers that were kept for a day are swept, however many there are`() async throws {
    let (test, driver) = try await make(sendsMail: false)
    try await test.database.execute(
      """
      insert into idempotency_keys (account_id, key, digest, status, answer, created_at)
      select id, n::text, sha256('x'), 201, '{}', \(test.now) from accounts, generate_series(1, 12000) as n
      """)
    test.clock.advance(by: .seconds(86_000))
    let point = try await test.point()
    let kept = try await driver.book(
      point, test.now + .seconds(3600 - test.now.seconds % 3600), "Idempotency-Key", "kept")
    #expect(kept.status == 201)
    test.clock.advance(by: .seconds(401))
    try await test.bookings.sweep()
    let left = try await test.database.query("select key from idempotency_keys") { try $0.next(String.self) }
    #expect(left == ["kept"])
  }
}
