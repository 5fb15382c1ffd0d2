package import HTTP
package import Postgres
import Resources
import Runtime

/// Where electricity is delivered: 14 digits. It prints with stars, as it does in logs and lists; `exposed` is what
/// its holder and Enedis are told.
package struct UsagePoint: TextField, Hashable, CustomStringConvertible {
  package let exposed: String

  package init?(_ text: some StringProtocol) {
    guard text.utf8.count == 14, text.utf8.allSatisfy({ (48...57).contains($0) }) else { return nil }
    exposed = String(text)
  }

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let point = UsagePoint(try value.string()) else {
      throw FieldFault(
        "bad-usage-point", fr: "Il faut les 14 chiffres de votre compteur (PDL ou PRM).",
        en: "This must be the 14 digits of your meter (PDL or PRM).")
    }
    self = point
  }

  package static var schema: Schema { ["type": "string", "pattern": "^[0-9]{14}$"] }
  package static var sample: UsagePoint { UsagePoint(exposed: "14000000000001") }

  private init(exposed: String) { self.exposed = exposed }

  package var text: String { exposed }
  package var masked: String { "**********" + exposed.suffix(4) }
  package var description: String { masked }
}

extension UsagePoint: Column {
  package static var type: SQLType { String.type }
  package static func accepts(_ oid: UInt32) -> Bool { String.accepts(oid) }
  package static func decode(_ cell: Cell) -> UsagePoint? { String.decode(cell).flatMap { UsagePoint($0) } }
  package func encode(into writer: inout BinaryWriter) { exposed.encode(into: &writer) }
}

/// How surely a home has its point.
package enum PointState: String, CaseIterable, Field, Sendable {
  /// Somebody typed it, or a box has read it.
  case reserved
  /// A consent has named it. One home alone owns a point.
  case owned
  /// Typed and never confirmed, or another's by now.
  case lost
}
