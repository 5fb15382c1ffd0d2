@testable import Import

/// A record that was kept.
struct ReadRecord: Equatable, CustomStringConvertible {
  var line: Int
  var cells: [[UInt8]]
  var decoding = Record.Decoding.utf8
  var fault: Record.Fault?

  init(line: Int, cells: [[UInt8]], decoding: Record.Decoding = .utf8, fault: Record.Fault? = nil) {
    (self.line, self.cells, self.decoding, self.fault) = (line, cells, decoding, fault)
  }

  init(_ line: Int, _ cells: String...) {
    self.init(line: line, cells: cells.map { Array($0.utf8) })
  }

  init(_ line: Int, _ fault: Record.Fault) { self.init(line: line, cells: [], fault: fault) }

  init(_ record: Record) {
    self.init(line: record.line, cells: record.cells.map(Array.init), decoding: record.decoding, fault: record.fault)
  }

  func decoded(_ decoding: Record.Decoding) -> ReadRecord {
    ReadRecord(line: line, cells: cells, decoding: decoding, fault: fault)
  }

  var texts: [String] { cells.map { String(decoding: $0, as: UTF8.self) } }

  var description: String { "\(line): \(fault.map { "\($0)" } ?? "\(texts)") \(decoding)" }
}

/// The records of `bytes` that come in pieces which end at `cuts`.
func read(_ bytes: [UInt8], cutAt cuts: [Int] = [], limits: CSVReader.Limits = .init()) -> [ReadRecord] {
  var reader = CSVReader(limits: limits)
  var records: [ReadRecord] = []
  for piece in pieces(of: bytes, cutAt: cuts) {
    piece.withUnsafeBytes { bytes in reader.read(bytes) { records.append(ReadRecord($0)) } }
  }
  reader.finish { records.append(ReadRecord($0)) }
  return records
}

func read(_ text: String) -> [ReadRecord] { read(Array(text.utf8)) }

func pieces(of bytes: [UInt8], cutAt cuts: [Int]) -> [[UInt8]] {
  var (pieces, start) = ([[UInt8]](), 0)
  for cut in cuts.sorted() + [bytes.count] {
    pieces.append(Array(bytes[start..<cut]))
    start = cut
  }
  return pieces
}

/// A few places to cut at.
func randomCuts(in bytes: [UInt8], _ random: inout some RandomNumberGenerator) -> [Int] {
  (0..<Int.random(in: 0...12, using: &random)).map { _ in Int.random(in: 0...bytes.count, using: &random) }
}
