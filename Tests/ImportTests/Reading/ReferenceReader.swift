@testable import Import

/// The same rules over a whole file, a byte at a time, without a thought for speed or memory.
struct ReferenceReader {
  private enum Place { case cellStart, plain, quoted, behindQuote }
  private enum Ending { case lineEnd, fileEnd, tooLong, brokenQuote }

  private struct Seen {
    var place = Place.cellStart
    var cells: [[UInt8]] = [[]]
    var (breaks, breaksBeforeCell) = (0, 0)
    var afterFirstBreak: Int?
    var ending = Ending.fileEnd
    var next = 0
  }

  private let bytes: [UInt8]
  private let limits: CSVReader.Limits
  private var separator: UInt8?
  private var records: [ReadRecord] = []
  private var (at, line, reread) = (0, 1, 0)

  static func read(_ bytes: [UInt8], limits: CSVReader.Limits = .init()) -> [ReadRecord] {
    var reader = ReferenceReader(bytes: bytes, limits: limits)
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { reader.at = 3 }
    while reader.at < bytes.count { reader.readRecord() }
    return reader.records
  }

  private init(bytes: [UInt8], limits: CSVReader.Limits) { (self.bytes, self.limits) = (bytes, limits) }

  private mutating func readRecord() {
    let quotesMaySpan = reread <= limits.rereadBytes + at
    if at > 0, bytes[at - 1] == 13, bytes[at] == 10 { at += 1 }
    guard at < bytes.count else { return }
    let seen = look(quotesMaySpan)
    switch seen.ending {
    case .lineEnd: take(seen, raw: bytes[at..<(seen.next - 1)])
    case .fileEnd where seen.place != .quoted: take(seen, raw: bytes[at...])
    case .tooLong where seen.place != .quoted || seen.afterFirstBreak == nil:
      records.append(ReadRecord(line, .tooLong))
      skipLine(seen)
    case .fileEnd, .tooLong, .brokenQuote:
      records.append(ReadRecord(line, .unclosedQuote))
      guard let next = seen.afterFirstBreak else { return skipLine(seen) }
      reread += seen.next - next
      (at, line) = (next, line + 1)
    }
  }

  private mutating func skipLine(_ seen: Seen) {
    let lineEnd = bytes[seen.next...].firstIndex { $0 == 10 || $0 == 13 } ?? bytes.count
    (at, line) = (min(lineEnd + 1, bytes.count), line + 1 + seen.breaks)
  }

  private mutating func take(_ seen: Seen, raw: ArraySlice<UInt8>) {
    let isBlank = seen.cells.count == 1 && raw.allSatisfy { $0 == 32 || $0 == 9 }
    if separator == nil, !isBlank {
      let declared = raw.withUnsafeBytes { Separator.declared(in: $0) }
      separator = declared ?? raw.withUnsafeBytes { Separator.find(in: $0) }
      // The header is looked at again.
      guard declared != nil else { return }
    } else if seen.cells.count > limits.cells {
      records.append(ReadRecord(line, .tooManyCells))
    } else if !isBlank {
      records.append(decoded(seen.cells))
    }
    (at, line) = (seen.next, line + 1 + seen.breaks)
  }

  // MARK: One record

  private func look(_ quotesMaySpan: Bool) -> Seen {
    var seen = Seen()
    seen.next = bytes.count
    for index in at..<bytes.count {
      if let ending = step(&seen, index, quotesMaySpan) {
        seen.ending = ending
        seen.next = ending == .brokenQuote && quotesMaySpan ? index : index + 1
        return seen
      }
      if index - at >= limits.recordBytes {
        (seen.ending, seen.next) = (.tooLong, index + 1)
        return seen
      }
    }
    return seen
  }

  private func step(_ seen: inout Seen, _ index: Int, _ quotesMaySpan: Bool) -> Ending? {
    let byte = bytes[index]
    let isBreak = byte == 10 || byte == 13
    let last = seen.cells.count - 1
    switch seen.place {
    case .quoted where byte == 34: seen.place = .behindQuote
    case .quoted:
      seen.cells[last].append(byte)
      guard isBreak else { break }
      if byte == 13 || bytes[index - 1] != 13 { seen.breaks += 1 }
      if seen.breaks == 1 { seen.afterFirstBreak = index + 1 }
      if !quotesMaySpan { return .brokenQuote }
    case .behindQuote where byte == 34:
      seen.cells[last].append(byte)
      seen.place = .quoted
    case .cellStart where byte == 34: (seen.place, seen.breaksBeforeCell) = (.quoted, seen.breaks)
    case _ where isBreak: return .lineEnd
    case _ where byte == separator ?? 44,
      .behindQuote where separator == nil && (byte == 59 || byte == 9):
      seen.cells.append([])
      seen.place = .cellStart
    case .behindQuote where seen.breaks > seen.breaksBeforeCell: return .brokenQuote
    default:
      seen.cells[last].append(byte)
      seen.place = .plain
    }
    return nil
  }

  // MARK: Decoding

  private func decoded(_ cells: [[UInt8]]) -> ReadRecord {
    var record = ReadRecord(line: line, cells: cells)
    for (index, cell) in cells.enumerated() {
      let isText = String(validating: cell, as: UTF8.self) != nil
      var text = ""
      for byte in cell where byte != 0 { text.unicodeScalars.append(Self.windows1252[byte] ?? Unicode.Scalar(byte)) }
      record.cells[index] = isText ? cell.filter { $0 != 0 } : Array(text.utf8)
      if cell.contains(0) || !isText && text.unicodeScalars.contains("\u{FFFD}") {
        record.decoding = .repaired
      } else if !isText, record.decoding == .utf8 {
        record.decoding = .windows1252
      }
    }
    return record
  }

  /// As the WHATWG names them, the five without a meaning apart.
  private static let windows1252: [UInt8: Unicode.Scalar] = [
    0x80: "\u{20AC}", 0x81: "\u{FFFD}", 0x82: "\u{201A}", 0x83: "\u{192}", 0x84: "\u{201E}", 0x85: "\u{2026}",
    0x86: "\u{2020}", 0x87: "\u{2021}", 0x88: "\u{2C6}", 0x89: "\u{2030}", 0x8A: "\u{160}", 0x8B: "\u{2039}",
    0x8C: "\u{152}", 0x8D: "\u{FFFD}", 0x8E: "\u{17D}", 0x8F: "\u{FFFD}", 0x90: "\u{FFFD}", 0x91: "\u{2018}",
    0x92: "\u{2019}", 0x93: "\u{201C}", 0x94: "\u{201D}", 0x95: "\u{2022}", 0x96: "\u{2013}", 0x97: "\u{2014}",
    0x98: "\u{2DC}", 0x99: "\u{2122}", 0x9A: "\u{161}", 0x9B: "\u{203A}", 0x9C: "\u{153}", 0x9D: "\u{FFFD}",
    0x9E: "\u{17E}", 0x9F: "\u{178}",
  ]
}
