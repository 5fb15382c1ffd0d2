package import HTTP
package import Postgres
import Resources
package import Runtime
package import Stations
package import Vehicles

/// A driver's half-hour at a point.
package struct Reservation: Codable, Sendable {
  package typealias ID = Identifier<Reservation>

  package enum State: String, CaseIterable, Field { case reserved, charging, finished, cancelled, expired }

  package enum Warning: String, CaseIterable, Field {
    /// Nobody could read the point's opening hours.
    case hoursUnknown
    /// The point has failed since it was booked.
    case outOfService
  }

  package let id: ID
  package let state: State
  package let startsAt: Instant
  package let endsAt: Instant
  package let pointId: ChargePoint.ID
  package let point: PointLabel
  package let station: StationLabel
  package let timeZone: String
  package let vehicleId: Vehicle.ID?
  /// The charge that it was used for.
  package let chargeId: String?
  package let extendsId: ID?
  package let createdAt: Instant
  package let warnings: [Warning]
  /// Carbon dioxide for what it may give, by the forecast; null where none is known.
  package let gridGrams: Int?
  package let _links: Links
}

extension Reservation {
  /// The columns that `init(row:)` reads, of `reservations` as `r`, `charge_points` as `p` and `stations` as `s`, at a moment:
  /// a row that is over by itself is read as what it has become.
  package static func columns(at now: Instant) -> SQL {
    """
    r.id, reservation_state(r.state, r.lapses_at, r.during, \(now)), lower(r.during),
    upper(case when r.state in \(sql: OpenReservation.states) and r.lapses_at <= \(now) then used_part(r.during, r.lapses_at)
      else r.during end),
    r.point_id, \(sql: PointLabel.columns), \(sql: StationLabel.columns), s.time_zone, r.vehicle_id,
    r.charge_id::text, r.extends_id, r.created_at,
    (select terms.hours is null from terms where terms.id = p.terms_id),
    p.out_of_service or exists (select from point_status t where t.point_id = p.id and t.condition = 'outOfService'),
    \(sql: grams)
    """
  }

  /// Half an hour at the power of the point, or of the vehicle that takes less.
  private static var grams: SQL {
    """
    round(grid_rate_forecast(lower(r.during)) * least(p.power_w, (
      select 1000 * greatest(v.ac_kw, v.dc_kw) from vehicles v where v.id = r.vehicle_id)) / 2000)::bigint
    """
  }

  package init(_ row: inout Row) throws {
    id = try row.next()
    state = try row.word()
    (startsAt, endsAt) = (try row.next(), try row.next())
    pointId = try row.next()
    (point, station) = (try PointLabel(&row), try StationLabel(&row))
    timeZone = try row.next()
    (vehicleId, chargeId, extendsId, createdAt) = (try row.next(), try row.next(), try row.next(), try row.next())
    let (isUnknown, isOut) = (try row.next(Bool.self), try row.next(Bool.self))
    warnings = (isUnknown ? [.hoursUnknown] : []) + (isOut && state == .reserved ? [.outOfService] : [])
    gridGrams = try row.next()
    _links = Reservation.links(id, state, station.id, pointId, chargeId)
  }

  private static func links(
    _ id: ID, _ state: State, _ station: Station.ID, _ point: ChargePoint.ID, _ charge: String?
  ) -> Links {
    let path = "/api/reservations/\(id)"
    var links = Links().adding("self", path).adding("station", "/api/stations/\(station)")
      .adding("calendar", path + "/calendar.ics")
      .adding("slots", "/api/points/\(point)/slots").adding("reservations", "/api/reservations")
    if state == .reserved {
      links = links.adding("cancel", path, method: .delete).adding("charge", path + "/charge", method: .post)
    }
    if state == .reserved || state == .charging {
      links = links.adding("extension", path + "/extension", method: .post)
    }
    if let charge { links = links.adding("showCharge", "/api/charges/\(charge)") }
    return links
  }
}

/// The id in a path below /api/reservations.
package struct ReservationPath: Decodable, Sendable {
  package let id: Reservation.ID
}
