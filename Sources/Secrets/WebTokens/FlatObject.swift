/// A JSON object of texts and whole numbers, read strictly: no name twice, no white space (nobody who signs writes it),
/// no nesting, nothing after the end.
struct FlatObject {
  enum Value: Equatable {
    case text(String)
    case integer(Int64)
  }

  private(set) var members: [String: Value] = [:]

  init?(_ bytes: [UInt8]) {
    guard String(validating: bytes, as: UTF8.self) != nil else { return nil }
    var reader = Reader(bytes: bytes)
    guard reader.take("{") else { return nil }
    if !reader.take("}") {
      repeat {
        guard let name = reader.text(), reader.take(":"), let value = reader.value(),
          members.updateValue(value, forKey: name) == nil
        else { return nil }
      } while reader.take(",")
      guard reader.take("}") else { return nil }
    }
    guard reader.atEnd else { return nil }
  }

  static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" {
        result += "\\"
        result.unicodeScalars.append(scalar)
      } else if scalar.value < 32 {
        result += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}

private struct Reader {
  let bytes: [UInt8]
  var position = 0

  var atEnd: Bool { position == bytes.count }

  mutating func next() -> UInt8? {
    guard position < bytes.count else { return nil }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  mutating func value() -> FlatObject.Value? {
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return text().map { .text($0) } }
    return integer().map { .integer($0) }
  }

  mutating func integer() -> Int64? {
    let start = position
    _ = take("-")
    let digits = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    // JSON knows no leading zeros.
    guard position > digits, bytes[digits] != UInt8(ascii: "0") || position == digits + 1 else { return nil }
    return Int64(String(decoding: bytes[start..<position], as: UTF8.self))
  }

  mutating func text() -> String? {
    guard take("\"") else { return nil }
    var content: [UInt8] = []
    while let byte = next() {
      switch byte {
      case UInt8(ascii: "\""): return String(decoding: content, as: UTF8.self)
      case UInt8(ascii: "\\"):
        guard let scalar = escape() else { return nil }
        content += Array(String(Character(scalar)).utf8)
      case 0..<32: return nil
      default: content.append(byte)
      }
    }
    return nil
  }

  private mutating func escape() -> Unicode.Scalar? {
    switch next() {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{C}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      var code: UInt32 = 0
      for _ in 0..<4 {
        guard let byte = next(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
        code = code << 4 | UInt32(digit)
      }
      // nil for surrogates: what needs two escapes is written as it is.
      return Unicode.Scalar(code)
    default: return nil
    }
  }
}
