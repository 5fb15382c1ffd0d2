import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// An event that befell a driver's booking while they were away, or an alarm of what they follow.
struct Notice: Codable, Sendable {
  enum Kind: String, CaseIterable, Field { case reminder, expired, finished, withdrawn, alarm, alarmOver }

  let id: Identifier<Notice>
  let kind: Kind
  /// Of a booking; null of an alarm.
  var reservationId: Reservation.ID?
  var station: Reservation.StationLabel?
  var startsAt: Instant?
  /// Of an alarm; null of a booking.
  var subscriptionId: String?
  var deviceId: String?
  var key: String?
  var value: Double?
  var unit: String?
  var at: Instant?
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

/// What befell a booking, as the table has it.
private enum BookingEvent: String, CaseIterable, Field {
  case reminder, expired, finished, withdrawn

  var kind: Notice.Kind {
    switch self {
    case .reminder: .reminder
    case .expired: .expired
    case .finished: .finished
    case .withdrawn: .withdrawn
    }
  }

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

extension Notice {
  init(_ alarm: OtherNotices.Alarm, in language: Language) {
    let id = Identifier<Notice>(high: alarm.id.high, low: alarm.id.low)
    self.init(
      id: id, kind: alarm.isOver ? .alarmOver : .alarm, subscriptionId: alarm.subscription, deviceId: alarm.device,
      key: alarm.key, value: alarm.value, unit: alarm.unit, at: alarm.at, text: alarm.text(in: language),
      createdAt: alarm.createdAt, readAt: alarm.readAt,
      _links: Links().adding("subscription", "/api/subscriptions/\(alarm.subscription)")
        .adding("device", "/api/devices/\(alarm.device)")
        .adding("read", "/api/notices/\(id)/read", method: .post))
  }
}

extension Identifier<Notice> {
  fileprivate var elsewhere: OtherNotices.ID { OtherNotices.ID(high: high, low: low) }
}

extension ReservationsFeature {
  func listNotices(_ call: Call<Nothing, ListNotices, NoBody>, _ driver: Driver) async throws -> Response {
    let wanted = call.query
    let limit = wanted.limit?.count ?? 50
    let language = call.request.language
    let last = try await place(of: wanted.cursor?.id, driver)
    let mine = try await notices(of: driver, wanted.unread, before: last, limit: limit + 1, in: language)
    let others = try await otherNotices.list(
      database, driver,
      OtherNotices.Wanted(
        isUnread: wanted.unread, last: last.map { ($0.createdAt, $0.id.elsewhere) }, limit: limit + 1))
    let all = (mine + others.map { Notice($0, in: language) })
      .sorted { ($0.createdAt, $0.id) > ($1.createdAt, $1.id) }
    return try Page(Array(all.prefix(limit + 1)), limit: limit, at: "/api/notices", call.request) {
      Cursor(id: $0.id)
    }.response()
  }

  private typealias Place = (createdAt: Instant, id: Identifier<Notice>)

  /// Where the last page ended. Behind a notice that is no more there is nothing.
  private func place(of cursor: Identifier<Notice>?, _ driver: Driver) async throws -> Place? {
    guard let cursor else { return nil }
    let mine = try await database.first(
      "select created_at from notices where id = \(cursor) and account_id = \(driver.id)"
    ) { try $0.next(Instant.self) }
    if let mine { return (mine, cursor) }
    let other = try await otherNotices.find(database, driver, cursor.elsewhere)
    return (other ?? Instant(seconds: 0), cursor)
  }

  private func notices(
    of driver: Driver, _ unread: Bool?, before last: Place?, limit: Int, in language: Language
  ) async throws -> [Notice] {
    try await database.query(
      """
      select n.id, n.kind, r.id, \(sql: Reservation.StationLabel.columns), lower(r.during), n.created_at, n.read_at
      from notices n join reservations r on r.id = n.reservation_id
        join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
      where n.account_id = \(driver.id) and (\(unread)::boolean is null or (n.read_at is null) = \(unread))
        and (\(last?.createdAt)::timestamptz is null or (n.created_at, n.id) < (\(last?.createdAt), \(last?.id)))
      order by n.created_at desc, n.id desc limit \(limit)
      """
    ) { row in try notice(&row, in: language) }
  }

  private func notice(_ row: inout Row, in language: Language) throws -> Notice {
    let id = try row.next(Identifier<Notice>.self)
    let event = try row.word(BookingEvent.self)
    let reservation = try row.next(Reservation.ID.self)
    let place = try Reservation.StationLabel(&row)
    return Notice(
      id: id, kind: event.kind, reservationId: reservation, station: place, startsAt: try row.next(),
      text: event.words(place.name)(in: language), createdAt: try row.next(), readAt: try row.next(),
      _links: Links().adding("reservation", "/api/reservations/\(reservation)")
        .adding("read", "/api/notices/\(id)/read", method: .post))
  }

  func readNotice(_ call: Call<NoticePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let marked = try await database.execute(
      """
      update notices set read_at = coalesce(read_at, \(clock.now))
      where id = \(call.path.id) and account_id = \(driver.id)
      """)
    if marked == 1 { return .noContent }
    guard try await otherNotices.read(database, driver, call.path.id.elsewhere, clock.now) else {
      throw Problem(.notFound)
    }
    return .noContent
  }
}
