import Glibc
import Synchronization

/// One line an event: JSON under a supervisor, readable on a terminal. Messages are literals and values travel apart,
/// so that nothing secret slips in by string building.
package struct Log: Sendable {
  package enum Level: String, Sendable, Comparable, CaseIterable {
    case debug, info, warning, error

    package static func < (left: Level, right: Level) -> Bool { left.rank < right.rank }
    /// Asked for at every request: looking the case up in `allCases` would make an array of them each time.
    private var rank: Int {
      switch self {
      case .debug: 0
      case .info: 1
      case .warning: 2
      case .error: 3
      }
    }
  }

  package enum Value: Sendable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case text(String)
    case integer(Int)
    case number(Double)
    case flag(Bool)

    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
  }

  package typealias Fields = KeyValuePairs<StaticString, Value>

  private let level: Level
  private let clock: WallClock
  private let write: @Sendable (Level, Instant, StaticString, Fields) -> Void

  package init(
    level: Level, clock: WallClock, write: @escaping @Sendable (Level, Instant, StaticString, Fields) -> Void
  ) {
    self.level = level
    self.clock = clock
    self.write = write
  }

  package func debug(_ message: StaticString, _ fields: Fields = [:]) { add(.debug, message, fields) }
  package func info(_ message: StaticString, _ fields: Fields = [:]) { add(.info, message, fields) }
  package func warning(_ message: StaticString, _ fields: Fields = [:]) { add(.warning, message, fields) }
  package func error(_ message: StaticString, _ fields: Fields = [:]) { add(.error, message, fields) }

  package func isOn(_ level: Level) -> Bool { level >= self.level }

  private func add(_ level: Level, _ message: StaticString, _ fields: Fields) {
    if level >= self.level { write(level, clock.now, message, fields) }
  }

  package static let silent = Log(level: .error, clock: .system()) { _, _, _, _ in }
}

// MARK: Where lines go

extension Log {
  /// Lines to a file descriptor, written by a thread of its own: a stuck pipe must not stop the server. When the reader
  /// is a thousand lines behind, lines are dropped rather than kept.
  package static func lines(to descriptor: Int32, readable: Bool, level: Level, clock: WallClock) -> Log {
    let writer = Workers(name: "log", threads: 1, queueLimit: 1000)
    writers.withLock { $0.append(writer) }
    return Log(level: level, clock: clock) { level, instant, message, fields in
      let line = readable ? readableLine(level, instant, message, fields) : jsonLine(level, instant, message, fields)
      writer.submit { writeAll(line, to: descriptor) }
    }
  }

  private static let writers = Mutex<[Workers]>([])

  /// Waits until what was logged is written: before the process ends.
  package static func flushAll() {
    for writer in writers.withLock({ $0 }) { writer.drain() }
  }

  private static func writeAll(_ line: String, to descriptor: Int32) {
    var line = line
    line.withUTF8 { bytes in
      var rest = UnsafeRawBufferPointer(bytes)
      while !rest.isEmpty {
        let count = Glibc.write(descriptor, rest.baseAddress, rest.count)
        if count < 0 && errno != EINTR { return }
        rest = .init(rebasing: rest.dropFirst(max(0, count)))
      }
    }
  }

  package static func jsonLine(_ level: Level, _ instant: Instant, _ message: StaticString, _ fields: Fields) -> String
  {
    var line = "{\"time\":\"\(instant)\",\"level\":\"\(level.rawValue)\",\"message\":\(quoted("\(message)"))"
    for (name, value) in fields { line += ",\"\(name)\":\(json(value))" }
    return line + "}\n"
  }

  package static func readableLine(
    _ level: Level, _ instant: Instant, _ message: StaticString, _ fields: Fields
  ) -> String {
    var line =
      "\(instant.description.dropFirst(11).prefix(8))  \(level == .info ? "" : "\(level.rawValue): ")\(message)"
    for (name, value) in fields { line += "  \(name)=\(plain(value))" }
    return line + "\n"
  }

  private static func json(_ value: Value) -> String {
    switch value {
    case .text(let text): quoted(text)
    case .integer(let number): String(number)
    case .number(let number): number.isFinite ? String(number) : "null"
    case .flag(let flag): String(flag)
    }
  }

  private static func plain(_ value: Value) -> String {
    switch value {
    case .text(let text):
      text.allSatisfy { $0.isLetter || $0.isNumber || "-_./:@%+".contains($0) } ? text : quoted(text)
    default: json(value)
    }
  }

  /// True of a scalar that a terminal obeys or that reorders the line: C0 and C1 controls, line ends, directions of
  /// writing.
  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<32, 0x7F..<0xA0, 0x2028...0x202E, 0x2066...0x2069: true
    default: false
    }
  }

  private static func quoted(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case "\n": result += "\\n"
      case _ where isControl(scalar):
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }
}
