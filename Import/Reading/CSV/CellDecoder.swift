/// Makes cells readable: takes quotes out, and turns what is not UTF-8 into it.
struct CellDecoder: ~Copyable {
  /// The memory of cells that cannot stay where they are.
  private var scratch: UnsafeMutableRawBufferPointer?

  deinit { scratch?.deallocate() }

  var footprint: Int { scratch?.count ?? 0 }

  mutating func decode(
    _ cells: UnsafeMutableBufferPointer<Record.Cell>, of record: UnsafeRawBufferPointer, unquoting: Bool
  ) -> Record.Decoding {
    // Quotes and separators stand between characters: the record is as valid as its cells.
    let isReadable = CellDecoder.isReadable(record)
    if unquoting { CellDecoder.unquote(cells) }
    return isReadable ? .utf8 : repair(cells, recordBytes: record.count)
  }

  /// Cells with quotes inside were left with those around them.
  private static func unquote(_ cells: UnsafeMutableBufferPointer<Record.Cell>) {
    for index in cells.indices where cells[index].first == CSVScanner.quote {
      let bytes = UnsafeMutableRawBufferPointer(mutating: cells[index])
      var (count, isInside) = (0, true)
      var place = 1
      while place < bytes.count {
        let byte = bytes[place]
        place += 1
        if isInside, byte == CSVScanner.quote {
          guard place < bytes.count, bytes[place] == CSVScanner.quote else {
            isInside = false
            continue
          }
          place += 1
        }
        bytes[count] = byte
        count += 1
      }
      cells[index] = Record.Cell(rebasing: cells[index][..<count])
    }
  }

  // MARK: Valid or not

  /// Valid UTF-8 without NUL.
  private static func isReadable(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard let start = bytes.baseAddress else { return true }
    var (place, all, zeros) = (0, UInt64(0), UInt64(0))
    while place + 8 <= bytes.count {
      let word = (start + place).loadUnaligned(as: UInt64.self)
      all |= word
      zeros |= (word &- 0x0101_0101_0101_0101) & ~word
      place += 8
    }
    while place < bytes.count {
      let byte = UInt64(bytes[place])
      all |= byte
      zeros |= (byte &- 1) & ~byte & 0x80
      place += 1
    }
    return zeros & highBits == 0 && (all & highBits == 0 || isUTF8(bytes))
  }

  private static var highBits: UInt64 { 0x8080_8080_8080_8080 }

  /// The standard library's would take as long as finding the records: accents are few, and it looks at every byte.
  private static func isUTF8(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var place = 0
    while place < bytes.count {
      if place + 8 <= bytes.count, bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self) & highBits == 0 {
        place += 8
      } else {
        let length = characterLength(bytes, at: place)
        guard length > 0 else { return false }
        place += length
      }
    }
    return true
  }

  /// 0 when none begins there. RFC 3629: no longer than needed, no surrogates, nothing beyond U+10FFFF.
  private static func characterLength(_ bytes: UnsafeRawBufferPointer, at place: Int) -> Int {
    let first = bytes[place]
    if first < 0x80 { return 1 }
    let (length, second): (Int, ClosedRange<UInt8>) =
      switch first {
      case 0xC2...0xDF: (2, 0x80...0xBF)
      case 0xE0: (3, 0xA0...0xBF)
      case 0xED: (3, 0x80...0x9F)
      case 0xE1...0xEF: (3, 0x80...0xBF)
      case 0xF0: (4, 0x90...0xBF)
      case 0xF1...0xF3: (4, 0x80...0xBF)
      case 0xF4: (4, 0x80...0x8F)
      default: (0, 0x80...0xBF)
      }
    guard length > 0, place + length <= bytes.count, second.contains(bytes[place + 1]) else { return 0 }
    return bytes[(place + 2)..<(place + length)].allSatisfy { $0 & 0xC0 == 0x80 } ? length : 0
  }

  // MARK: Repair

  /// Cell by cell: one record may come from several hands.
  private mutating func repair(_ cells: UnsafeMutableBufferPointer<Record.Cell>, recordBytes: Int) -> Record.Decoding {
    let room = scratch(of: recordBytes * 3)
    var (used, result) = (0, Record.Decoding.utf8)
    for index in cells.indices where !CellDecoder.isReadable(cells[index]) {
      let start = used
      let isText = CellDecoder.isUTF8(cells[index])
      for byte in cells[index] {
        if byte == 0 {
          result = .repaired
        } else if isText || byte < 0x80 {
          room[used] = byte
          used += 1
        } else {
          let scalar = CellDecoder.windows1252(byte)
          if scalar == "\u{FFFD}" { result = .repaired } else if result == .utf8 { result = .windows1252 }
          for unit in scalar.utf8 {
            room[used] = unit
            used += 1
          }
        }
      }
      cells[index] = Record.Cell(rebasing: UnsafeRawBufferPointer(room)[start..<used])
    }
    return result
  }

  private mutating func scratch(of count: Int) -> UnsafeMutableRawBufferPointer {
    if let scratch, scratch.count >= count { return scratch }
    scratch?.deallocate()
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
    scratch = larger
    return larger
  }

  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    (0x80..<0xA0).contains(byte) ? windows1252Above7F[Int(byte) - 0x80] : Unicode.Scalar(byte)
  }

  /// 0x80 to 0x9F, five of them without a meaning; from 0xA0 on it is Unicode's own order.
  private static let windows1252Above7F = Array(
    "€\u{FFFD}‚ƒ„…†‡ˆ‰Š‹Œ\u{FFFD}Ž\u{FFFD}\u{FFFD}‘’“”•–—˜™š›œ\u{FFFD}žŸ".unicodeScalars)
}
