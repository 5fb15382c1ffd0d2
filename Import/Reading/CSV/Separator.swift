/// The character between cells, found from the header.
enum Separator {
  static let possible = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]

  static func isPossible(_ byte: UInt8) -> Bool { possible.contains(byte) }

  /// The one that makes the most names of columns, then the most cells: a header may hold others inside its cells.
  static func find(in header: UnsafeRawBufferPointer) -> UInt8 {
    var best = (separator: possible[0], names: -1, cells: -1)
    for separator in possible {
      let (names, cells) = columns(of: header, separatedBy: separator)
      if (names, cells) > (best.names, best.cells) { best = (separator, names, cells) }
    }
    return best.separator
  }

  /// Spreadsheets know a first line that says `sep=;`.
  static func declared(in line: UnsafeRawBufferPointer) -> UInt8? {
    let prefix = "sep=".utf8
    guard line.count == prefix.count + 1, line.starts(with: prefix), let last = line.last, isPossible(last) else {
      return nil
    }
    return last
  }

  private static func columns(of header: UnsafeRawBufferPointer, separatedBy separator: UInt8) -> (Int, Int) {
    var (names, cells, start, isQuoted) = (0, 0, 0, false)
    for place in 0...header.count {
      if place < header.count {
        if header[place] == CSVScanner.quote { isQuoted.toggle() }
        guard !isQuoted, header[place] == separator else { continue }
      }
      cells += 1
      if isName(header[start..<place]) { names += 1 }
      start = place + 1
    }
    return (names, cells)
  }

  /// Letters and what stands between words. Any byte outside ASCII may belong to a letter.
  private static func isName(_ cell: Slice<UnsafeRawBufferPointer>) -> Bool {
    var hasLetter = false
    for byte in cell {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), 0x80...: hasLetter = true
      case let byte where isPossible(byte): return false
      default: break
      }
    }
    return hasLetter
  }
}
