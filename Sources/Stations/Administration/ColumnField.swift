import HTTP
import Postgres
import Resources
import Runtime

/// A field of a form that fills a column.
protocol ColumnField: Field {
  associatedtype Stored: Sendable
  var stored: Stored { get }
  /// The value as audit and evidence show it.
  static func json(_ stored: Stored) -> JSON
  static func bound(_ stored: Stored?) -> SQL
}

extension ColumnField where Stored: Column {
  static func bound(_ stored: Stored?) -> SQL { "\(stored)" }
}

extension CheckedText: ColumnField {
  var stored: String { text }
  static func json(_ stored: String) -> JSON { .string(stored) }
}

extension MaxHeight: ColumnField {
  var stored: Double { metres }
  static func json(_ stored: Double) -> JSON { .optional(stored) }
}

extension Power: ColumnField {
  var stored: Power { self }
  static func json(_ stored: Power) -> JSON { .optional(stored.kilowatts) }
}

extension Bool: ColumnField {
  var stored: Bool { self }
  static func json(_ stored: Bool) -> JSON { .bool(stored) }
}

extension Day: ColumnField {
  var stored: CivilDay { day }
  static func json(_ stored: CivilDay) -> JSON { .string(stored.text) }
}

/// A word of an enum is stored as its text.
extension ColumnField where Self: RawRepresentable<String> {
  var stored: Self { self }
  static func json(_ stored: Self) -> JSON { .string(stored.rawValue) }
  static func bound(_ stored: Self?) -> SQL { "\(stored?.rawValue)" }
}

extension Station.Placement: ColumnField {}
extension Station.GridConnection: ColumnField {}
extension ChargePoint.Accessibility: ColumnField {}
