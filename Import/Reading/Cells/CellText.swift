/// The text of a cell: nearly always the record's own bytes, seldom a corrected copy. No String is made on the way from
/// the file to the database.
enum CellText {
  case absent
  case borrowed(UnsafeRawBufferPointer)
  case owned(String)

  var isAbsent: Bool {
    if case .absent = self { true } else { false }
  }

  /// A copy of its own.
  var string: String? {
    switch self {
    case .absent: nil
    case .borrowed(let bytes): bytes.string
    case .owned(let text): text
    }
  }

  func begins(with text: StaticString) -> Bool {
    switch self {
    case .absent: false
    case .borrowed(let bytes): bytes.begins(with: text)
    case .owned(let own): own.hasPrefix(text.description)
    }
  }

  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) throws -> Value) rethrows -> Value {
    switch self {
    case .absent: return try body(UnsafeRawBufferPointer(start: nil, count: 0))
    case .borrowed(let bytes): return try body(bytes)
    case .owned(var text): return try text.withUTF8 { try body(UnsafeRawBufferPointer($0)) }
    }
  }
}
