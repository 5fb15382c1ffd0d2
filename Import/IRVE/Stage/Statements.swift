import Postgres
import Runtime
import Stations

/// The tables that rows are written to.
enum Destination: Sendable {
  /// Beside the tables, to be looked at and merged.
  case stage
  /// Into the tables themselves, which are empty, as brought by this import.
  case tables(importID: Import.ID)

  var copy: SQL {
    switch self {
    case .stage: Statements.copyIncomingPoints
    case .tables: Statements.copyPoints
    }
  }

  static let anyTables = Destination.tables(importID: Import.ID(high: 0, low: 0))
}

/// The COPYs that bring a file into the database.
enum Statements {
  static let copyPoints = PointColumns.stored.copy(into: "charge_points")
  static let copyStations = StationColumns.stored.copy(into: "stations")
  static let copyIncomingPoints = PointColumns.staged.copy(into: "incoming_points")
  static let copyIncomingStations = StationColumns.staged.copy(into: "incoming_stations")
  static let copyIncomingTerms = TermsColumns.all.copy(into: "incoming_terms")
  static let copyGone: SQL = "copy incoming_gone (point_id) from stdin (format binary)"
}
