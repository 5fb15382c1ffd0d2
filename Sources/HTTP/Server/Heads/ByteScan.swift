import Glibc

/// Questions about all bytes of a text, eight at a time.
enum ByteScan {
  private static let ones: UInt64 = 0x0101_0101_0101_0101
  private static let tops: UInt64 = 0x8080_8080_8080_8080

  static func isASCII(_ bytes: UnsafeRawBufferPointer) -> Bool {
    forAll(bytes, { $0 & tops == 0 }, { $0 < 128 })
  }

  /// Neither a blank nor a control.
  static func isVisible(_ bytes: UnsafeRawBufferPointer) -> Bool {
    forAll(bytes, { hasNoControl($0, nor: 32) }) { $0 > 32 && $0 != 127 }
  }

  /// No control but a tab.
  static func isPrintable(_ bytes: UnsafeRawBufferPointer) -> Bool {
    // A word with a tab is looked at byte by byte.
    forAll(bytes, { hasNoControl($0, nor: 31) }) { !HeadLines.isControl($0) }
  }

  /// Bytes up to `last` borrow from their top bit, and so does zero of what differs from 127.
  private static func hasNoControl(_ word: UInt64, nor last: UInt64) -> Bool {
    let other = word ^ (ones &* 127)
    return ((word &- ones &* (last + 1)) & ~word | (other &- ones) & ~other) & tops == 0
  }

  /// `word` may say no of eight bytes that are all well, `byte` decides.
  private static func forAll(
    _ bytes: UnsafeRawBufferPointer, _ word: (UInt64) -> Bool, _ byte: (UInt8) -> Bool
  ) -> Bool {
    var at = 0
    while at + 8 <= bytes.count, word(bytes.loadUnaligned(fromByteOffset: at, as: UInt64.self)) { at += 8 }
    while at < bytes.count {
      guard byte(bytes[at]) else { return false }
      at += 1
    }
    return true
  }
}

extension UnsafeRawBufferPointer {
  func isEqual(to text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return baseAddress.map { memcmp($0, text.utf8Start, count) == 0 } ?? true
  }

  func begins(with text: StaticString) -> Bool {
    guard let baseAddress, count >= text.utf8CodeUnitCount else { return false }
    return memcmp(baseAddress, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  func position(of byte: UInt8) -> Int? {
    guard let baseAddress, let found = memchr(baseAddress, Int32(byte), count) else { return nil }
    return UnsafeRawPointer(found) - baseAddress
  }
}
