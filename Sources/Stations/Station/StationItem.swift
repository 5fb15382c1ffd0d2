package import HTTP
package import Postgres
package import Runtime

/// A station as lists have it, for slices that list stations of their own choice.
package struct StationItem: Sendable {
  private let summary: StationSummary
  private let station: Station

  package var id: Station.ID { station.id }
  package var name: String { station.name }
  package var withdrawnAt: Instant? { station.withdrawnAt }

  /// The columns that `init(row:)` reads, of `stations` as `s` with what `joined` joins.
  package static let columns: SQL = "\(sql: StationSummary.columns), \(sql: Station.columns)"

  /// Behind `stations s`.
  package static func joined(at now: Instant) -> SQL {
    """
    cross join lateral (\(sql: StationSummary.rows(at: now))) as n
    \(sql: SharedTerms.joined("n.terms"))
    """
  }

  package init(_ row: inout Row, at now: Instant) throws {
    summary = try StationSummary(&row, at: now)
    station = try Station(&row)
  }

  /// An object with the members of the station, and `more`.
  package func write(into json: inout JSONWriter, at now: Instant, and more: (inout JSONWriter) -> Void) {
    StationView(station: station, summary: summary, now: now).write(into: &json, and: more)
  }
}
