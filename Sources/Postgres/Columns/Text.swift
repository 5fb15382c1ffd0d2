extension String: Column, ArrayElement {
  package static var type: SQLType { .text }

  /// Also varchar, char, name and the untyped literal. An enum is read with `::text`.
  package static func accepts(_ oid: UInt32) -> Bool {
    oid == SQLType.text.oid || oid == SQLType.varchar.oid || oid == SQLType.bpchar.oid || oid == 19 || oid == 705
  }

  package static func decode(_ cell: Cell) -> String? { String(validating: cell.bytes, as: UTF8.self) }
  package func encode(into writer: inout BinaryWriter) { writer.append(text: self) }
}

/// The text of a json or jsonb column, passed through unparsed.
package struct JSONText: Hashable, Column, ArrayElement {
  package var text: String

  package init(_ text: String) { self.text = text }

  package static var type: SQLType { .jsonb }
  package static func accepts(_ oid: UInt32) -> Bool { oid == SQLType.jsonb.oid || oid == SQLType.json.oid }

  /// Binary jsonb is its text behind a version number, always 1.
  package static func decode(_ cell: Cell) -> JSONText? {
    guard cell.oid == SQLType.jsonb.oid else { return String.decode(cell).map(JSONText.init) }
    guard cell.bytes.first == 1 else { return nil }
    return cell.slice(from: 1, count: cell.bytes.count - 1, oid: cell.oid).flatMap(String.decode).map(JSONText.init)
  }

  package func encode(into writer: inout BinaryWriter) {
    writer.append(UInt8(1))
    writer.append(text: text)
  }
}
