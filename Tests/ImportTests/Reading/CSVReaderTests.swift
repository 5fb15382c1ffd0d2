import TestSupport
import Testing

@testable import Import

struct CSVReaderTests {
  struct Sample: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let text: String
    let records: [ReadRecord]

    init(_ name: String, _ text: String, _ records: ReadRecord...) {
      (testDescription, self.text, self.records) = (name, text, records)
    }
  }

  private static let samples = [
    Sample("commas", "a,b\n1,2\n", .init(1, "a", "b"), .init(2, "1", "2")),
    Sample("semicolons", "a;b\n1;2,5\n", .init(1, "a", "b"), .init(2, "1", "2,5")),
    Sample("tabs", "a\tb\n1\t2,5;3\n", .init(1, "a", "b"), .init(2, "1", "2,5;3")),
    Sample("a declared separator", "sep=;\r\na,b;c\r\n1;2\r\n", .init(2, "a,b", "c"), .init(3, "1", "2")),
    Sample("CRLF", "a,b\r\n1,2\r\n\r\n3,4\r\n", .init(1, "a", "b"), .init(2, "1", "2"), .init(4, "3", "4")),
    Sample("CR", "a,b\r1,2\r\r3,4", .init(1, "a", "b"), .init(2, "1", "2"), .init(4, "3", "4")),
    Sample(
      "all line ends at once", "a\r\n1\n2\r3\n\r4", .init(1, "a"), .init(2, "1"), .init(3, "2"), .init(4, "3"),
      .init(6, "4")),
    Sample("no line end at the end", "a,b\n1,2", .init(1, "a", "b"), .init(2, "1", "2")),
    Sample("an empty cell at the end", "a,b\n1,", .init(1, "a", "b"), .init(2, "1", "")),
    Sample("empty cells", "a,b,c\n,,\n", .init(1, "a", "b", "c"), .init(2, "", "", "")),
    Sample("empty quoted cells", "a,b\n\"\",\"\"\n", .init(1, "a", "b"), .init(2, "", "")),
    Sample("quotes", "\"a\",\"b\"\n\"1\",\"2, 3\"\n", .init(1, "a", "b"), .init(2, "1", "2, 3")),
    Sample(
      "doubled quotes", "a\n\"say \"\"hi\"\"\"\n\"\"\"\"\n", .init(1, "a"), .init(2, "say \"hi\""), .init(3, "\"")),
    Sample(
      "JSON in a cell", "a,b\n\"{\"\"kwh\"\": 0.3, \"\"min\"\": 1}\",x\n", .init(1, "a", "b"),
      .init(2, "{\"kwh\": 0.3, \"min\": 1}", "x")),
    Sample(
      "line breaks inside quotes", "a,b\n\"1\n2\r\n3\r4\",x\n5,6\n", .init(1, "a", "b"), .init(2, "1\n2\r\n3\r4", "x"),
      .init(6, "5", "6")),
    Sample("a lone quote in a cell", "a,b\n12\" rue,5\"\n", .init(1, "a", "b"), .init(2, "12\" rue", "5\"")),
    Sample("text behind a quote", "a,b\n\"12\" rue,\"x\"y\"z\"\n", .init(1, "a", "b"), .init(2, "12 rue", "xy\"z\"")),
    Sample("a blank behind a quote", "a,b\n\"1\" ,2\n", .init(1, "a", "b"), .init(2, "1 ", "2")),
    Sample("a byte order mark", "\u{FEFF}a,b\n\u{FEFF}1,2\n", .init(1, "a", "b"), .init(2, "\u{FEFF}1", "2")),
    Sample("a byte order mark before a quote", "\u{FEFF}\"a\"\n1\n", .init(1, "a"), .init(2, "1")),
    Sample("blank lines", "\n \n\t\na\n\n1\n   \n", .init(4, "a"), .init(6, "1")),
    Sample("a quoted blank is a row", "a\n\"\"\n\" \"\n", .init(1, "a"), .init(2, ""), .init(3, " ")),
    Sample("a header alone", "a,b", .init(1, "a", "b")),
    Sample("nothing", ""), Sample("a mark alone", "\u{FEFF}"), Sample("blank lines alone", "\r\n\r\n \n"),
    Sample(
      "other cells than the header", "a,b\n1\n1,2,3\n", .init(1, "a", "b"), .init(2, "1"), .init(3, "1", "2", "3")),
    Sample(
      "a line break in a quoted header", "\"a\nb\";c\n1;2,3\n", .init(1, "a\nb", "c"), .init(3, "1", "2,3")),
    Sample(
      "a quote never closed", "a,b\n1,\"2\n3,4\n5,6", .init(1, "a", "b"), .init(2, .unclosedQuote), .init(3, "3", "4"),
      .init(4, "5", "6")),
    Sample(
      "a quote never closed, with CRLF", "a,b\r\n1,\"2\r\n3,4\r\n", .init(1, "a", "b"), .init(2, .unclosedQuote),
      .init(3, "3", "4")),
    Sample(
      "a quote never closed on the last line", "a\n1\n\"2", .init(1, "a"), .init(2, "1"), .init(3, .unclosedQuote)),
    Sample(
      "a stray quote and a quoted cell far below", "a,b\n\"1,2\n3,4\n5,\"6, 7\"\n8,9\n", .init(1, "a", "b"),
      .init(2, .unclosedQuote), .init(3, "3", "4"), .init(4, "5", "6, 7"), .init(5, "8", "9")),
    Sample(
      "several quotes never closed", "a\n\"1\n\"2\n3\n", .init(1, "a"), .init(2, .unclosedQuote),
      .init(3, .unclosedQuote),
      .init(4, "3")),
    Sample("accents", "numéro;état\nÉ;œ€𝄞\n", .init(1, "numéro", "état"), .init(2, "É", "œ€𝄞")),
  ]

  @Test(arguments: samples)
  func `a file is read as its author meant it, wherever its bytes are cut`(_ sample: Sample) {
    let bytes = Array(sample.text.utf8)
    #expect(read(bytes) == sample.records)
    #expect(ReferenceReader.read(bytes) == sample.records)
    for cut in 0...bytes.count {
      #expect(read(bytes, cutAt: [cut]) == sample.records, "cut at \(cut)")
      for second in cut..<min(bytes.count, cut + 4) {
        #expect(read(bytes, cutAt: [cut, second]) == sample.records, "cut at \(cut) and \(second)")
      }
    }
    #expect(read(bytes, cutAt: Array(0...bytes.count)) == sample.records, "a byte at a time")
  }

  @Test(arguments: [
    ("nom;[lon,lat];puissance", 3), ("nom,\"a;b;c;d\",puissance", 3), ("\"nom\";\"lon,lat,alt\"", 2),
    ("nom\tlon,lat\tpuissance", 3), ("nom", 1), ("a;b,c", 2), ("1,2,3;4", 3), ("N°;LIEU;ADRESSE", 3),
    ("nom_amenageur;prises (T2, EF, CCS);observations", 3), ("id,horaires;tarif,date", 3),
  ])
  func `of several separators in a header, the one counts that makes columns`(_ header: String, _ columns: Int) {
    #expect(read(header).first?.cells.count == columns)
  }

  // MARK: Limits

  private let small = CSVReader.Limits(recordBytes: 20, cells: 3, pieceBytes: 8, rereadBytes: 1000)

  @Test(
    arguments: [
      (String(repeating: "x", count: 20), [ReadRecord(2, String(repeating: "x", count: 20)), .init(3, "z")]),
      (String(repeating: "x", count: 21), [.init(2, .tooLong), .init(3, "z")]),
      (String(repeating: "x,", count: 300), [.init(2, .tooLong), .init(3, "z")]),
      ("1,2,3", [.init(2, "1", "2", "3"), .init(3, "z")]),
      ("1,2,3,", [.init(2, .tooManyCells), .init(3, "z")]),
      ("\"" + String(repeating: "x", count: 30) + "\"", [.init(2, .tooLong), .init(3, "z")]),
      ("\"1\n2\",34567890123456789012", [.init(2, .tooLong), .init(4, "z")]),
      (
        "1,\"\n3\n4567890123456789",
        [.init(2, .unclosedQuote), .init(3, "3"), .init(4, "4567890123456789"), .init(5, "z")]
      ),
    ] as [(String, [ReadRecord])])
  func `what is over a limit is a fault of its line, and reading goes on at the next`(
    _ record: String, _ expected: [ReadRecord]
  ) {
    for lineEnd in ["\n", "\r\n", "\r"] {
      let bytes = Array("a,b\(lineEnd)\(record)\(lineEnd)z\(lineEnd)".utf8)
      for cut in 0...bytes.count { #expect(read(bytes, cutAt: [cut], limits: small).dropFirst() == expected[...]) }
    }
  }

  @Test func `a megabyte on one line is one fault, and a quarter of a megabyte is a record`() {
    let filler = String(repeating: "x", count: 256 * 1024)
    #expect(
      read("a\n\(filler)\n\(filler)\(filler)\(filler)\(filler)\nz\n") == [
        .init(1, "a"), .init(2, filler), .init(3, .tooLong), .init(4, "z"),
      ])
  }

  @Test func `a quote that is never closed costs its line only, though half a megabyte follows it`() {
    let rows = (3...100_000).map { "\($0),x" }.joined(separator: "\n")
    let records = read("a,b\n\"1,2\n\(rows)\n")
    #expect(records.count == 100_000)
    #expect(records[1] == ReadRecord(2, .unclosedQuote))
    #expect(records.dropFirst(2).allSatisfy { $0.texts == ["\($0.line)", "x"] })
  }

  /// Each line would open a quote, wherever reading begins, that nothing closes.
  @Test func `a file made of quotes that are never closed is not read over and over`() {
    let lines = 200_000
    let records = read("a,b\n" + String(repeating: "\"x\",\"\n", count: lines))
    #expect(records.count == lines + 1)
    #expect(records.dropFirst().allSatisfy { $0.fault == .unclosedQuote })
  }

  @Test func `memory does not grow with the file or with a record`() {
    var reader = CSVReader()
    let before = reader.footprint
    let pieces = ["a,b\n", "1,2\n", String(repeating: "\"", count: 300_001), String(repeating: "é,", count: 300_000)]
    for piece in pieces + [String(repeating: "\"x\n", count: 300_000)] {
      Array(piece.utf8).withUnsafeBytes { bytes in reader.read(bytes) { _ in } }
    }
    #expect(reader.footprint == before)
    let bytes = [UInt8](repeating: 0xE9, count: 256 * 1024) + [10]
    for _ in 0..<8 { bytes.withUnsafeBytes { bytes in reader.read(bytes) { _ in } } }
    #expect(reader.footprint <= before + 3 * 256 * 1024)
  }
}
