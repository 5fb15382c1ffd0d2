import HTTP
package import Postgres
import Resources
package import Runtime

/// The state in which a driver finds a point: decided from stored facts and the moment, never stored itself.
package enum PointStatus: String, CaseIterable, Field {
  case free, reserved, charging, outOfService, unknown
  /// It would be free, and its hours say that nobody is let in. Clients read it as unknown, beside hours that are not open.
  case closed

  /// What clients can read.
  package static let allCases: [PointStatus] = [.free, .reserved, .charging, .outOfService, .unknown]
  package var word: String { self == .closed ? PointStatus.unknown.rawValue : rawValue }

  /// The last word of the dynamic feed.
  package struct Report: Sendable {
    package enum Condition: String, CaseIterable, Sendable { case inService, outOfService, unknown }
    package enum Occupancy: String, CaseIterable, Sendable { case free, occupied, reserved, unknown }

    package let condition: Condition
    package let occupancy: Occupancy
    package let at: Instant

    package init(condition: Condition, occupancy: Occupancy, at: Instant) {
      self.condition = condition
      self.occupancy = occupancy
      self.at = at
    }

    /// Nobody charges for months: a feed that fell silent does not keep a point occupied.
    package static let lifetime = Duration.seconds(30 * 60)
  }

  /// The status, and since when it is known; nil where nobody said so.
  package static func of(
    isOutOfService: Bool, report: Report?, at now: Instant
  ) -> (status: PointStatus, at: Instant?) {
    if isOutOfService { return (.outOfService, nil) }
    guard let report else { return (.free, nil) }
    let isFresh = now - report.at <= Report.lifetime
    switch (report.condition, report.occupancy) {
    case (.outOfService, _): return (.outOfService, report.at)
    case (_, .occupied) where isFresh: return (.charging, report.at)
    case (_, .reserved) where isFresh: return (.reserved, report.at)
    case (.unknown, _), (_, .unknown): return (.unknown, report.at)
    case (.inService, .free): return (.free, report.at)
    case (.inService, .occupied), (.inService, .reserved): return (.free, nil)
    }
  }

  /// The same outside of the point's hours.
  package var outsideHours: PointStatus { self == .free ? .closed : self }

  /// In service and open to everybody. What the source declares decides nothing.
  package func isReservable(withOpenAccess isOpen: Bool) -> Bool { self != .outOfService && isOpen }
}

extension PointStatus.Report {
  /// condition, occupancy, at of `point_status`; nil for the nulls of an outer join.
  package init?(_ row: inout Row) throws {
    let (first, second) = (try row.next(String?.self), try row.next(String?.self))
    guard let at = try row.next(Instant?.self), let condition = first.flatMap(Condition.init),
      let occupancy = second.flatMap(Occupancy.init)
    else { return nil }
    self.init(condition: condition, occupancy: occupancy, at: at)
  }
}
