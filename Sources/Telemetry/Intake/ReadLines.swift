import HTTP
import Runtime

/// The unit of the times in a line protocol.
enum LinePrecision: String, CaseIterable, Field {
  case nanoseconds = "ns"
  case microseconds = "us"
  case milliseconds = "ms"
  case seconds = "s"

  func instant(_ number: Int64) -> Instant? {
    let (factor, divisor): (Int64, Int64) =
      switch self {
      case .nanoseconds: (1, 1000)
      case .microseconds: (1, 1)
      case .milliseconds: (1000, 1)
      case .seconds: (1_000_000, 1)
      }
    let (product, overflow) = number.multipliedReportingOverflow(by: factor)
    return overflow ? nil : Instant(microseconds: product.flooredQuotient(by: divisor))
  }
}

/// InfluxDB's line protocol: `measurement,tag=x field=1.5,other=2i 1795248000000000000`. The key of a field names the metric; of
/// a field `value` the measurement does. Each field is a sample, and so is a line that cannot be read.
struct LineReader {
  private let bytes: [UInt8]
  private let precision: LinePrecision
  private var position = 0
  private var sent: [SentSample] = []

  static func read(_ bytes: [UInt8], _ precision: LinePrecision) -> [SentSample] {
    var reader = LineReader(bytes: bytes, precision: precision)
    while reader.position < bytes.count { reader.line() }
    return reader.sent
  }

  private init(bytes: [UInt8], precision: LinePrecision) {
    self.bytes = bytes
    self.precision = precision
  }

  private var next: UInt8? { position < bytes.count ? bytes[position] : nil }
  private var isAtEndOfLine: Bool { next == nil || next == newline || next == carriage }

  private mutating func line() {
    while let byte = next, byte == newline || byte == carriage || byte == space { position += 1 }
    guard let first = next else { return }
    if first == UInt8(ascii: "#") { return skipLine() }
    guard let measurement = word(until: [comma, space]), !measurement.isEmpty, skipTags(),
      let fields = fields(), let time = time()
    else {
      sent.append(.malformed)
      return skipLine()
    }
    for (key, value) in fields {
      sent.append(.read(metric: key == "value" ? measurement : key, at: time, value: value))
    }
  }

  private mutating func skipLine() {
    while let byte = next, byte != newline { position += 1 }
  }

  /// Up to one of these bytes, which stays; a backslash takes the meaning of what follows.
  private mutating func word(until ends: [UInt8]) -> String? {
    var word: [UInt8] = []
    while let byte = next, byte != newline, !ends.contains(byte) {
      position += 1
      if byte == backslash, let escaped = next, [comma, space, equals, backslash].contains(escaped) {
        word.append(escaped)
        position += 1
      } else {
        word.append(byte)
      }
    }
    return String(validating: word, as: UTF8.self)
  }

  /// False where there is no blank behind them.
  private mutating func skipTags() -> Bool {
    while next == comma {
      position += 1
      guard word(until: [equals, space, comma]) != nil, next == equals else { return false }
      position += 1
      _ = word(until: [comma, space])
    }
    guard next == space else { return false }
    while next == space { position += 1 }
    return true
  }

  private mutating func fields() -> [(key: String, value: Double?)]? {
    var fields: [(key: String, value: Double?)] = []
    while true {
      guard let key = word(until: [equals, comma, space]), !key.isEmpty, next == equals else { return nil }
      position += 1
      if next == quote {
        guard skipText() else { return nil }
        fields.append((key, nil))
      } else {
        guard let text = word(until: [comma, space, carriage]), !text.isEmpty else { return nil }
        fields.append((key, Self.number(text)))
      }
      guard next == comma else { return fields }
      position += 1
    }
  }

  private mutating func skipText() -> Bool {
    position += 1
    while let byte = next {
      position += byte == backslash ? 2 : 1
      if byte == quote { return true }
    }
    return false
  }

  /// Nil for a time that has anything behind it.
  private mutating func time() -> SentTime? {
    while next == space { position += 1 }
    if isAtEndOfLine { return .now }
    let text = word(until: [space, carriage]) ?? ""
    while next == space || next == carriage { position += 1 }
    guard isAtEndOfLine else { return nil }
    guard let number = Int64(text), let instant = precision.instant(number) else { return .unreadable }
    return .at(instant)
  }

  /// Nil for texts and truth values: `true` is no number.
  private static func number(_ text: String) -> Double? {
    let isInteger = text.hasSuffix("i") || text.hasSuffix("u")
    let digits = isInteger ? text.dropLast() : text[...]
    guard digits.utf8.allSatisfy({ "+-.eE0123456789".utf8.contains($0) }) else { return nil }
    return isInteger ? Int64(digits).map { Double($0) } : Double(digits)
  }
}

private let (space, comma, equals) = (UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "="))
private let (backslash, quote) = (UInt8(ascii: "\\"), UInt8(ascii: "\""))
private let (newline, carriage) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
