extension Bool: Column, ArrayElement {
  package static var type: SQLType { .bool }
  package static func decode(_ cell: Cell) -> Bool? { cell.integer(UInt8.self).map { $0 != 0 } }
  package func encode(into writer: inout BinaryWriter) { writer.append(UInt8(self ? 1 : 0)) }
}

extension Int16: Column, ArrayElement {
  package static var type: SQLType { .int2 }
  package static func decode(_ cell: Cell) -> Int16? { cell.integer() }
  package func encode(into writer: inout BinaryWriter) { writer.append(self) }
}

extension Int32: Column, ArrayElement {
  package static var type: SQLType { .int4 }
  package static func accepts(_ oid: UInt32) -> Bool { oid == SQLType.int4.oid || oid == SQLType.int2.oid }
  package static func decode(_ cell: Cell) -> Int32? { cell.integer() ?? cell.integer(Int16.self).map(Int32.init) }
  package func encode(into writer: inout BinaryWriter) { writer.append(self) }
}

extension Int64: Column, ArrayElement {
  package static var type: SQLType { .int8 }
  package static func accepts(_ oid: UInt32) -> Bool { oid == SQLType.int8.oid || Int32.accepts(oid) }
  package static func decode(_ cell: Cell) -> Int64? { cell.integer() ?? Int32.decode(cell).map(Int64.init) }
  package func encode(into writer: inout BinaryWriter) { writer.append(self) }
}

extension Int: Column, ArrayElement {
  package static var type: SQLType { .int8 }
  package static func accepts(_ oid: UInt32) -> Bool { Int64.accepts(oid) }
  package static func decode(_ cell: Cell) -> Int? { Int64.decode(cell).map(Int.init) }
  package func encode(into writer: inout BinaryWriter) { writer.append(Int64(self)) }
}

extension Float: Column, ArrayElement {
  package static var type: SQLType { .float4 }
  package static func decode(_ cell: Cell) -> Float? { cell.integer(UInt32.self).map(Float.init(bitPattern:)) }
  package func encode(into writer: inout BinaryWriter) { writer.append(bitPattern) }
}

extension Double: Column, ArrayElement {
  package static var type: SQLType { .float8 }
  package static func accepts(_ oid: UInt32) -> Bool { oid == SQLType.float8.oid || oid == SQLType.float4.oid }
  package static func decode(_ cell: Cell) -> Double? {
    cell.integer(UInt64.self).map(Double.init(bitPattern:)) ?? Float.decode(cell).map(Double.init)
  }
  package func encode(into writer: inout BinaryWriter) { writer.append(bitPattern) }
}
