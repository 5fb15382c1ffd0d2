package import HTTP
package import Postgres

/// The most that a charge point gives, in whole watts: 7.4 kW are the same number wherever they have been. Kilowatts
/// are for the wire.
package struct Power: Hashable, Sendable {
  package let watts: Int32

  private static let possible: ClosedRange<Int32> = 1...1_000_000

  private init(_ watts: Int32) { self.watts = watts }

  /// Nil for what no point has.
  package init?(watts: Int32) {
    guard Self.possible.contains(watts) else { return nil }
    self.watts = watts
  }

  /// The nearest watt; nil for what no point has.
  package init?(kilowatts: Double) {
    guard let watts = Int32(exactly: (kilowatts * 1000).rounded()) else { return nil }
    self.init(watts: watts)
  }

  package var kilowatts: Double { Double(watts) / 1000 }
}

extension Power: Comparable {
  package static func < (left: Power, right: Power) -> Bool { left.watts < right.watts }
}

extension Power: Field {
  package static let schema: Schema = ["type": "number", "minimum": .number("0.001"), "maximum": 1000]
  package static let sample = Power(22_000)

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let power = Power(kilowatts: try Double(value)) else {
      throw FieldFault("out-of-range", fr: "Plus de 0, au plus 1000.", en: "More than 0, at most 1000.")
    }
    self = power
  }

  package func encode(to encoder: any Encoder) throws { try kilowatts.encode(to: encoder) }
}

extension Power: Column {
  package static var type: SQLType { Int32.type }
  package static func decode(_ cell: Cell) -> Power? { Int32.decode(cell).flatMap(Power.init(watts:)) }
  package func encode(into writer: inout BinaryWriter) { watts.encode(into: &writer) }
}
