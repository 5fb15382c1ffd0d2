import Accounts
import HTTP
import Postgres
import Runtime
import Stations

/// The members of a refused booking: what the driver can have instead (the next half-hours here, and points near by that are
/// as fast and free then), or which of their own bookings is in the way.
struct BookingRefusal: Decodable {
  struct HalfHour: Decodable { let startsAt, endsAt: Instant }
  struct NearbyStation: Decodable {
    let id: Station.ID
    let name: String
  }
  struct Point: Decodable {
    let pointId: ChargePoint.ID
    let station: NearbyStation
    let powerKw: Power?
    let distanceM: Int
    let startsAt: Instant
  }
  struct Alternatives: Decodable {
    let slots: [HalfHour]
    let points: [Point]
  }

  let alternatives: Alternatives?
  let reservationId: Reservation.ID?
}

extension ReservationsFeature {
  /// The refusal, with the alternatives beside it.
  func offering(
    _ booking: BookingRequest, at point: BookablePoint, in database: any Querying, _ problem: Problem
  ) async throws -> Problem {
    var problem = problem
    let slots = try await slotsHere(booking, at: point)
    let points = try await pointsNear(booking, in: database)
    problem.members = [("alternatives", ["slots": .array(slots), "points": .array(points)])]
    return problem
  }

  private func slotsHere(_ booking: BookingRequest, at point: BookablePoint) async throws -> [JSON] {
    guard point.isBookable, let zone = point.zone else { return [] }
    let span = booking.slot.lowerBound..<booking.slot.lowerBound + .seconds(86_400)
    let taken = try await taken(of: point.id, in: span, by: booking.driver, at: booking.now)
    var free = Free(taken: taken, now: booking.now, isBookable: true, hours: point.openingHours, zone: zone)
    return HalfHours.starting(in: span, zone: zone).filter { free.state($0) == .free }.prefix(3).map {
      ["startsAt": .string($0.lowerBound.description), "endsAt": .string($0.upperBound.description)]
    }
  }

  /// Within ten kilometres; of stations with hours only those that are open.
  private func pointsNear(_ booking: BookingRequest, in database: any Querying) async throws -> [JSON] {
    let near = try await database.query(
      """
      select \(sql: BookablePoint.columns), s.id, s.name, p.power_w,
        st_distance(s.location::geography, here.location::geography)
      from charge_points wanted join stations here on here.id = wanted.station_id
        cross join lateral (
          select * from stations s
          where s.withdrawn_at is null and s.location && st_expand(here.location, 0.15)
            and exists (
              select from charge_points o join terms t on t.id = o.terms_id
              where o.station_id = s.id and o.withdrawn_at is null and t.access = 'open')
          order by s.location <-> here.location limit 20
        ) as s
        join charge_points p on p.station_id = s.id and p.withdrawn_at is null
        join terms on terms.id = p.terms_id
        left join point_status t on t.point_id = p.id
      where wanted.id = \(booking.point) and p.id <> wanted.id and \(sql: BookablePoint.reservable)
        and coalesce(p.power_w, 0) >= coalesce(wanted.power_w, 0)
        and not (\(booking.isAtOnce) and \(sql: BookablePoint.isOccupied(at: booking.now)))
        and (wanted.sockets & p.sockets <> 0 or wanted.sockets = 0)
        and not exists (
          select from reservations r
          where r.point_id = p.id and r.during && \(booking.slot) and r.state in \(sql: OpenReservation.states)
            and r.lapses_at > \(booking.now))
      order by s.location <-> here.location, p.irve_id limit 12
      """
    ) { row in
      (
        point: try BookablePoint(&row), station: try row.next(Station.ID.self), name: try row.next(String.self),
        power: try row.next(Power?.self), metres: try row.next(Double.self)
      )
    }
    let reachable = near.filter { $0.metres <= 10_000 && $0.point.isOpen(throughout: booking.slot) }
    return reachable.prefix(3).map { found in
      [
        "pointId": .string(found.point.id.description),
        "station": ["id": .string(found.station.description), "name": .string(found.name)],
        "powerKw": found.power.map { .double($0.kilowatts) } ?? .null,
        "distanceM": .integer(Int(found.metres.rounded())),
        "startsAt": .string(booking.slot.lowerBound.description),
      ]
    }
  }
}
