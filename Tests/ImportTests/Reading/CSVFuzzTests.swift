import TestSupport
import Testing

@testable import Import

/// The reader against an obvious one, on files that were valid once and on plain noise. The seed stands in each failure.
struct CSVFuzzTests {
  private static let spices: [[UInt8]] =
    [
      "\"", "\"\"", "\"\"\"", ",", ";", "\t", "\n", "\r", "\r\n", "\n\n", ",\"", "\",", "\"\n", "\"x\",\"\n", "é", "€",
      "x",
      "12.5", " ", "\0", "\u{FEFF}", "sep=;\n", "\"\r\"", "a,\"b\nc\",d\n",
    ].map { Array($0.utf8) } + [[0xE9], [0x81], [0xC3], [0xFF], [0xED, 0xA0, 0x80]]

  private static let files = [
    "nom,puissance\n\"Gare, \"\"nord\"\"\",22\r\nMairie,\"7,4\"\n", "a;b;c\n1;2;3\n\"4\n4\";5;6\r\n\r\n7;8;9",
    "\u{FEFF}a\tb\r1\t\"x\ry\"\r", "a\n" + String(repeating: "\"é\"\n", count: 12),
  ].map { Array($0.utf8) }

  private static func file(_ random: inout SplitMix) -> [UInt8] {
    if Int.random(in: 0..<8, using: &random) == 0 {
      return (0..<Int.random(in: 0...60, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
    }
    var bytes = Bool.random(using: &random) ? [] : files.randomElement(using: &random) ?? []
    for _ in 0..<Int.random(in: 0...(bytes.isEmpty ? 40 : 5), using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      if Int.random(in: 0..<4, using: &random) == 0, place < bytes.count {
        bytes.remove(at: place)
      } else {
        bytes.insert(contentsOf: spices.randomElement(using: &random) ?? [], at: place)
      }
    }
    return bytes
  }

  private static func limits(_ random: inout SplitMix) -> CSVReader.Limits {
    CSVReader.Limits(
      recordBytes: Int.random(in: 1...40, using: &random), cells: Int.random(in: 1...6, using: &random),
      pieceBytes: Int.random(in: 1...20, using: &random), rereadBytes: Int.random(in: 0...60, using: &random))
  }

  @Test(arguments: [51, 52, 53])
  func `whatever the bytes, the limits and the cuts, the records are those of the obvious reader`(
    seed: UInt64
  ) async throws {
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(10_000, long: 1_000_000)) { random in
      let bytes = Self.file(&random)
      let limits = Bool.random(using: &random) ? Self.limits(&random) : .init(pieceBytes: 16)
      let (cuts, expected) = (randomCuts(in: bytes, &random), ReferenceReader.read(bytes, limits: limits))
      let records = read(bytes, cutAt: cuts, limits: limits)
      return records == expected ? nil : "\(bytes) \(limits) cut at \(cuts): \(records), not \(expected)"
    }
    #expect(found.isEmpty)
  }

  @Test(arguments: [61])
  func `cells are valid UTF-8 without NUL, and a faulty record has none`(seed: UInt64) async throws {
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(5_000, long: 500_000)) { random in
      let bytes = Self.file(&random)
      let wrong = read(bytes, limits: Self.limits(&random)).first { record in
        record.fault != nil && !record.cells.isEmpty
          || record.cells.contains { $0.contains(0) || String(validating: $0, as: UTF8.self) == nil }
      }
      return wrong.map { "\(bytes): \($0)" }
    }
    #expect(found.isEmpty)
  }

  @Test(arguments: [71])
  func `a written file is read as it was, however long its cells`(seed: UInt64) async throws {
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(40, long: 2_000)) { random in
      var (bytes, expected, line) = ([UInt8](), [ReadRecord](), 1)
      for row in 0..<Int.random(in: 1...200, using: &random) {
        let cells = (0..<3).map { _ in row == 0 ? "nom" : Self.cell(&random) }
        expected.append(ReadRecord(line: line, cells: cells.map { Array($0.utf8) }))
        line += 1 + cells.reduce(0) { $0 + $1.utf8.count { $0 == 10 } }
        bytes += Array(cells.map(Self.quoted).joined(separator: ";").utf8) + [10]
      }
      return read(bytes, cutAt: randomCuts(in: bytes, &random)) == expected ? nil : "\(bytes.count) bytes"
    }
    #expect(found.isEmpty)
  }

  private static func cell(_ random: inout SplitMix) -> String {
    let letters = ["a", "é", "\"", ";", ",", "\n", " ", "Rue de la Gare", "7.4"]
    let count = Int.random(in: 1...12, using: &random) == 1 ? 3000 : Int.random(in: 0...8, using: &random)
    return (0..<count).map { _ in letters.randomElement(using: &random) ?? "" }.joined()
  }

  private static func quoted(_ cell: String) -> String {
    "\"" + cell.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"") + "\""
  }
}
