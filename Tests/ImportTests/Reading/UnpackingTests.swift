import HTTP
import Testing

@testable import Import

struct UnpackingTests {
  private let csv = Array("a,b\n1,2\n3,\"é\"\n".utf8)
  private var records: [ReadRecord] { read(csv) }

  // MARK: Gzip

  @Test func `gzip is known by its first bytes, whatever the header says`() throws {
    for encoding in [nil, "gzip", "x-gzip", "identity", "GZIP"] {
      #expect(try stream(zipped(csv), encoding: encoding) == records)
    }
    #expect(try stream(csv) == records)
    #expect(try stream(zipped(zipped(csv)), encoding: "gzip") == records)
  }

  @Test func `several members make one file, and zeros may fill its end`() throws {
    let members = zipped(Array(csv[..<5])) + zipped([]) + zipped(Array(csv[5...])) + [UInt8](repeating: 0, count: 700)
    for cut in 0...members.count { #expect(try stream(members, cutAt: [cut]) == records, "cut at \(cut)") }
  }

  @Test func `gzip that stops anywhere before its end is said to`() {
    let bytes = zipped(csv)
    for count in 2..<bytes.count { #expect(fault(Array(bytes[..<count])) == .truncatedGzip, "\(count) bytes") }
    #expect(fault([0x1F], encoding: "gzip") == .truncatedGzip)
  }

  @Test func `damaged gzip is said to be`() {
    var bytes = zipped(csv)
    bytes[bytes.count - 6] ^= 1
    #expect(fault(bytes) == .badGzip, "another checksum")
    #expect(fault(zipped(csv) + Array("more".utf8)) == .badGzip, "something behind")
    #expect(fault([0x1F, 0x8B, 9, 9, 9, 9]) == .badGzip)
    #expect(fault(csv, encoding: "gzip") == .badGzip)
  }

  @Test func `other encodings are refused before a byte is read`() {
    for encoding in ["br", "zstd", "deflate", "gzip, br"] {
      #expect(fault(csv, encoding: encoding) == .unknownEncoding)
    }
  }

  @Test func `a small file that unpacks to a large one flows through`() throws {
    let packed = zipped(Array("a,b\n".utf8) + (0..<200_000).flatMap { Array("\($0 / 20),0123456789\n".utf8) })
    #expect(packed.count < 40_000)
    var stream = try RecordStream(contentType: nil, contentEncoding: nil)
    var count = 0
    try stream.read(packed) { _ in count += 1 }
    try stream.finish { _ in count += 1 }
    #expect(count == 200_001)
  }

  // MARK: More than was sent

  private func alike(_ count: Int) -> [UInt8] {
    Array("a,b\n".utf8) + (0..<count).flatMap { _ in Array("0123456789,0123456789\n".utf8) }
  }

  @Test func `what unpacks to more than 200 times its size is refused, in gzip of gzip as well`() {
    let packed = zipped(alike(200_000))
    #expect(fault(packed) == .tooPacked)
    #expect(fault(zipped(packed)) == .tooPacked)
    #expect(fault(packed, encoding: "gzip") == .tooPacked)
    #expect(fault(form(head, end: "") + packed + Array("\r\n--cut--".utf8), type: formType) == .tooPacked)
    // Zeros between two files in one are passed over, and nothing comes of them.
    #expect(fault(zipped(zipped(csv) + [UInt8](repeating: 0, count: 20_000_000))) == .tooPacked)
  }

  @Test func `a short file may say the same thing again and again`() throws {
    #expect(try stream(zipped(alike(40_000))).count == 40_001)
  }

  @Test func `a bomb is refused before it has gone off`() throws {
    let bomb = zipped(zipped([UInt8](repeating: 97, count: 64_000_000)))
    var unpacking = try Unpacking(contentType: nil, contentEncoding: nil)
    var count = 0
    #expect(throws: SourceFault.tooPacked) {
      try bomb.withUnsafeBytes { bytes in try unpacking.read(bytes) { count += $0.count } }
    }
    #expect(count <= 1 << 20)
  }

  @Test func `a file may be so long and no longer, packed or not`() throws {
    let limits = Unpacking.Limits(bytes: 100_000)
    for (bytes, expected) in [(alike(3_000), nil), (alike(5_000), SourceFault.tooLarge)] {
      for sent in [bytes, zipped(bytes)] {
        var unpacking = try Unpacking(contentType: nil, contentEncoding: nil, limits: limits)
        var found: SourceFault?
        do {
          try sent.withUnsafeBytes { try unpacking.read($0) { _ in } }
        } catch let fault as SourceFault { found = fault }
        #expect(found == expected)
      }
    }
  }

  // MARK: Forms

  private func form(_ parts: String..., end: String = "\r\n--cut--\r\n") -> [UInt8] {
    Array(parts.map { "--cut\r\n\($0)" }.joined(separator: "\r\n").utf8) + Array(end.utf8)
  }

  private let field = "Content-Disposition: form-data; name=\"mode\"\r\n\r\nfull"
  private let unchosen = "Content-Disposition: form-data; name=\"other\"; filename=\"\"\r\n\r\n"
  private let head =
    "Content-Disposition: form-data; name=\"file\"; filename=\"a;b.csv\"\r\nContent-Type: text/csv\r\n\r\n"

  @Test func `the first file of a form is read, wherever its bytes are cut`() throws {
    let text = "a,b\r\n1,--cut\r\n2,-\r\n\"\r\n--cu\",3\r\n"
    let body = form(field, unchosen, head + text, head + "not,me\n")
    let expected = read(text)
    for type in ["multipart/form-data; boundary=cut", "Multipart/Form-Data; charset=utf-8; boundary=\"cut\""] {
      for cut in 0...body.count { #expect(try stream(body, type: type, cutAt: [cut]) == expected, "cut at \(cut)") }
      #expect(try stream(body, type: type, cutAt: Array(0...body.count)) == expected)
    }
  }

  @Test func `a preamble, padding and an epilogue are no part of the file`() throws {
    let body = Array("hello\r\n--cut \t\r\n\(head)a\n1\r\n--cut--\r\nbye".utf8)
    #expect(try stream(body, type: formType) == [.init(1, "a"), .init(2, "1")])
  }

  @Test func `a compressed file in a form, and a compressed form`() throws {
    let file = Array("--cut\r\n\(head)".utf8) + zipped(csv) + Array("\r\n--cut--".utf8)
    #expect(try stream(file, type: formType) == records)
    #expect(try stream(file, type: formType, encoding: "gzip") == records)
    #expect(try stream(zipped(file), type: formType, encoding: "gzip") == records)
  }

  @Test func `a form without a file, or cut off, or malformed`() {
    #expect(fault(form(field, unchosen), type: formType) == .noFile)
    #expect(fault(form(), type: formType) == .noFile)
    #expect(fault(form(head + "a\n1\n", end: ""), type: formType) == .badMultipart)
    #expect(fault(form(head + "a\n1\n", end: "\r\n--cutting"), type: formType) == .badMultipart)
    #expect(fault(form(head + "a\n1\n"), type: "multipart/form-data; boundary=other") == .badMultipart)
    #expect(fault(csv, type: formType) == .badMultipart)
    #expect(fault(csv, type: "multipart/form-data") == .badMultipart)
    #expect(fault(form("X: \(String(repeating: "y", count: 20_000))\r\n\r\n"), type: formType) == .badMultipart)
    #expect(fault(form(head), type: formType) == .empty)
  }

  // MARK: Not CSV

  private static let notCSV: [(SourceFault, [UInt8])] =
    [
      (.zip, Array("PK\u{3}\u{4}\u{14}\0\0\0irve.csv".utf8)), (.zip, Array("PK\u{5}\u{6}\0\0".utf8)),
      (.xlsx, Array("PK\u{3}\u{4}\u{14}\0\u{6}\0[Content_Types].xml".utf8)),
      (.xlsx, Array("PK\u{3}\u{4}\0\0xl/workbook.xml".utf8)),
      (.ods, Array("PK\u{3}\u{4}\0\0mimetypeapplication/vnd.oasis.opendocument.spreadsheet".utf8)),
      (.html, Array("\n \t<!DOCTYPE html><html>".utf8)), (.html, Array("\u{FEFF}<HTML lang=fr>".utf8)),
      (.html, Array("<?xml version=\"1.0\"?><html xmlns=\"x\">".utf8)),
      (.xml, Array("<?xml version=\"1.0\"?><kml>".utf8)),
      (.json, Array("{\"type\": \"FeatureCollection\"}".utf8)), (.json, Array(" [1, 2]".utf8)),
      (.pdf, Array("%PDF-1.7".utf8)),
      (.parquet, Array("PAR1\u{15}".utf8)), (.xls, [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]),
      (.utf16, [0xFF, 0xFE] + [0x61, 0, 0x2C, 0]), (.utf16, [0xFE, 0xFF, 0, 0x61]),
      (.utf16, [0x61, 0, 0x2C, 0, 0x62, 0, 10, 0]),
      (.utf16, [0, 0x61, 0, 0x2C, 0, 0x62]), (.utf32, [0xFF, 0xFE, 0, 0, 0x61, 0, 0, 0]),
      (.utf32, [0, 0, 0xFE, 0xFF, 0, 0, 0, 0x61]),
      (.archive, Array("7z".utf8) + [0xBC, 0xAF, 0x27]), (.archive, [0x28, 0xB5, 0x2F, 0xFD]),
      (.archive, [0xFD] + Array("7zXZ".utf8)),
      (.archive, Array("BZh91AY&SY".utf8)), (.archive, [UInt8](repeating: 97, count: 257) + Array("ustar\0".utf8)),
      (.binary, (0..<200).map { UInt8($0) &* 7 & 0x1F }), (.empty, []), (.empty, Array("\n\n \r\n".utf8)),
      (.empty, [0xEF, 0xBB, 0xBF]), (.unreadableHeader, [UInt8](repeating: 97, count: 300_000)),
      (.unreadableHeader, Array("\"a,b\n1,2\n".utf8)),
    ]

  @Test(arguments: 0..<notCSV.count) func `what is not CSV is refused by name`(_ index: Int) {
    let (expected, bytes) = Self.notCSV[index]
    #expect(fault(bytes) == expected)
    #expect(fault(zipped(bytes)) == expected)
    #expect(fault(bytes, cutAt: Array(0...min(bytes.count, 5000))) == expected)
    // As part of something longer.
    let isWhole = [.empty, .unreadableHeader, .binary].contains(expected)
    if !isWhole { #expect(fault((0..<2000).flatMap { _ in bytes }) == expected) }
  }

  @Test func `a header of any kind passes the first look`() {
    for text in ["a", "é;b", "PKW;x", "Numéro\0pdc;Nom", "\"a\nb\",c", "BZh;x", "%;b"] {
      #expect(FirstLook.fault(of: Array(text.utf8)) == nil, "\(text)")
    }
    #expect(FirstLook.fault(of: [0x4E, 0x75, 0x6D, 0xE9, 0x72, 0x6F]) == nil)
  }

  @Test func `every fault has a name of its own and a sentence in both languages`() {
    let codes = SourceFault.allCases.map(\.rawValue) + Record.Fault.allCases.map(\.rawValue)
    #expect(Set(codes).count == codes.count)
    let sentences = SourceFault.allCases.map(\.sentence) + Record.Fault.allCases.map(\.sentence)
    #expect(Set(sentences).count == sentences.count)
    #expect(sentences.allSatisfy { $0.french.hasSuffix(".") && $0.english.hasSuffix(".") })
  }
}
