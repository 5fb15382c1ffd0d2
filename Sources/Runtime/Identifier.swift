import CLinux
import Glibc
import Synchronization

/// The id of one kind of thing: a station's id does not compile where a driver's is wanted.
package struct Identifier<Subject>: Hashable, Comparable, Sendable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  package init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  package static func < (left: Identifier, right: Identifier) -> Bool {
    (left.high, left.low) < (right.high, right.low)
  }

  /// The canonical text of a UUID: 8-4-4-4-12 hexadecimal digits, either case.
  package init?(_ text: some StringProtocol) { self.init(String(text)) }

  /// Byte by byte in place: a view of some sequence's elements costs as much here as the rest of a request.
  package init?(_ text: String) {
    var (text, high, low) = (text, UInt64(0), UInt64(0))
    let isOne = text.withUTF8 { bytes in
      guard bytes.count == 36 else { return false }
      for position in 0..<36 {
        let byte = bytes[position]
        if Self.isDash(position) {
          if byte != UInt8(ascii: "-") { return false }
          continue
        }
        guard let value = Self.value(ofDigit: byte) else { return false }
        if position < 18 { high = high << 4 | value } else { low = low << 4 | value }
      }
      return true
    }
    guard isOne else { return nil }
    self.init(high: high, low: low)
  }

  private static func isDash(_ position: Int) -> Bool {
    position == 8 || position == 13 || position == 18 || position == 23
  }

  private static func value(ofDigit byte: UInt8) -> UInt64? {
    switch byte {
    case 48...57: UInt64(byte - 48)
    case 65...70: UInt64(byte - 55)
    case 97...102: UInt64(byte - 87)
    default: nil
    }
  }

  package var description: String { String(unsafeUninitializedCapacity: Identifier.length) { write(to: $0) } }

  /// Of the text.
  package static var length: Int { 36 }

  /// Writes the text; returns its length.
  @discardableResult
  package func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var at = 0
    for digit in 0..<32 {
      if digit == 8 || digit == 12 || digit == 16 || digit == 20 {
        buffer[at] = UInt8(ascii: "-")
        at += 1
      }
      let half = digit < 16 ? high : low
      let value = UInt8(truncatingIfNeeded: half >> UInt64(60 - digit % 16 * 4)) & 15
      buffer[at] = value < 10 ? 48 + value : 87 + value
      at += 1
    }
    return Identifier.length
  }
}

/// Makes new ids: random in the program, counted in a test.
package struct IdentifierSource: Sendable {
  private let draw: @Sendable () -> (UInt64, UInt64)

  package init(_ draw: @escaping @Sendable () -> (UInt64, UInt64)) { self.draw = draw }

  /// UUID version 7 (RFC 9562): milliseconds first, so that neighbours in time are neighbours in an index; 74 random bits.
  package func next<Subject>(_ kind: Subject.Type = Subject.self, at instant: Instant) -> Identifier<Subject> {
    let (first, second) = draw()
    let milliseconds = UInt64(clamping: instant.microseconds / 1000) & 0xFFFF_FFFF_FFFF
    return Identifier(
      high: milliseconds << 16 | 0x7000 | first & 0x0FFF,
      low: 0x8000_0000_0000_0000 | second & 0x3FFF_FFFF_FFFF_FFFF)
  }

  /// Drawn from getrandom(2), 2 KiB at a time: a call for each id costs more than the id.
  package static let random: IdentifierSource = {
    let pools = (0..<8).map { _ in RandomPool() }
    return IdentifierSource { pools[place].draw() }
  }()

  /// For what has an id to be found by, such as a request in the log, and is no less safe where others can guess it: begun at
  /// random, and counted on from there (Steele and others, "Fast splittable pseudorandom number generators", 2014).
  package static let guessable: IdentifierSource = {
    let counters = (0..<8).map { _ in Counter() }
    return IdentifierSource { counters[place].draw() }
  }()

  /// With one for all, the threads that begin requests would meet here.
  private static var place: Int { Int((UInt64(pthread_self()) &* 0x9E37_79B9_7F4A_7C15) >> 61) }
}

private final class Counter: Sendable {
  private static let step: UInt64 = 0x9E37_79B9_7F4A_7C15
  private let count = Atomic(UInt64.random(in: 0...(.max)))

  func draw() -> (UInt64, UInt64) {
    let second = count.wrappingAdd(2 &* Counter.step, ordering: .relaxed).newValue
    return (Counter.mixed(second &- Counter.step), Counter.mixed(second))
  }

  private static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = (number ^ number >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}

private final class RandomPool: Sendable {
  private let words = Mutex<[UInt64]>([])

  func draw() -> (UInt64, UInt64) {
    words.withLock { words in
      if words.isEmpty { words = RandomPool.fresh() }
      return (words.removeLast(), words.removeLast())
    }
  }

  /// A signal may cut off what is longer than 256 bytes (getrandom(2)): then all of it is drawn again.
  private static func fresh() -> [UInt64] {
    [UInt64](unsafeUninitializedCapacity: 256) { buffer, count in
      while getrandom(buffer.baseAddress, 2048, 0) != 2048 {}
      count = 256
    }
  }
}
