package import Accounts
import HTTP
import Postgres
import Runtime
import Secrets

/// GET, POST and DELETE /api/account/calendar: the address at which calendars find my bookings. It is told once, when it is
/// made: the database knows it by its digest alone.
struct CalendarAddress: Codable, Sendable {
  /// Nil but in the answer that makes it.
  let url: String?
  /// Nil where there is none.
  let createdAt: Instant?
  let _links: Links

  init(url: String? = nil, createdAt: Instant?) {
    (self.url, self.createdAt) = (url, createdAt)
    let path = "/api/account/calendar"
    _links = Links().adding("self", path).adding("renew", path, method: .post).adding("end", path, method: .delete)
  }
}

extension ReservationsFeature {
  func showCalendarAddress(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let createdAt = try await database.first("select created_at from calendars where account_id = \(driver.id)") {
      try $0.next(Instant.self)
    }
    return try .json(CalendarAddress(createdAt: createdAt))
  }

  /// The address that there was finds nothing from now on.
  func makeCalendarAddress(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let (token, now) = (Token(), clock.now)
    try await database.execute(
      """
      insert into calendars (account_id, digest, created_at) values (\(driver.id), \(token.atRest), \(now))
      on conflict (account_id) do update set digest = excluded.digest, created_at = excluded.created_at
      """)
    let url = "\(doorkeeper.site.url)/calendar/\(token.exposed).ics"
    return try .json(CalendarAddress(url: url, createdAt: now), status: .created)
      .header("Location", "/api/account/calendar")
  }

  func endCalendarAddress(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await database.execute("delete from calendars where account_id = \(driver.id)")
    return .noContent
  }

  /// The export says since when there is an address. Its row goes with that of the account.
  package static let personalCalendar = PersonalData(
    "calendar",
    export: { database, account in
      let createdAt = try await database.first("select created_at from calendars where account_id = \(account)") {
        try $0.next(Instant.self)
      }
      return ["createdAt": createdAt.map { .string($0.description) } ?? .null]
    },
    forget: { _, _, _ in })
}
