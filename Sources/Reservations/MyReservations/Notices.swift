import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// An event that befell a driver's booking while they were away.
struct Notice: Codable, Sendable {
  enum Kind: String, CaseIterable, Field { case reminder, expired, finished, withdrawn }

  let id: Identifier<Notice>
  let kind: Kind
  let reservationId: Reservation.ID
  let station: Reservation.StationLabel
  let startsAt: Instant
  let text: String
  let createdAt: Instant
  let readAt: Instant?
  let _links: Links
}

struct ListNotices: Decodable, Sendable {
  let unread: Bool?
  let cursor: Cursor<Notice>?
  let limit: PageLimit?
}

struct NoticePath: Decodable, Sendable {
  let id: Identifier<Notice>
}

extension Notice.Kind {
  func words(_ station: String) -> Text {
    switch self {
    case .reminder:
      Text(fr: "Votre réservation à \(station) commence bientôt.", en: "Your booking at \(station) begins soon.")
    case .expired:
      Text(
        fr: "Personne n'est venu à \(station) : la borne a été rendue.",
        en: "Nobody came to \(station): the point was given back.")
    case .finished:
      Text(fr: "Votre charge à \(station) est terminée.", en: "Your charge at \(station) has finished.")
    case .withdrawn:
      Text(
        fr: "La borne à \(station) a été retirée : votre réservation est annulée.",
        en: "The point at \(station) was withdrawn: your booking is cancelled.")
    }
  }
}

extension ReservationsFeature {
  func listNotices(_ call: Call<Nothing, ListNotices, NoBody>, _ driver: Driver) async throws -> Response {
    let wanted = call.query
    let limit = wanted.limit?.count ?? 50
    let cursor = wanted.cursor?.id
    let language = call.request.language
    let found = try await database.query(
      """
      select n.id, n.kind, r.id, \(sql: Reservation.StationLabel.columns), lower(r.during), n.created_at, n.read_at
      from notices n join reservations r on r.id = n.reservation_id
        join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
      where n.account_id = \(driver.id) and (\(wanted.unread)::boolean is null or (n.read_at is null) = \(wanted.unread))
        and (\(cursor)::uuid is null or (n.created_at, n.id) < (
          select c.created_at, c.id from notices c where c.id = \(cursor) and c.account_id = \(driver.id)))
      order by n.created_at desc, n.id desc limit \(limit + 1)
      """
    ) { row in try notice(&row, in: language) }
    return try Page(found, limit: limit, at: "/api/notices", call.request) { Cursor(id: $0.id) }.response()
  }

  private func notice(_ row: inout Row, in language: Language) throws -> Notice {
    let id = try row.next(Identifier<Notice>.self)
    let kind = try row.word(Notice.Kind.self)
    let reservation = try row.next(Reservation.ID.self)
    let place = try Reservation.StationLabel(&row)
    return Notice(
      id: id, kind: kind, reservationId: reservation, station: place, startsAt: try row.next(),
      text: kind.words(place.name)(in: language), createdAt: try row.next(), readAt: try row.next(),
      _links: Links().adding("reservation", "/api/reservations/\(reservation)")
        .adding("read", "/api/notices/\(id)/read", method: .post))
  }

  func readNotice(_ call: Call<NoticePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let marked = try await database.execute(
      """
      update notices set read_at = coalesce(read_at, \(clock.now))
      where id = \(call.path.id) and account_id = \(driver.id)
      """)
    guard marked == 1 else { throw Problem(.notFound) }
    return .noContent
  }
}
