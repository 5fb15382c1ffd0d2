/// A first look at a text: nearly all are taken as they stand, without a copy.
enum TextScan {
  case plain
  /// Blanks in a row, line breaks, tabs.
  case blanks
  /// Letters that seldom stand where they stand unless an encoding was mistaken, or that nobody sees.
  case strange

  private static let highBits: UInt64 = 0x8080_8080_8080_8080
  private static let spaces: UInt64 = 0x2020_2020_2020_2020
  private static let sevenBits: UInt64 = 0x7F7F_7F7F_7F7F_7F7F

  private static let letters: UInt64 = 0x6161_6161_6161_6161

  init(_ cell: Record.Cell) {
    var place = 0
    var afterSpace = false
    self = .plain
    while place < cell.count {
      let word = Self.word(cell, at: place)
      let foreign = word & Self.highBits
      if foreign == 0 {
        if Self.hasBlanks(word, &afterSpace) { self = .blanks }
        place += 8
        continue
      }
      let ascii = foreign.trailingZeroBitCount / 8
      if Self.hasBlanks(Self.filled(word, from: ascii), &afterSpace) { self = .blanks }
      guard let width = Self.ordinaryLetter(cell, at: place + ascii) else {
        self = .strange
        return
      }
      afterSpace = false
      place += ascii + width
    }
  }

  /// Eight bytes; letters stand for those beyond the end.
  @inline(__always)
  private static func word(_ cell: Record.Cell, at place: Int) -> UInt64 {
    let left = cell.count - place
    if left >= 8 { return UInt64(littleEndian: cell.loadUnaligned(fromByteOffset: place, as: UInt64.self)) }
    var word: UInt64 = 0
    if cell.count >= 8 {
      word = UInt64(littleEndian: cell.loadUnaligned(fromByteOffset: cell.count - 8, as: UInt64.self))
      word >>= UInt64(8 - left) * 8
    } else {
      for byte in 0..<left { word |= UInt64(cell[place + byte]) << (UInt64(byte) * 8) }
    }
    return filled(word, from: left)
  }

  /// With letters in the place of all bytes from that one on.
  @inline(__always)
  private static func filled(_ word: UInt64, from byte: Int) -> UInt64 {
    let kept = ~(UInt64.max << UInt64(byte * 8))
    return word & kept | letters & ~kept
  }

  /// Two spaces side by side, or a control character, in eight ASCII bytes.
  @inline(__always)
  private static func hasBlanks(_ word: UInt64, _ afterSpace: inout Bool) -> Bool {
    let other = word ^ spaces
    // The high bit of each byte that is a space, exactly: no borrow can cross from byte to byte.
    let isSpace = ~(((other & sevenBits) &+ sevenBits) | other | sevenBits)
    let isControl = (word &- spaces) & ~word & highBits
    let found = isSpace & (isSpace << 8) != 0 || (afterSpace && isSpace & 0x80 != 0) || isControl != 0
    afterSpace = isSpace >> 63 == 1
    return found
  }

  /// The width of a letter or sign that French texts are written with; nil for what deserves a second look.
  private static func ordinaryLetter(_ cell: Record.Cell, at place: Int) -> Int? {
    guard place + 1 < cell.count else { return nil }
    let second = cell[place + 1]
    switch cell[place] {
    case 0xC3 where second >= 0xA0: return 2
    case 0xC3:
      // Â and Ã begin what was UTF-8; a capital behind a small letter is what MacRoman makes of Windows-1252.
      let afterSmall = place > 0 && (0x61...0x7A).contains(cell[place - 1])
      let isCedillaPair = second == 0x87 && place + 2 < cell.count && cell[place + 2] == 0xC2
      return afterSmall || second == 0x82 || second == 0x83 || isCedillaPair ? nil : 2
    case 0xC2: return second > 0xA0 && second != 0xAD ? 2 : nil
    case 0xC5: return second == 0x92 || second == 0x93 || second == 0xB8 ? 2 : nil
    case 0xC4, 0xCE...0xDF: return 2
    case 0xE2 where place + 2 < cell.count:
      return isOrdinarySign(second, cell[place + 2], behind: cell, place) ? 3 : nil
    default: return nil
    }
  }

  /// Dashes, quotes, the bullet, the ellipsis and the euro.
  private static func isOrdinarySign(_ second: UInt8, _ third: UInt8, behind cell: Record.Cell, _ place: Int) -> Bool {
    // â in front of it: the euro of "â€™", an apostrophe once.
    let afterCircumflex = place > 1 && cell[place - 2] == 0xC3 && cell[place - 1] == 0xA2
    return switch (second, third) {
    case (0x80, 0x93...0x94), (0x80, 0x98...0x99), (0x80, 0x9C...0x9D), (0x80, 0xA2), (0x80, 0xA6), (0x82, 0xAC):
      !afterCircumflex
    default: false
    }
  }
}
