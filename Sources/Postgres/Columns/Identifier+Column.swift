package import Runtime

extension Identifier: Column, ArrayElement {
  package static var type: SQLType { .uuid }

  package static func decode(_ cell: Cell) -> Identifier? {
    guard cell.bytes.count == 16, let high: UInt64 = cell.integer(at: 0), let low: UInt64 = cell.integer(at: 8) else {
      return nil
    }
    return Identifier(high: high, low: low)
  }

  package func encode(into writer: inout BinaryWriter) {
    writer.append(high)
    writer.append(low)
  }
}
