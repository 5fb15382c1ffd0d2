import Foundation
import Runtime
import Testing

@testable import Charts

/// What can be read on a telephone: letters large enough, beside one another and not upon, in colours that stand out.
@Suite struct LegibleTests {
  private struct Written {
    let text: String
    let left, right, top, bottom: Double

    /// By an attribute's name.
    private static func number(_ name: String, in tag: String) -> Double? {
      tag.components(separatedBy: " \(name)=\"").dropFirst().first.flatMap { Double($0.prefix { $0 != "\"" }) }
    }

    init?(line: Substring) {
      let tag = String(line)
      guard tag.hasPrefix("<text"), let x = Self.number("x", in: tag), let y = Self.number("y", in: tag),
        let size = Self.number("font-size", in: tag), let end = tag.firstIndex(of: ">"),
        let close = tag.range(of: "</text>")
      else { return nil }
      text = String(tag[tag.index(after: end)..<close.lowerBound])
      // DejaVu's digits are 0.636 of the size wide, its letters about as much.
      let width = Double(text.count) * size * 0.6
      left = tag.contains("\"end\"") ? x - width : tag.contains("\"middle\"") ? x - width / 2 : x
      (right, top, bottom) = (left + width, y - size * 0.75, y + size * 0.1)
      #expect(size >= 10)
    }

    func touches(_ other: Written) -> Bool {
      left < other.right && other.left < right && top < other.bottom && other.top < bottom
    }
  }

  @Test(arguments: SampleCharts.all.map(\.name), [(320, 200), (320, 240), (390, 260), (640, 320), (1280, 400)])
  func `no word lies upon another, and none leaves the picture`(kind: String, size: (Int, Int)) throws {
    let chart = try #require(SampleCharts.all.first { $0.name == kind }?.chart)
    let svg = String(decoding: chart.svg(try Picture(width: size.0, height: size.1)), as: UTF8.self)
    let words = svg.split(separator: "\n").compactMap(Written.init)
    #expect(words.count >= 5)
    for (place, word) in words.enumerated() {
      #expect(word.left >= -1 && word.right <= Double(size.0) + 1, "\(word.text) \(size)")
      #expect(word.top >= -1 && word.bottom <= Double(size.1) + 1, "\(word.text) \(size)")
      for other in words[..<place] { #expect(!word.touches(other), "\(word.text) upon \(other.text) \(size)") }
    }
    // Everything that has a colour has its name.
    for entry in chart.legend { #expect(words.contains { $0.text == entry.text }, "\(entry.text) \(size)") }
  }

  private func luminance(_ colour: Colour) -> Double {
    let parts = [colour.red, colour.green, colour.blue].map { part in
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ colour: Colour, _ paper: Colour) -> Double {
    let (one, other) = (luminance(colour), luminance(paper))
    return (max(one, other) + 0.05) / (min(one, other) + 0.05)
  }

  @Test(arguments: Theme.allCases) func `letters and curves stand out from the paper`(theme: Theme) {
    for ink in [Ink.text, .quiet] { #expect(contrast(theme.colour(ink), theme.paper) >= 4.5, "\(ink)") }
    let drawn = Ink.allCases.filter { ![.text, .quiet, .line, .gap].contains($0) }
    for ink in drawn { #expect(contrast(theme.colour(ink), theme.paper) >= 3, "\(ink)") }
  }
}
