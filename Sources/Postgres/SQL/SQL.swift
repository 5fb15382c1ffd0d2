/// One statement: text that can only come from literals in the source, and values that travel beside it as binary
/// parameters. A `String` made at run time does not convert to it; interpolating one binds it.
///
///     let found: SQL = "select name from station where id = \(id)"
package struct SQL: Sendable {
  /// A piece of literal text, followed by a parameter when `type` is not nil.
  struct Piece: Sendable {
    let text: StaticString
    var type: SQLType?
    /// The end of the parameter's bytes in `values`; they begin where the one before ends.
    var end = 0
    var isNull = false
  }

  private(set) var pieces: [Piece] = []
  private(set) var values = BinaryWriter()
  private(set) var parameterCount = 0

  /// The text with `$1`, `$2`... in the places of the values. Only built to prepare a statement or to report an error.
  package var text: String {
    var text = ""
    var number = 0
    for piece in pieces {
      text += piece.text.description
      guard piece.type != nil else { continue }
      number += 1
      text += "$\(number)"
    }
    return text
  }
}

extension SQL: ExpressibleByStringInterpolation {
  package init(stringLiteral text: StaticString) {
    pieces = [Piece(text: text)]
  }

  package init(stringInterpolation: StringInterpolation) {
    self = stringInterpolation.sql
  }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var sql = SQL()

    package init(literalCapacity: Int, interpolationCount: Int) {
      sql.pieces.reserveCapacity(interpolationCount + 1)
      sql.values.bytes.reserveCapacity(interpolationCount * 16)
    }

    package mutating func appendLiteral(_ text: StaticString) {
      sql.pieces.append(Piece(text: text))
    }

    package mutating func appendInterpolation<Value: Column>(_ value: Value) {
      sql.bind(value)
    }

    /// The same for what may be NULL: without an overload of its own the compiler warns of an accidental Optional.
    package mutating func appendInterpolation<Value: Column>(_ value: Value?) {
      sql.bind(value)
    }

    /// Splices another statement's text and values in: how a query gets optional conditions.
    package mutating func appendInterpolation(sql other: SQL) {
      sql.append(other)
    }
  }
}

extension SQL {
  fileprivate mutating func bind<Value: Column>(_ value: Value) {
    if pieces.last.map({ $0.type != nil }) ?? true { pieces.append(Piece(text: "")) }
    let isNull = value.isNull
    if !isNull { value.encode(into: &values) }
    let last = pieces.count - 1
    pieces[last].type = Value.type
    pieces[last].isNull = isNull
    pieces[last].end = values.count
    parameterCount += 1
    // The protocol counts parameters in 16 bits.
    if parameterCount > 65_535 { values.refuse("more than 65535 parameters") }
  }

  fileprivate mutating func append(_ other: SQL) {
    let start = values.count
    values.append(other.values)
    for var piece in other.pieces {
      piece.end += start
      pieces.append(piece)
    }
    parameterCount += other.parameterCount
  }
}

// MARK: Identity

extension SQL {
  /// Which statement this is, values apart: literals never move, so their addresses stand for their text and nothing is
  /// joined or hashed letter by letter on the way to a prepared statement.
  struct Key: Hashable, Sendable {
    private let pieces: [Piece]

    init(_ sql: SQL) { pieces = sql.pieces }

    static func == (left: Key, right: Key) -> Bool {
      left.pieces.count == right.pieces.count && zip(left.pieces, right.pieces).allSatisfy { $0.isSame(as: $1) }
    }

    func hash(into hasher: inout Hasher) {
      var mixed: UInt64 = 0
      for piece in pieces {
        mixed = (mixed ^ piece.address &+ UInt64(piece.text.utf8CodeUnitCount)) &* 0x9E37_79B9_7F4A_7C15
        mixed ^= mixed >> 29 ^ UInt64(piece.type?.oid ?? 0)
      }
      hasher.combine(mixed)
    }
  }

  var key: Key { Key(self) }
}

extension SQL.Piece {
  /// A literal of a single scalar is kept as the scalar itself, without an address.
  fileprivate var address: UInt64 {
    text.hasPointerRepresentation ? UInt64(UInt(bitPattern: text.utf8Start)) : UInt64(text.unicodeScalar.value)
  }

  /// The parameter's type counts too: one literal in a generic function serves several.
  fileprivate func isSame(as other: SQL.Piece) -> Bool {
    type?.oid == other.type?.oid && text.utf8CodeUnitCount == other.text.utf8CodeUnitCount
      && text.hasPointerRepresentation == other.text.hasPointerRepresentation
      && (address == other.address || text.utf8CodeUnitCount == 0)
  }
}

// MARK: Handing values to libpq

extension SQL {
  typealias Values = UnsafeMutableBufferPointer<UnsafePointer<CChar>?>
  typealias Numbers = UnsafeMutableBufferPointer<Int32>

  /// Lends the parameters in the shape libpq takes them, in memory of the stack.
  func withParameters<Outcome>(_ body: (_ values: Values, _ lengths: Numbers, _ formats: Numbers) -> Outcome) -> Outcome
  {
    values.bytes.withUnsafeBytes { bytes in
      withUnsafeTemporaryAllocation(of: UnsafePointer<CChar>?.self, capacity: parameterCount) { values in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: parameterCount * 2) { numbers in
          let lengths = Numbers(rebasing: numbers.prefix(parameterCount))
          let formats = Numbers(rebasing: numbers.suffix(parameterCount))
          fill(values, lengths, formats, from: bytes)
          return body(values, lengths, formats)
        }
      }
    }
  }

  private func fill(_ values: Values, _ lengths: Numbers, _ formats: Numbers, from bytes: UnsafeRawBufferPointer) {
    var index = 0
    var start = 0
    for piece in pieces where piece.type != nil {
      // An empty value needs an address too: without one it would be NULL.
      let address = bytes.baseAddress?.advanced(by: start) ?? UnsafeRawPointer(SQL.nothing.utf8Start)
      values.initializeElement(
        at: index, to: piece.isNull ? nil : address.assumingMemoryBound(to: CChar.self))
      lengths.initializeElement(at: index, to: Int32(piece.end - start))
      formats.initializeElement(at: index, to: 1)
      start = piece.end
      index += 1
    }
  }

  private static let nothing: StaticString = "nothing"

  var types: [UInt32] { pieces.compactMap { $0.type?.oid } }
}
