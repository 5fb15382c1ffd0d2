import Testing

@testable import Import

struct DecodingTests {
  private func second(_ bytes: [UInt8]) -> ReadRecord? {
    read(Array("a,b\n".utf8) + bytes + Array("\nz,é\n".utf8)).dropFirst().first
  }

  @Test(
    arguments: [
      ([0xC3, 0xA9], "é", .utf8), ([0xE9], "é", .windows1252), ([0x80, 0x9C, 0xFF], "€œÿ", .windows1252),
      ([0x93, 0x61, 0x94], "“a”", .windows1252), ([0x81], "\u{FFFD}", .repaired),
      ([0x61, 0x9D, 0x62], "a\u{FFFD}b", .repaired),
      ([0x61, 0, 0x62], "ab", .repaired), ([0xC3, 0xA9, 0], "é", .repaired), ([0, 0xE9], "é", .repaired),
      ([0xEF, 0xBF, 0xBD], "\u{FFFD}", .utf8), ([0xED, 0xA0, 0x80], "í\u{A0}€", .windows1252),
      ([0xC0, 0xAF], "À¯", .windows1252), ([0xF4, 0x90, 0x80, 0x80], "ô\u{FFFD}€€", .repaired),
      ([0xC3], "Ã", .windows1252), ([0x22, 0xE9, 0x22, 0x22, 0x22], "é\"", .windows1252),
      ([0x22, 0x00, 0x22, 0x22, 0xE9, 0x22], "\"é", .repaired),
    ] as [([UInt8], String, Record.Decoding)])
  func `every byte becomes text, and the record says how`(_ cell: [UInt8], _ text: String, _ decoding: Record.Decoding)
  {
    let record = second(Array("x,".utf8) + cell)
    #expect(record == ReadRecord(2, "x", text).decoded(decoding))
  }

  @Test func `cells of one record may come from several hands`() {
    #expect(second([0xC3, 0xA9, 0x2C, 0xE9]) == ReadRecord(2, "é", "é").decoded(.windows1252))
    #expect(second([0x81, 0x2C, 0xE9])?.decoding == .repaired)
  }

  @Test func `one record that is not UTF-8 says nothing about its neighbours`() {
    let records = read([0x61, 10, 0xC3, 0xA9, 10, 0xE9, 10, 0xC3, 0xA9, 10])
    #expect(records.map(\.decoding) == [.utf8, .utf8, .windows1252, .utf8])
    #expect(records.dropFirst().allSatisfy { $0.texts == ["é"] })
  }

  /// Any two bytes, and the bounds of longer characters.
  @Test func `what counts as UTF-8 is what the standard library takes`() {
    var wrong: [[UInt8]] = []
    let edges: [UInt8] = [0x2E, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC2, 0xFF]
    let pairs = (0x80...0xFF).flatMap { first in (1...0xFF).map { [UInt8(first), UInt8($0)] } }
    let longer = (0xE0...0xF8).flatMap { first in
      edges.flatMap { second in edges.flatMap { third in edges.map { [UInt8(first), second, third, $0] } } }
    }
    let samples = (pairs + longer).filter { bytes in !bytes.contains { [10, 13, 34, 44].contains($0) } }
    let records = read([0x61] + samples.flatMap { [10, 0x62] + $0 }).dropFirst()
    for (bytes, record) in zip(samples, records) {
      let isText = String(validating: bytes, as: UTF8.self) != nil
      if (record.decoding == .utf8) != isText { wrong.append(bytes) }
    }
    #expect(records.count == samples.count)
    #expect(wrong.isEmpty)
  }
}
