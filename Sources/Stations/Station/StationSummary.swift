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
  init(_ points: [PointView]) {
    total = points.count
    free = points.count { $0.status == .free }
    maxPower = points.compactMap(\.point.power).max()
    sockets = points.reduce(into: Sockets()) { $0.formUnion($1.point.sockets) }
    accessibility = points.map(\.point.accessibility).min() ?? .unknown
    updatedOn = points.compactMap(\.point.updatedOn).max { $0.daysSince1970 < $1.daysSince1970 }
  }

  /// The columns that `init(row:)` reads, of `rows` under the name `n` and of the station `s`.
  static let columns: SQL =
    "n.total, n.free_hours, s.time_zone, n.max_power_w, n.sockets, n.accessibility, n.updated_on"

  /// One row about the points of the station `s`; those are counted that the filter asks for.
  static func rows(_ filter: StationFilter, at now: Instant) -> SQL {
    """
    select count(*) filter (where p.is_wanted) as total,
      coalesce(array_agg(coalesce(o.hours, '')) filter (where p.is_wanted and \(sql: ChargePoint.isFree(at: now))), '{}')
        as free_hours,
      max(p.power_w) filter (where p.is_wanted) as max_power_w, array_agg(distinct p.terms_id) as terms,
      coalesce(bit_or(p.sockets), 0::smallint) as sockets,
      (array['reserved', 'accessible', 'notAccessible', 'unknown'])[coalesce(
        min(array_position(array['reserved', 'accessible', 'notAccessible', 'unknown'], p.accessibility)), 4)]
        as accessibility,
      max(p.updated_on) as updated_on
    from (select p.*, \(sql: filter.pointCondition(at: now)) as is_wanted from charge_points p) as p
      join terms o on o.id = p.terms_id
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
