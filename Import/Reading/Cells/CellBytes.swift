import Glibc

/// The readers look at a cell so. Its bytes are valid UTF-8, and they are the record's.
extension UnsafeRawBufferPointer {
  static var empty: Self { Self(start: nil, count: 0) }

  var string: String { String(decoding: self, as: UTF8.self) }

  func part(_ range: Range<Int>) -> Self { Self(rebasing: self[range]) }

  @inline(__always)
  static func == (cell: Self, text: StaticString) -> Bool {
    cell.count == text.utf8CodeUnitCount && cell.begins(with: text)
  }

  @inline(__always)
  func begins(with text: StaticString) -> Bool {
    guard count >= text.utf8CodeUnitCount, let baseAddress else { return text.utf8CodeUnitCount == 0 }
    return memcmp(baseAddress, text.utf8Start, text.utf8CodeUnitCount) == 0
  }

  /// Without blanks at either end: white space, no-break spaces, marks that nobody sees.
  @inline(__always)
  var trimmed: Self {
    guard let first, let last = self.last else { return self }
    // A letter at both ends, or the end of one that is written in several bytes.
    let plain = first > 0x20 && first < 0xC2 && last > 0x20 && last < 0x7F
    return plain ? self : trimmedSlowly
  }

  private var trimmedSlowly: Self {
    var start = 0
    var end = count
    while start < end, let width = blankWidth(at: start, end: end) { start += width }
    while start < end, let width = blankWidth(before: end, start: start) { end -= width }
    return part(start..<end)
  }

  /// The bytes of the blank that starts there; nil for anything else.
  func blankWidth(at place: Int, end: Int) -> Int? {
    switch self[place] {
    case 0...0x20, 0x7F: 1
    case 0xC2 where place + 1 < end: self[place + 1] == 0xA0 || self[place + 1] == 0xAD ? 2 : nil
    case 0xE2 where place + 2 < end: isInvisible(self[place + 1], self[place + 2]) ? 3 : nil
    case 0xE3 where place + 2 < end: self[place + 1] == 0x80 && self[place + 2] == 0x80 ? 3 : nil
    case 0xEF where place + 2 < end: self[place + 1] == 0xBB && self[place + 2] == 0xBF ? 3 : nil
    default: nil
    }
  }

  private func blankWidth(before end: Int, start: Int) -> Int? {
    for width in 1...3 where end - width >= start {
      if blankWidth(at: end - width, end: end) == width { return width }
    }
    return nil
  }

  /// U+2000 to U+200F, U+2028 to U+202F, U+205F to U+206F: spaces, joiners and marks of direction.
  private func isInvisible(_ second: UInt8, _ third: UInt8) -> Bool {
    switch second {
    case 0x80: (0x80...0x8F).contains(third) || (0xA8...0xAF).contains(third)
    case 0x81: (0x9F...0xAF).contains(third)
    default: false
    }
  }

  /// FNV-1a: the same for the same bytes in every run, as what is derived from it must be.
  var fingerprint: UInt64 {
    reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
  }
}
