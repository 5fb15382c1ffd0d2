import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Secrets
import Stations

/// GET /api/reservations/{id}/calendar.ics: one of my bookings, to be put into a calendar by hand.
extension ReservationsFeature {
  func showInCalendar(_ call: Call<ReservationPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    guard let found = try await reservation(call.path.id, of: driver.id, in: database),
      let language = try await language(of: driver.id)
    else { throw Problem(.notFound) }
    let calendar = BookingCalendar([found], in: language, at: doorkeeper.site)
    return Response(.ok, .bytes(calendar.bytes), type: .calendar)
      .header("Content-Disposition", "attachment; filename=\"watts-up.ics\"")
  }

  private func language(of account: Account.ID) async throws -> Language? {
    try await database.first("select language from accounts where id = \(account)") { try $0.word() }
  }
}

/// The secret in a path below /calendar.
struct CalendarPath: Decodable, Sendable {
  let token: String
}

/// GET /calendar/{token}.ics: the bookings to come and those of the last thirty days, for calendars that come again and again.
extension ReservationsFeature {
  private static let memory = Duration.seconds(30 * 86_400)
  /// A driver has a handful of bookings ahead; what somebody gave back a thousand times is in nobody's way.
  private static let mostEvents = 500

  func feedCalendar(_ call: Call<CalendarPath, Nothing, NoBody>, _: Void) async throws -> Response {
    guard let token = Token(call.path.token), let reader = try await reader(of: token) else {
      throw Problem(.notFound, Self.endedAddress)
    }
    let calendar = BookingCalendar(try await bookings(of: reader.id), in: reader.language, at: doorkeeper.site)
    let bytes = calendar.bytes
    return Response(.ok, .bytes(bytes), type: .calendar, cache: .personal).tagged(EntityTag(of: bytes))
  }

  private static let endedAddress = Text(
    fr: "Cette adresse d'agenda n'existe pas, ou plus : votre profil en donne une autre.",
    en: "There is no such calendar address, or no longer: your profile gives you another one.")

  private func reader(of token: Token) async throws -> (id: Account.ID, language: Language)? {
    try await database.first(
      """
      select a.id, a.language from calendars c join accounts a on a.id = c.account_id
      where c.digest = \(token.atRest) and a.locked_at is null
      """
    ) { row in (id: try row.next(), language: try row.word()) }
  }

  private func bookings(of account: Account.ID) async throws -> [Reservation] {
    let now = clock.now
    return try await database.query(
      """
      select \(sql: Reservation.columns(at: now))
      from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
      where r.account_id = \(account) and lower(r.during) > \(now - Self.memory)
      order by lower(r.during) desc, r.id desc limit \(Self.mostEvents)
      """
    ) { row in try Reservation(&row) }
  }
}
