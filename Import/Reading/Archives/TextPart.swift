/// The records of one text file, which may have a few lines above its header: a day and a word about it.
struct TextPart: ~Copyable {
  private let number: Int
  private let name: String?
  private var reader = CSVReader()
  private var head: [UInt8]? = []
  private var part: FilePart
  private var skipped = 0

  init(number: Int = 0, name: String? = nil) {
    (self.number, self.name) = (number, name)
    part = FilePart(number: number, name: name)
  }

  mutating func read(_ bytes: UnsafeRawBufferPointer, _ take: (Record) throws -> Void) throws {
    guard head != nil else { return try pass(bytes, take) }
    head?.append(contentsOf: bytes)
    if let count = head?.count, count >= 1024 { try begin(take) }
  }

  mutating func finish(_ take: (Record) throws -> Void) throws {
    if head != nil { try begin(take) }
    let (part, skipped) = (part, skipped)
    try reader.finish { record in
      var record = record.placed(in: part, behind: skipped)
      record.isUnended = true
      try take(record)
    }
  }

  private mutating func begin(_ take: (Record) throws -> Void) throws {
    let bytes = head ?? []
    head = nil
    let lines = Preamble.lines(of: bytes)
    if !lines.isEmpty { part = FilePart(number: number, name: name, preamble: lines.map(\.text)) }
    skipped = lines.count
    try bytes[(lines.last?.end ?? 0)...].withUnsafeBytes { try pass($0, take) }
  }

  private mutating func pass(_ bytes: UnsafeRawBufferPointer, _ take: (Record) throws -> Void) throws {
    let (part, skipped) = (part, skipped)
    try reader.read(bytes) { try take($0.placed(in: part, behind: skipped)) }
  }
}

extension Record {
  fileprivate func placed(in part: FilePart, behind lines: Int) -> Record {
    var record = self
    record.part = part
    record.line += lines
    return record
  }
}

/// The lines above a header: from one that begins `Journée du` up to the one that has columns.
enum Preamble {
  struct Line {
    let text: String
    let end: Int
  }

  static func lines(of head: [UInt8]) -> [Line] {
    var lines: [Line] = []
    var start = 0
    while lines.count < 3, let end = head[start...].firstIndex(of: 0x0A) {
      let text = words(head[start..<end])
      if lines.isEmpty, !folded(text).starts(with: "journeedu".utf8) { return [] }
      if !lines.isEmpty, String(decoding: folded(text), as: UTF8.self).contains("consommation") { return lines }
      let first = String(text.prefix { $0 != "\t" && $0 != ";" && $0 != "," })
      lines.append(Line(text: first, end: end + 1))
      start = end + 1
    }
    return []
  }

  /// As UTF-8 where it is that, else as Latin-1.
  private static func words(_ line: ArraySlice<UInt8>) -> String {
    let trimmed = line.drop { [0xEF, 0xBB, 0xBF].contains($0) && line.first == 0xEF }
    return String(validating: trimmed, as: UTF8.self)
      ?? String(String.UnicodeScalarView(trimmed.map { Unicode.Scalar($0) }))
  }
}
