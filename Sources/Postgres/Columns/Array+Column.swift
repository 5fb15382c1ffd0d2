/// A type that an array column may hold. It differs from `Column` because of one type: an array of UInt8 is bytea.
package protocol ArrayElement: Sendable {
  static var arrayType: SQLType { get }
  static func acceptsArray(_ oid: UInt32) -> Bool
  static func decodeArray(_ cell: Cell) -> [Self]?
  static func encodeArray(_ elements: [Self], into writer: inout BinaryWriter)
}

extension Array: Column where Element: ArrayElement {
  package static var type: SQLType { Element.arrayType }
  package static func accepts(_ oid: UInt32) -> Bool { Element.acceptsArray(oid) }
  package static func decode(_ cell: Cell) -> [Element]? { Element.decodeArray(cell) }
  package func encode(into writer: inout BinaryWriter) { Element.encodeArray(self, into: &writer) }
}

extension Array: ArrayElement where Element == UInt8 {}

extension UInt8: ArrayElement {
  package static var arrayType: SQLType { .bytea }
  package static func acceptsArray(_ oid: UInt32) -> Bool { oid == SQLType.bytea.oid }
  package static func decodeArray(_ cell: Cell) -> [UInt8]? { Array(cell.bytes) }
  package static func encodeArray(_ elements: [UInt8], into writer: inout BinaryWriter) {
    writer.append(contentsOf: elements)
  }
}

/// The layout of an array: dimensions, whether a NULL is inside, the element's type, then per dimension its length and
/// first index, then the elements. Only flat arrays are read; an empty one has no dimension.
extension ArrayElement where Self: Column {
  package static var arrayType: SQLType { SQLType(oid: type.array, array: 0, name: type.name) }

  /// The element's own type is checked while decoding, so the array's number need not be known.
  package static func acceptsArray(_ oid: UInt32) -> Bool { true }

  package static func decodeArray(_ cell: Cell) -> [Self]? {
    guard let dimensions: Int32 = cell.integer(at: 0), let element: UInt32 = cell.integer(at: 8), accepts(element)
    else { return nil }
    if dimensions == 0 { return cell.bytes.count == 12 ? [] : nil }
    guard dimensions == 1, let length: Int32 = cell.integer(at: 12), length >= 0, Int(length) * 4 <= cell.bytes.count
    else { return nil }
    var elements: [Self] = []
    elements.reserveCapacity(Int(length))
    var offset = 20
    for _ in 0..<length {
      guard let size: Int32 = cell.integer(at: offset) else { return nil }
      offset += 4
      if size < 0 {
        guard let absent else { return nil }
        elements.append(absent)
      } else {
        guard let value = cell.slice(from: offset, count: Int(size), oid: element).flatMap(decode) else { return nil }
        elements.append(value)
        offset += Int(size)
      }
    }
    return offset == cell.bytes.count ? elements : nil
  }

  package static func encodeArray(_ elements: [Self], into writer: inout BinaryWriter) {
    writer.append(Int32(elements.isEmpty ? 0 : 1))
    writer.append(Int32(elements.contains { $0.isNull } ? 1 : 0))
    writer.append(type.oid)
    guard !elements.isEmpty else { return }
    writer.append(Int32(elements.count))
    writer.append(Int32(1))
    for element in elements { writer.appendField(element) }
  }
}
