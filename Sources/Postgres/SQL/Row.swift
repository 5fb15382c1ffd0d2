import CLibpq
package import Runtime

/// One row of an answer, read from left to right: `Station(id: try row.next(), name: try row.next())`.
/// It cannot be copied, because it is only valid inside the closure it is lent to.
package struct Row: ~Copyable {
  private let result: OpaquePointer
  private let index: Int32
  private var column: Int32 = 0

  init(result: OpaquePointer, index: Int32) {
    self.result = result
    self.index = index
  }

  /// The next column as a value. Its type must be one that the Swift type stands for: nothing is converted silently. Made anew for the
  /// types that whole countries are read with: looking up a type at run time takes longer than reading a column.
  @_specialize(where Value == String)
  @_specialize(where Value == String?)
  @_specialize(where Value == Int32)
  @_specialize(where Value == Int32?)
  @_specialize(where Value == Int16)
  @_specialize(where Value == Bool)
  @_specialize(where Value == Bool?)
  @_specialize(where Value == Int)
  @_specialize(where Value == Instant?)
  @_specialize(where Value == CivilDay?)
  @_specialize(where Value == JSONText?)
  @_specialize(where Value == Coordinates)
  @_specialize(where Value == Coordinates?)
  @_specialize(where Value == Float?)
  package mutating func next<Value: Column>(_: Value.Type = Value.self) throws(ColumnError) -> Value {
    guard let cell = try cell() else {
      if let absent = Value.absent { return absent }
      throw error(.null, wanted: Value.type)
    }
    guard Value.accepts(cell.oid) else { throw error(.type(found: cell.oid), wanted: Value.type) }
    guard let value = Value.decode(cell) else { throw error(.value, wanted: Value.type) }
    return value
  }

  /// The same for what names a row.
  package mutating func nextID<Subject>(
    _: Identifier<Subject>.Type = Identifier<Subject>.self
  ) throws(ColumnError) -> Identifier<Subject> {
    guard let cell = try cell() else { throw error(.null, wanted: .uuid) }
    guard cell.oid == SQLType.uuid.oid else { throw error(.type(found: cell.oid), wanted: .uuid) }
    guard cell.bytes.count == 16, let high: UInt64 = cell.integer(at: 0), let low: UInt64 = cell.integer(at: 8) else {
      throw error(.value, wanted: .uuid)
    }
    return Identifier(high: high, low: low)
  }

  /// The next column's bytes as the server sent them, nil for NULL: for those who write JSON without a String between.
  /// They are gone when the closure that was lent the row ends.
  package mutating func nextBytes() throws(ColumnError) -> UnsafeRawBufferPointer? {
    try cell()?.bytes
  }

  /// How many columns have been read or skipped.
  package var columnsRead: Int { Int(column) }

  package mutating func skip(_ columns: Int = 1) { column += Int32(columns) }

  private mutating func cell() throws(ColumnError) -> Cell? {
    guard column < PQnfields(result) else {
      column += 1
      throw ColumnError(column: "", number: Int(column), wanted: "", reason: .missing)
    }
    defer { column += 1 }
    guard PQgetisnull(result, index, column) == 0, let start = PQgetvalue(result, index, column) else { return nil }
    let bytes = UnsafeRawBufferPointer(start: start, count: Int(PQgetlength(result, index, column)))
    return Cell(bytes: bytes, oid: PQftype(result, column))
  }

  private func error(_ reason: ColumnError.Reason, wanted: SQLType) -> ColumnError {
    let name = PQfname(result, column - 1).map { String(cString: $0) } ?? ""
    return ColumnError(column: name, number: Int(column), wanted: "\(wanted.name)", reason: reason)
  }
}

/// A column is not what the program reads it as: an error of the program, never of its user.
package struct ColumnError: Error, Equatable, CustomStringConvertible {
  package enum Reason: Equatable, Sendable {
    case missing, null, value
    case type(found: UInt32)
  }

  package let column: String
  package let number: Int
  package let wanted: String
  package let reason: Reason

  package var description: String {
    switch reason {
    case .missing: "the row has no column \(number)"
    case .null: "column \(number) \"\(column)\" is NULL where \(wanted) is read"
    case .value: "column \(number) \"\(column)\" holds what \(wanted) cannot express here"
    case .type(let found): "column \(number) \"\(column)\" has type \(SQLType.name(of: found)), \(wanted) is read"
    }
  }
}
