/// Finds where cells and records end, in the manner of RFC 4180 and its relatives. It may stop after any byte and go on
/// when there is more.
struct CSVScanner {
  enum Finding { case needsMore, record, brokenQuote, skippedLine }
  enum State { case cellStart, unquoted, quoted, afterQuote, skipping }

  static let quote: UInt8 = 0x22
  static let lineFeed: UInt8 = 0x0A
  static let carriageReturn: UInt8 = 0x0D

  /// Nil until a header has shown it; a comma is supposed meanwhile.
  var separator: UInt8? { didSet { separatorWord = CSVScanner.word(of: separator ?? UInt8(ascii: ",")) } }
  private var separatorWord = CSVScanner.word(of: UInt8(ascii: ","))

  private(set) var place = State.cellStart
  /// The record's first byte, the byte after its last, and the next to look at, in the buffer.
  private(set) var start = 0
  private(set) var recordEnd = 0
  private(set) var next = 0
  private var cellStart = 0
  /// Goes on counting where no more are kept.
  private(set) var cellCount = 0
  private let cellLimit: Int
  /// A cell has quotes inside or text behind them, which have to be taken out.
  private(set) var needsUnquoting = false
  private var hasQuotesInside = false { didSet { needsUnquoting = needsUnquoting || hasQuotesInside } }
  /// Line breaks inside the record, those before the present cell, and what follows the first.
  private(set) var breaks = 0
  private var breaksBeforeCell = 0
  private(set) var afterFirstBreak: Int?
  var quotesMaySpanLines = true
  /// A line feed that comes now belongs to the carriage return before it.
  private var owesLineFeed = false

  init(cellLimit: Int) { self.cellLimit = cellLimit }

  mutating func beginRecord(at place: Int, owesLineFeed: Bool) {
    (start, next, cellStart, cellCount) = (place, place, place, 0)
    (breaks, afterFirstBreak, needsUnquoting, self.place) = (0, nil, false, .cellStart)
    self.owesLineFeed = owesLineFeed
  }

  /// Bytes of a record have been seen that has not ended.
  var isInRecord: Bool { place != .skipping && (next > start || cellCount > 0) }

  mutating func skipLine() {
    place = .skipping
    (start, cellCount) = (next, 0)
  }

  /// The bytes have moved towards the front of the buffer.
  mutating func move(by distance: Int) {
    start -= distance
    next -= distance
    cellStart -= distance
    afterFirstBreak = afterFirstBreak.map { $0 - distance }
  }

  /// Looks at the bytes before `stop`, which eight readable ones follow.
  mutating func scan(
    _ bytes: UnsafePointer<UInt8>, until stop: Int, into cells: UnsafeMutablePointer<Record.Cell>
  ) -> Finding {
    if owesLineFeed, next < stop {
      owesLineFeed = false
      if bytes[next] == CSVScanner.lineFeed { beginRecord(at: next + 1, owesLineFeed: false) }
    }
    while next < stop {
      switch place {
      case .cellStart: startCell(bytes)
      case .unquoted:
        if skim(bytes, until: stop, into: cells) { return .record }
      case .quoted:
        if !passQuoted(bytes, until: stop) { return .brokenQuote }
      case .afterQuote:
        if let finding = passQuote(bytes, into: cells) { return finding }
      case .skipping:
        if passSkipped(bytes, until: stop) { return .skippedLine }
      }
    }
    return .needsMore
  }

  /// The file ends here. False inside quotes.
  mutating func finish(_ bytes: UnsafePointer<UInt8>, into cells: UnsafeMutablePointer<Record.Cell>) -> Bool {
    guard place != .quoted else { return false }
    if place == .afterQuote {
      endQuotedCell(bytes, at: next, into: cells)
    } else {
      keep(Record.Cell(start: bytes + cellStart, count: next - cellStart), in: cells)
    }
    recordEnd = next
    return true
  }

  private mutating func startCell(_ bytes: UnsafePointer<UInt8>) {
    cellStart = next
    if bytes[next] == CSVScanner.quote {
      next += 1
      breaksBeforeCell = breaks
      hasQuotesInside = false
      place = .quoted
    } else {
      place = .unquoted
    }
  }

