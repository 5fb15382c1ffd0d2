import Runtime
import TestSupport
import Testing

@testable import Reservations

/// What RFC 5545 asks of a line.
@Suite struct CalendarTextTests {
  @Test func `a line is folded after 75 octets, and unfolding gives it back`() {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    let letters = Array("abc é€😀;,\\\n")
    for _ in 0..<200 {
      let length = Int.random(in: 0...300, using: &random)
      let value = String((0..<length).map { _ in letters[Int.random(in: 0..<letters.count, using: &random)] })
      var written = CalendarText()
      written.words("SUMMARY", value)
      let lines = written.text.split(separator: "\r\n", omittingEmptySubsequences: false)
      #expect(lines.last == "" && lines.dropLast().allSatisfy { $0.utf8.count <= 75 }, "seed \(seed)")
      #expect(lines.dropFirst().dropLast().allSatisfy { $0.hasPrefix(" ") }, "seed \(seed)")
      #expect(!written.text.replacing("\r\n", with: "").contains { $0 == "\n" || $0 == "\r" }, "seed \(seed)")
      let unfolded = written.text.replacing("\r\n ", with: "").replacing("\r\n", with: "")
      #expect(unescaped(unfolded.dropFirst("SUMMARY:".count)) == value, "seed \(seed)")
    }
  }

  private func unescaped(_ text: some StringProtocol) -> String {
    var (plain, isEscaped) = ("", false)
    for character in text {
      if isEscaped {
        plain.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        plain.append(character)
      }
    }
    return plain
  }

  @Test func `what has a meaning in a line is escaped, and what no calendar takes is left out`() {
    var written = CalendarText()
    written.words("SUMMARY", "a;b,c\\d\ne\r\u{7}\u{9}f")
    #expect(written.text == "SUMMARY:a\\;b\\,c\\\\d\\nef\r\n")
  }

  @Test func `moments are whole seconds of UTC, places have six digits and no exponent`() {
    var written = CalendarText()
    written.moment("DTSTART", Instant(microseconds: 1_795_248_000_250_000))
    written.place("GEO", .init(lat: -21.05, lon: 0.00001))
    written.place("GEO", .init(lat: 48.8606, lon: -0.0000001))
    #expect(
      written.text == "DTSTART:20261121T080000Z\r\nGEO:-21.050000;0.000010\r\nGEO:48.860600;0.000000\r\n")
  }
}
