package import Accounts
import HTTP
import Postgres
package import Reservations
import Resources
import Runtime
import Stations

/// POST /api/reservations/{id}/charge: within the half-hour, with what the car's display says.
struct StartCharge: Decodable, Sendable {
  let soc: StateOfCharge
  let targetSoc: StateOfCharge?

  func span() throws -> Span { try Span(from: soc.value, to: targetSoc?.value) }

  /// States of charge, of which the second is the higher.
  struct Span {
    let soc: Double
    let target: Double

    /// The state at which fast charging gets slow, unless the driver wants more.
    init(from soc: Double, to wanted: Double?) throws {
      self.soc = soc
      target = wanted ?? max(80, min(100, soc + 1))
      guard target > soc else {
        let fault = FieldFault(
          "not-above-soc", fr: "L'objectif dépasse la charge de départ.", en: "The target is above where it starts.")
        throw Problem(.validation, faults: [Problem.Fault("/targetSoc", fault)])
      }
    }
  }
}

/// How full a battery is, in percent.
typealias StateOfCharge = BoundedNumber<StateOfChargeRule>

enum StateOfChargeRule: NumberRule {
  static let bounds = Bounds(0.0...100)
  static let sample = 20.0
}

extension ChargingFeature {
  private struct Held {
    let state: Reservation.State
    let during: Range<Instant>
    let bookedUntil: Instant
    let point: ChargePoint.ID
    let car: Car?
    let outlet: Outlet
  }

  func startCharge(
    _ call: Call<ReservationPath, Nothing, JSONBody<StartCharge>>, _ driver: Driver
  ) async throws -> Response {
    let now = clock.now
    let stored = try await start(call.body.span(), on: call.path.id, of: driver, at: now)
    return try .json(stored.charge(at: now), status: .created).header("Location", "/api/charges/\(stored.id)")
  }

  /// The same under the same rules, without a request.
  package func plugIn(_ reservation: Reservation.ID, soc: Double, target: Double, of driver: Driver) async throws {
    let span = try StartCharge.Span(from: soc, to: target)
    _ = try await start(span, on: reservation, of: driver, at: clock.now)
  }

  private func start(
    _ span: StartCharge.Span, on reservation: Reservation.ID, of driver: Driver, at now: Instant
  ) async throws -> StoredCharge {
    let id = ids.next(Charge.self, at: now)
    return try await database.transaction { transaction in
      let held = try await held(reservation, of: driver, at: now, in: transaction)
      try mayStart(held, at: now)
      let car = held.car ?? .ordinary
      guard let acceptance = Acceptance(car, at: held.outlet) else { throw Problem.noPlugFits }
      let course = ChargeCourse(car, acceptance, from: span.soc, to: span.target)
      try await write(id, held, car, course, span, of: driver, at: now, in: transaction)
      try await reservations.begin(
        id, on: reservation, endsAt: course.end(startedAt: now, until: held.bookedUntil).at, in: transaction)
      return try await self.stored(id, of: driver, in: transaction)
    }
  }

  private func held(
    _ id: Reservation.ID, of driver: Driver, at now: Instant, in transaction: Transaction
  ) async throws -> Held {
    let found = try await transaction.first(
      """
      select reservation_state(r.state, r.lapses_at, r.during, \(now)), r.during, coalesce(upper(next.during), upper(r.during)),
        r.point_id, \(sql: Car.columns), \(sql: Outlet.columns)
      from reservations r join charge_points p on p.id = r.point_id
        left join reservations next on next.extends_id = r.id and next.state = 'reserved'
        left join vehicles v on v.account_id = r.account_id
          and (v.id = r.vehicle_id or r.vehicle_id is null and v.is_default)
      where r.id = \(id) and r.account_id = \(driver.id) for update of r
      """
    ) { row in
      Held(
        state: try row.word(), during: try row.next(), bookedUntil: try row.next(), point: try row.next(),
        car: try Car(&row), outlet: try Outlet(&row))
    }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  private func mayStart(_ held: Held, at now: Instant) throws {
    if held.state == .charging || held.state == .finished {
      throw Problem(
        .conflict, Text(fr: "Cette réservation a déjà servi.", en: "This booking has been used already."))
    }
    guard held.state == .reserved, held.during.contains(now) else {
      throw Problem(.notInSlot)
    }
  }

  private func write(
    _ id: Charge.ID, _ held: Held, _ car: Car, _ course: ChargeCourse, _ span: StartCharge.Span, of driver: Driver,
    at now: Instant, in transaction: Transaction
  ) async throws {
    let end = course.end(startedAt: now, until: held.bookedUntil)
    let last = course.sample(after: end.at - now)
    try await transaction.execute(
      """
      insert into charges (id, account_id, point_id, started_at, start_soc, target_soc, usable_kwh, ac_kw, ac_phases,
        dc_kw, car_sockets, curve_soc, curve_kw, point_w, point_sockets, booked_until, ends_at, end_reason, end_soc,
        energy_kwh)
      values (\(id), \(driver.id), \(held.point), \(now), \(span.soc), \(span.target), \(car.usableKwh),
        \(car.acKw), \(car.acPhases), \(car.dcKw), \(car.sockets.map(\.rawValue)), \(car.curve?.map(\.soc)),
        \(car.curve?.map(\.kw)), \(held.outlet.power), \(held.outlet.sockets.map(\.rawValue)), \(held.bookedUntil),
        \(end.at), \(end.reason.rawValue), \(last.soc), \(last.energyKwh))
      """)
  }
}

extension Problem.Kind {
  static let notInSlot = Self(
    "not-in-slot", 409, fr: "En dehors de la réservation", en: "Outside the booked time",
    detail: Text(
      fr: "La charge commence pendant la demi-heure réservée, dans son premier quart d'heure.",
      en: "A charge begins within the booked half-hour, in its first quarter of an hour."))
}

extension Problem {
  static var noPlugFits: Problem {
    Problem(
      .conflict,
      Text(fr: "Aucune prise de cette borne ne va à ce véhicule.", en: "No plug of this point fits this vehicle."))
  }
}