  /// True at the end of the record. Nearly every cell passes here, so it looks at eight bytes at once.
  private mutating func skim(
    _ bytes: UnsafePointer<UInt8>, until stop: Int, into cells: UnsafeMutablePointer<Record.Cell>
  ) -> Bool {
    var (at, from, count) = (next, cellStart, cellCount)
    defer { (next, cellStart, cellCount) = (min(at, stop), from, count) }
    let separator = UInt8(truncatingIfNeeded: separatorWord)
    while at < stop {
      let word = UInt64(littleEndian: UnsafeRawPointer(bytes + at).loadUnaligned(as: UInt64.self))
      var marks = CSVScanner.marks(in: word, separatorWord)
      if stop - at < 8 { marks &= 1 << UInt64((stop - at) * 8) &- 1 }
      while marks != 0 {
        let here = at + marks.trailingZeroBitCount >> 3
        marks &= marks &- 1
        let byte = bytes[here]
        guard byte == separator || byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn else { continue }
        if count < cellLimit { cells[count] = Record.Cell(start: bytes + from, count: here - from) }
        count += 1
        from = here + 1
        if byte != separator {
          at = from
          recordEnd = here
          return true
        }
        if from == stop || bytes[from] == CSVScanner.quote {
          at = from
          place = .cellStart
          return false
        }
      }
      at += 8
    }
    return false
  }

  /// True at the end of the line. Nothing of it is kept.
  private mutating func passSkipped(_ bytes: UnsafePointer<UInt8>, until stop: Int) -> Bool {
    while next < stop {
      let byte = bytes[next]
      start = next
      next += 1
      if byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn { return true }
    }
    return false
  }

  /// False when it must not go on past a line break.
  private mutating func passQuoted(_ bytes: UnsafePointer<UInt8>, until stop: Int) -> Bool {
    while next < stop {
      let byte = bytes[next]
      next += 1
      if byte == CSVScanner.quote {
        place = .afterQuote
        return true
      }
      guard byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn else { continue }
      let isSecondHalf = byte == CSVScanner.lineFeed && bytes[next - 2] == CSVScanner.carriageReturn
      if !isSecondHalf { breaks += 1 }
      if breaks == 1 { afterFirstBreak = next }
      if !quotesMaySpanLines { return false }
    }
    return true
  }

  /// Behind a quote in a quoted cell. Text behind a cell of several lines means that the quote opens one instead: the
  /// one before it was astray.
  private mutating func passQuote(
    _ bytes: UnsafePointer<UInt8>, into cells: UnsafeMutablePointer<Record.Cell>
  ) -> Finding? {
    let byte = bytes[next]
    if byte == CSVScanner.quote {
      hasQuotesInside = true
      place = .quoted
      next += 1
    } else if byte == UInt8(truncatingIfNeeded: separatorWord) || (separator == nil && Separator.isPossible(byte)) {
      endQuotedCell(bytes, at: next, into: cells)
      next += 1
      place = .cellStart
    } else if byte == CSVScanner.lineFeed || byte == CSVScanner.carriageReturn {
      endQuotedCell(bytes, at: next, into: cells)
      recordEnd = next
      next += 1
      return .record
    } else if breaks > breaksBeforeCell {
      return .brokenQuote
    } else {
      hasQuotesInside = true
      place = .unquoted
    }
    return nil
  }

  /// Ends a cell that began with a quote. One without quotes inside is kept without those around it, any other with them,
  /// which tells it apart.
  private mutating func endQuotedCell(
    _ bytes: UnsafePointer<UInt8>, at end: Int, into cells: UnsafeMutablePointer<Record.Cell>
  ) {
    let inset = hasQuotesInside ? 0 : 1
    keep(Record.Cell(start: bytes + cellStart + inset, count: end - cellStart - 2 * inset), in: cells)
    cellStart = end + 1
  }

  private mutating func keep(_ cell: Record.Cell, in cells: UnsafeMutablePointer<Record.Cell>) {
    if cellCount < cellLimit { cells[cellCount] = cell }
    cellCount += 1
  }

  // MARK: Eight bytes at once

  private static func word(of byte: UInt8) -> UInt64 { 0x0101_0101_0101_0101 &* UInt64(byte) }

  /// The highest bit of each byte that is the separator or one of 8 to 15, where both line breaks are.
  private static func marks(in word: UInt64, _ separators: UInt64) -> UInt64 {
    let low: UInt64 = 0x7F7F_7F7F_7F7F_7F7F
    let separator = word ^ separators
    let control = (word ^ 0x0808_0808_0808_0808) & 0xF8F8_F8F8_F8F8_F8F8
    let others = ((separator & low) &+ low | separator) & ((control & low) &+ low | control)
    return ~(others | low)
  }
}
