import Postgres
import Resources
import Runtime

/// The sum of the points of a station.
struct StationSummary: Sendable {
  let total: Int
  let free: Int
  let maxPower: Power?
  let sockets: Sockets
  let accessibility: ChargePoint.Accessibility
  let updatedOn: CivilDay?
}

extension StationSummary {
  /// The columns that `init(row:)` reads, of `rows` under the name `n` and of the station `s`.
  static let columns: SQL =
    "n.total, n.free_hours, s.time_zone, n.max_power_w, n.sockets, n.accessibility, n.updated_on"

  /// One row about the points of the station `s`.
  static func rows(at now: Instant) -> SQL {
    """
    select count(*) as total,
      coalesce(array_agg(coalesce(o.hours, '')) filter (where \(sql: ChargePoint.isFree(at: now))), '{}')
        as free_hours,
      max(p.power_w) as max_power_w, array_agg(distinct p.terms_id) as terms,
      coalesce(bit_or(p.sockets), 0::smallint) as sockets,
      (array['reserved', 'accessible', 'notAccessible', 'unknown'])[coalesce(
        min(array_position(array['reserved', 'accessible', 'notAccessible', 'unknown'], p.accessibility)), 4)]
        as accessibility,
      max(p.updated_on) as updated_on
    from charge_points p join terms o on o.id = p.terms_id
    where p.station_id = s.id and p.withdrawn_at is null
    """
  }

  init(_ row: inout Row, at now: Instant) throws {
    total = try row.next()
    free = Self.open(try row.next(), at: now, in: try row.next())
    maxPower = try row.next()
    sockets = Sockets(rawValue: try row.next())
    accessibility = try row.word()
    updatedOn = try row.next()
  }

  /// Of points that would be free, those whose hours do not say that nobody is let in.
  private static func open(_ hours: [String], at now: Instant, in timeZone: String) -> Int {
    let counts = Dictionary(hours.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.reduce(0) { sum, one in
      sum + (Terms.isOpen(one.key, at: now, in: timeZone) == false ? 0 : one.value)
    }
  }
}

extension ChargePoint {
  /// Whether the point `p` of `charge_points` is free by what is known now, bookings included. Nothing but negations, which are
  /// done for all points of the country at once where that is sooner.
  static func isFree(at now: Instant) -> SQL {
    """
    not p.out_of_service and not \(sql: isTaken(at: now, seen: now)) and not exists (
      select from point_status t
      where t.point_id = p.id and not is_point_free(false, t.condition, t.occupancy, t.at, \(now)))
    """
  }

  /// Somebody's half-hour holds this moment. A row that has lapsed by now blocks nobody.
  static func isTaken(at instant: Instant, seen now: Instant) -> SQL {
    """
    exists (select from reservations r where r.point_id = p.id and r.state in \(sql: OpenReservation.states)
      and r.during @> \(instant) and r.lapses_at > \(now))
    """
  }
}
