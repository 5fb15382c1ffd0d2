package import Accounts
import HTTP
import Postgres
package import Runtime
package import Stations
import Vehicles

/// POST /api/reservations: a half-hour that nobody else can have. One statement books it or does nothing; a driver who lost
/// is told why, and what else there is.
struct Reserve: Decodable, Sendable {
  let pointId: ChargePoint.ID
  let startsAt: StartTime
  let vehicleId: Vehicle.ID?

  func slot(at now: Instant) throws -> Range<Instant> { try Self.slot(from: startsAt.instant, at: now) }

  static func slot(from start: Instant, at now: Instant) throws -> Range<Instant> {
    if start < now - HalfHours.grace { throw Problem(.inThePast) }
    if start > now + HalfHours.horizon { throw Problem(.tooFarAhead) }
    return HalfHours.from(start)
  }
}

/// Every fault of this body is a 422: the length of a booking is not a choice, and saying one is no syntax error.
enum ReserveBody: BodyKind {
  static var intake: BodyIntake { JSONBody<Reserve>.intake }

  static func read(_ request: Request) throws -> Reserve {
    do {
      return try JSONBody<Reserve>.read(request)
    } catch let problem as Problem where problem.kind == .malformed && !problem.faults.isEmpty {
      throw Problem(.validation, faults: problem.faults)
    }
  }
}

/// A booking to be written, once the rules that need no database are kept.
struct BookingRequest: Sendable {
  let id: Reservation.ID
  let driver: Account.ID
  let point: ChargePoint.ID
  let slot: Range<Instant>
  let vehicle: Vehicle.ID?
  /// How many a driver may have at a time.
  var places = 4
  let now: Instant

  /// Whether the driver stands there already.
  var isAtOnce: Bool { slot.lowerBound <= now }
}

extension ReservationsFeature {
  func reserve(_ call: Call<Nothing, Nothing, ReserveBody>, _ driver: Driver) async throws -> Response {
    // Nothing but one statement, where no answer is to be kept with it.
    guard try call.request.idempotencyKey != nil else { return try await reserve(call.body, driver, in: database) }
    return try await doorkeeper.onlyOnce(call.request, driver) { try await reserve(call.body, driver, in: $0) }
  }

  private func reserve(_ body: Reserve, _ driver: Driver, in database: any Querying) async throws -> Response {
    let now = clock.now
    let booking = BookingRequest(
      id: ids.next(at: now), driver: driver.id, point: body.pointId, slot: try body.slot(at: now),
      vehicle: body.vehicleId, places: driver.mustConfirm ? 1 : 4, now: now)
    let made = try await book(booking, in: database)
    return try Response.json(made, status: .created).header("Location", "/api/reservations/\(made.id)")
  }

  /// The same half-hour under the same rules, without a request.
  package func reserve(_ point: ChargePoint.ID, from start: Instant, for driver: Driver) async throws -> Reservation {
    let now = clock.now
    return try await book(
      BookingRequest(
        id: ids.next(at: now), driver: driver.id, point: point, slot: try Reserve.slot(from: start, at: now),
        vehicle: nil, now: now), in: database)
  }

  /// An address that nobody has confirmed is good for one booking: enough to try, too few to empty a station. Two at once
  /// meet at the one place.
  private func refuseSecond(_ booking: BookingRequest, in database: any Querying) async throws {
    guard booking.places == 1 else { return }
    let hasBooked = try await database.first(
      "select exists (select from reservations where account_id = \(booking.driver))"
    ) { try $0.next(Bool.self) }
    if hasBooked == true { throw Problem.addressToConfirm }
  }

  private static let attempts = 6

  /// Tries, asks what was in the way, and tries again when it has gone: a booking that nobody used, or one that was taken
  /// back in the same moment.
  private func book(_ booking: BookingRequest, in database: any Querying) async throws -> Reservation {
    var checked: BookablePoint?
    for attempt in 1...Self.attempts {
      try await refuseSecond(booking, in: database)
      if let made = try await insert(booking, checked, in: database) { return made }
      checked = try await passable(booking, in: database)
      if attempt > 2 { try await Task.sleep(for: .milliseconds(attempt * 5)) }
    }
    throw Problem(.unavailable).retry(after: 1)
  }

  /// Nil when something is in the way. Stations with hours take a second try: it takes the program to read the hours, and
  /// the statement to see that they are still the same.
  private func insert(_ booking: BookingRequest, _ checked: BookablePoint?, in database: any Querying) async throws
    -> Reservation?
  {
    try await database.first(
      """
      with made as (
        insert into reservations (id, point_id, account_id, vehicle_id, during, state, lapses_at, place, created_at)
        select \(booking.id), p.id, \(booking.driver), v.id, \(booking.slot), 'reserved',
          \(booking.slot.lowerBound + HalfHours.patience), place.number, \(booking.now)
        from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
          left join point_status t on t.point_id = p.id
          left join vehicles v on v.account_id = \(booking.driver)
            and (v.id = \(booking.vehicle) or \(booking.vehicle)::uuid is null and v.is_default)
          cross join lateral (
            select number::smallint from generate_series(1, \(booking.places)) as number
            where not exists (
              select from reservations o
              where o.account_id = \(booking.driver) and o.place = number and o.state in \(sql: OpenReservation.states))
            order by number limit 1
          ) as place
        where p.id = \(booking.point) and \(sql: BookablePoint.bookable)
          and not (\(booking.isAtOnce) and \(sql: BookablePoint.isOccupied(at: booking.now)))
          and (v.id is not null or \(booking.vehicle)::uuid is null)
          and (terms.open_24h or terms.hours is null or terms.hours = \(checked?.hours) and s.time_zone = \(checked?.timeZone))
        on conflict do nothing
        returning *
      )
      select \(sql: Reservation.columns(at: booking.now))
      from made r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
      """
    ) { row in try Reservation(&row) }
  }
}

/// A whole minute.
struct StartTime: Field {
  let instant: Instant

  static let schema: Schema = ["type": "string", "format": "date-time"]
  static let sample = StartTime(instant: Instant(seconds: 1_795_251_600))

  private init(instant: Instant) { self.instant = instant }

  init(_ value: FieldValue) throws(FieldFault) {
    let instant = try Instant(value)
    guard instant.microseconds % 60_000_000 == 0 else {
      throw FieldFault("not-a-minute", fr: "Il faut une minute entière.", en: "This must be a whole minute.")
    }
    self.instant = instant
  }

  func encode(to encoder: any Encoder) throws { try instant.encode(to: encoder) }
}
