/// Reads the records of a CSV file from pieces of any size. It holds one record and a piece at most, whatever comes.
struct CSVReader: ~Copyable {
  struct Limits: Sendable {
    var recordBytes = 256 * 1024
    var cells = 128
    /// How much is looked at in one go.
    var pieceBytes = 64 * 1024
    /// How much may be read again because a quote was never closed, beyond once the file. Then quoted cells end with
    /// their line, or a hostile file would be read thousands of times.
    var rereadBytes = 16 * 1024 * 1024
  }

  private let limits: Limits
  private let buffer: UnsafeMutablePointer<UInt8>
  private let cells: UnsafeMutablePointer<Record.Cell>
  private let capacity: Int
  private var decoder = CellDecoder()
  private var scanner: CSVScanner
  /// The bytes in the buffer, and how many of the file came before them.
  private var end = 0
  private var passed = 0
  private var reread = 0
  private var line = 1
  private var isAtStart = true

  init(limits: Limits = Limits()) {
    self.limits = limits
    scanner = CSVScanner(cellLimit: limits.cells)
    capacity = limits.recordBytes + 1 + limits.pieceBytes
    // The scanner looks at eight bytes at once, and the last may be the first of eight.
    buffer = .allocate(capacity: capacity + 8)
    buffer.initialize(repeating: 0, count: capacity + 8)
    cells = .allocate(capacity: limits.cells)
  }

  deinit {
    buffer.deallocate()
    cells.deallocate()
  }

  /// The memory that it holds.
  var footprint: Int { capacity + 8 + limits.cells * MemoryLayout<Record.Cell>.stride + decoder.footprint }

  /// Lends the records that end in these bytes to `take`.
  mutating func read(_ bytes: UnsafeRawBufferPointer, _ take: (Record) throws -> Void) rethrows {
    var rest = bytes[...]
    while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      let count = min(rest.count, limits.pieceBytes)
      makeRoom(for: count)
      UnsafeMutableRawPointer(buffer + end).copyMemory(from: start, byteCount: count)
      end += count
      rest = rest.dropFirst(count)
      guard !isAtStart || end >= 3 else { continue }
      try takeRecords(take)
    }
  }

  /// Lends what is left: the last line may have no end.
  mutating func finish(_ take: (Record) throws -> Void) rethrows {
    try takeRecords(take)
    while scanner.isInRecord {
      if scanner.finish(buffer, into: cells) { try takeRecord(take) } else { try giveUpQuote(take) }
      try takeRecords(take)
    }
  }

  private mutating func makeRoom(for count: Int) {
    let start = scanner.start
    guard start == end || capacity - end < count else { return }
    UnsafeMutableRawPointer(buffer).copyMemory(from: buffer + start, byteCount: end - start)
    for index in 0..<min(scanner.cellCount, limits.cells) {
      let cell = cells[index]
      cells[index] = Record.Cell(start: cell.baseAddress.map { $0 - start }, count: cell.count)
    }
    scanner.move(by: start)
    passed += start
    end -= start
  }

  // MARK: Records

  private mutating func takeRecords(_ take: (Record) throws -> Void) rethrows {
    if isAtStart { skipByteOrderMark() }
    while true {
      let stop = min(end, scanner.start + limits.recordBytes + 1)
      switch scanner.scan(buffer, until: stop, into: cells) {
      case .record: try takeRecord(take)
      case .brokenQuote: try giveUpQuote(take)
      case .skippedLine: beginRecord(at: scanner.next, lines: 1 + scanner.breaks)
      case .needsMore where scanner.next - scanner.start > limits.recordBytes: try giveUpLength(take)
      case .needsMore where scanner.next == end: return
      case .needsMore: break
      }
    }
  }

  private mutating func skipByteOrderMark() {
    isAtStart = false
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    let isMarked = UnsafeBufferPointer(start: buffer, count: end).starts(with: mark)
    beginRecord(at: isMarked ? mark.count : 0, lines: 0)
  }

  private mutating func takeRecord(_ take: (Record) throws -> Void) rethrows {
    let raw = UnsafeRawBufferPointer(start: buffer + scanner.start, count: scanner.recordEnd - scanner.start)
    let (line, lines, count) = (line, 1 + scanner.breaks, scanner.cellCount)
    // Ended by what was not a separator of this cell, or by nothing: a blank line is no row.
    if count == 1, raw.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }) {
      return beginRecord(at: scanner.next, lines: lines)
    }
    guard scanner.separator != nil else { return findSeparator(in: raw) }
    let needsUnquoting = scanner.needsUnquoting
    beginRecord(at: scanner.next, lines: lines)
    guard count <= limits.cells else { return try take(fault(.tooManyCells, line: line)) }
    let cells = UnsafeMutableBufferPointer(start: cells, count: count)
    let decoding = decoder.decode(cells, of: raw, unquoting: needsUnquoting)
    try take(Record(line: line, cells: UnsafeBufferPointer(cells), decoding: decoding))
  }

  /// The header is read again with the right one, unless it was a line of its own that names it.
  private mutating func findSeparator(in header: UnsafeRawBufferPointer) {
    if let declared = Separator.declared(in: header) {
      scanner.separator = declared
      beginRecord(at: scanner.next, lines: 1)
    } else {
      scanner.separator = Separator.find(in: header)
      beginRecord(at: scanner.start, lines: 0)
    }
  }

  private mutating func beginRecord(at place: Int, lines: Int) {
    line += lines
    scanner.quotesMaySpanLines = reread <= limits.rereadBytes + passed + place
    let isAfterReturn = place > scanner.start && buffer[place - 1] == CSVScanner.carriageReturn
    scanner.beginRecord(at: place, owesLineFeed: isAfterReturn)
  }

  // MARK: What cannot be read

  private mutating func giveUpLength(_ take: (Record) throws -> Void) rethrows {
    if scanner.place == .quoted, scanner.afterFirstBreak != nil { return try giveUpQuote(take) }
    let line = line
    scanner.skipLine()
    try take(fault(.tooLong, line: line))
  }

  /// A quote that is not closed must not swallow the file: it goes on at the next line.
  private mutating func giveUpQuote(_ take: (Record) throws -> Void) rethrows {
    let line = line
    if let next = scanner.afterFirstBreak {
      reread += scanner.next - next
      beginRecord(at: next, lines: 1)
    } else {
      scanner.skipLine()
    }
    try take(fault(.unclosedQuote, line: line))
  }

  private func fault(_ fault: Record.Fault, line: Int) -> Record {
    Record(line: line, cells: UnsafeBufferPointer(start: cells, count: 0), decoding: .utf8, fault: fault)
  }
}
