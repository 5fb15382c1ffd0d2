import Postgres
package import Runtime
package import Stations

/// The facts that decide whether and when a point can be booked.
package struct BookablePoint: Sendable {
  package let id: ChargePoint.ID
  let isWithdrawn: Bool
  let isReservable: Bool
  let open24h: Bool
  /// In the one spelling; nil when nobody can read them, and then any time may be booked.
  let hours: String?
  package let timeZone: String

  /// The columns that `init(row:)` reads, of `charge_points` as `p` with its `terms`, `stations` as `s` and `point_status` as
  /// `t`.
  static let columns: SQL = """
    p.id, \(sql: withdrawn), \(sql: reservable), terms.open_24h, terms.hours, s.time_zone
    """

  static let columnCount = 6

  /// Whether the point can be booked at all, hours apart, of the tables that `columns` names.
  static let bookable: SQL = "not (\(sql: withdrawn)) and \(sql: reservable)"

  private static let withdrawn: SQL = "p.withdrawn_at is not null or s.withdrawn_at is not null"
  /// The part of `bookable` that does not ask whether the point is still there.
  static let reservable: SQL =
    "not p.out_of_service and terms.access = 'open' and coalesce(t.condition <> 'outOfService', true)"

  /// Whether the dynamic feed has just said that somebody is there: who comes now would stand before a car. Later is another
  /// matter, as nobody says until when.
  static func isOccupied(at now: Instant) -> SQL {
    "coalesce(t.occupancy in ('occupied', 'reserved') and t.at >= \(now - PointStatus.Report.lifetime), false)"
  }

  init(_ row: inout Row) throws {
    (id, isWithdrawn, isReservable) = (try row.next(), try row.next(), try row.next())
    (open24h, hours, timeZone) = (try row.next(), try row.next(), try row.next())
  }

  var isBookable: Bool { !isWithdrawn && isReservable }

  /// Paris for a zone that this machine does not know.
  package var zone: Zone? { Zone.named(timeZone) ?? Zone.named("Europe/Paris") }

  var openingHours: OpeningHours? {
    if open24h { return .always }
    return hours.flatMap { OpeningHours.read($0).hours }
  }

  /// Hours that nobody knows are taken for open.
  func isOpen(throughout slot: Range<Instant>) -> Bool {
    guard let openingHours, let zone else { return true }
    return openingHours.isOpen(throughout: slot, in: zone)
  }
}
