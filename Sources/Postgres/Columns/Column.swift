/// A Swift value that is one column of a row or one parameter of a statement, binary in both directions.
package protocol Column: Sendable {
  /// The type that a parameter is declared with.
  static var type: SQLType { get }
  /// Whether a column of this type may be read as the value. Only what loses nothing is accepted.
  static func accepts(_ oid: UInt32) -> Bool
  /// Nil when the bytes are not such a value.
  static func decode(_ cell: Cell) -> Self?
  func encode(into writer: inout BinaryWriter)

  /// The value that NULL becomes; nil, as for every type that is not an Optional, when there is none.
  static var absent: Self? { get }
  var isNull: Bool { get }
}

extension Column {
  package static func accepts(_ oid: UInt32) -> Bool { oid == type.oid }
  package static var absent: Self? { nil }
  package var isNull: Bool { false }
}

/// A column's bytes as the server sent them.
package struct Cell {
  package let bytes: UnsafeRawBufferPointer
  package let oid: UInt32

  package init(bytes: UnsafeRawBufferPointer, oid: UInt32) {
    self.bytes = bytes
    self.oid = oid
  }

  /// The whole cell as one number.
  package func integer<Number: FixedWidthInteger>(_: Number.Type = Number.self) -> Number? {
    bytes.count == MemoryLayout<Number>.size ? integer(at: 0) : nil
  }

  func integer<Number: FixedWidthInteger>(at offset: Int, as: Number.Type = Number.self) -> Number? {
    guard offset >= 0, offset + MemoryLayout<Number>.size <= bytes.count else { return nil }
    return Number(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  func slice(from offset: Int, count: Int, oid: UInt32) -> Cell? {
    guard offset >= 0, count >= 0, offset + count <= bytes.count else { return nil }
    return Cell(bytes: UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count]), oid: oid)
  }
}

/// A type of PostgreSQL: its number, its array's number and its name. The numbers of built-in types never change.
package struct SQLType: Equatable, Sendable {
  package let oid: UInt32
  let array: UInt32
  let name: StaticString

  package static func == (left: SQLType, right: SQLType) -> Bool { left.oid == right.oid }

  static let bool = SQLType(oid: 16, array: 1000, name: "bool")
  static let bytea = SQLType(oid: 17, array: 1001, name: "bytea")
  static let int8 = SQLType(oid: 20, array: 1016, name: "int8")
  static let int2 = SQLType(oid: 21, array: 1005, name: "int2")
  static let int4 = SQLType(oid: 23, array: 1007, name: "int4")
  static let text = SQLType(oid: 25, array: 1009, name: "text")
  static let json = SQLType(oid: 114, array: 199, name: "json")
  static let float4 = SQLType(oid: 700, array: 1021, name: "float4")
  static let float8 = SQLType(oid: 701, array: 1022, name: "float8")
  static let bpchar = SQLType(oid: 1042, array: 1014, name: "char")
  static let varchar = SQLType(oid: 1043, array: 1015, name: "varchar")
  static let date = SQLType(oid: 1082, array: 1182, name: "date")
  static let timestamptz = SQLType(oid: 1184, array: 1185, name: "timestamptz")
  static let numeric = SQLType(oid: 1700, array: 1231, name: "numeric")
  static let uuid = SQLType(oid: 2950, array: 2951, name: "uuid")
  static let jsonb = SQLType(oid: 3802, array: 3807, name: "jsonb")
  static let tstzrange = SQLType(oid: 3910, array: 3911, name: "tstzrange")
  /// Sent as bytea, which PostGIS casts: the number of its own types differs from database to database.
  static let point = SQLType(oid: 17, array: 1001, name: "geometry(Point,4326)")

  private static let known = [
    bool, bytea, int8, int2, int4, text, json, float4, float8, bpchar, varchar, date, timestamptz, numeric, uuid, jsonb,
    tstzrange,
  ]

  static func name(of oid: UInt32) -> String {
    for type in known {
      if type.oid == oid { return "\(type.name)" }
      if type.array == oid { return "\(type.name)[]" }
    }
    return "number \(oid) of pg_type"
  }

  /// Types that extensions and `create type` add have numbers from here on.
  static let firstOfDatabase: UInt32 = 16_384
}
