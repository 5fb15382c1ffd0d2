package import Postgres

/// A reservation that may still hold its point: nobody has given it back, and nobody has written down that it is over.
package enum OpenReservation {
  /// For `state in \(sql: OpenReservation.states)`, spelled as the table's constraints and partial indexes spell it.
  package static let states: SQL = "('reserved', 'charging')"
}
