import Runtime
import Testing

@testable import Charts
@testable import HTTP

@Suite struct ChartsTests {
  private static let zone = Zone.named("Europe/Paris")
  /// The night of 26 October 2025, when the hour from two to three comes twice.
  private static let start = Instant(seconds: 1_761_429_600)

  private func chart(hours: Int = 25, gap: Range<Int> = 10..<12) throws -> Chart {
    let zone = try #require(Self.zone)
    let steps = (0..<hours * 2).filter { !gap.contains($0) }.map { place in
      let at = Self.start + .seconds(1800 * place)
      return Step(at..<at + .seconds(1800), Double(30 + place % 7))
    }
    let missing = Self.start + .seconds(1800 * gap.lowerBound)
    let span = Self.start..<Self.start + .seconds(3600 * hours)
    var chart = Chart(
      title: "Charge <réseau> & \"co\"", description: "De 30 à 36 GW", time: TimeAxis(span, zone: zone),
      values: ValueAxis(unit: "GW", around: steps.map(\.value)),
      marks: [
        .bands([missing..<missing + .seconds(3600)], .gap), .steps(steps, .accent), .limit(35, .warning),
      ])
    chart.legend = [LegendEntry("Consommation", .accent)]
    return chart
  }

  private func svg(_ chart: Chart, _ picture: Picture) -> String { String(decoding: chart.svg(picture), as: UTF8.self) }

  @Test func `an SVG says in words what it shows, escaped, and loads nothing`() throws {
    let text = svg(try chart(), try Picture(width: 320, height: 200))
    #expect(text.contains("<title id=\"t\">Charge &lt;réseau&gt; &amp; &quot;co&quot;</title>"))
    #expect(text.contains("<desc id=\"d\">De 30 à 36 GW</desc>"))
    #expect(!text.contains("href") && !text.contains("url("))
    #expect(text.contains(">GW<") && text.contains(">Consommation<"))
  }

  @Test func `a gap stays a gap: two lines, and none across`() throws {
    let picture = try Picture(width: 640, height: 320)
    let lines = svg(try chart(), picture).split(separator: "\n").filter { $0.contains("stroke-width=\"1.6\"") }
    #expect(lines.count == 2)
    #expect(
      svg(try chart(gap: 0..<0), picture).split(separator: "\n").count { $0.contains("stroke-width=\"1.6\"") } == 1)
  }

  @Test func `the long day has its 25 hours, named by the clock on the wall`() throws {
    let zone = try #require(Self.zone)
    let text = svg(try chart(), try Picture(width: 2000, height: 300))
    // Both two o'clocks are there; one is named.
    #expect(text.components(of: ">02:00<") == 1 && text.components(of: ">00:00<") == 2)
    #expect(zone.local(Self.start + .seconds(25 * 3600)).second == 0)
  }

  @Test func `light and dark differ, and neither has the other's paper`() throws {
    let light = svg(try chart(), try Picture(theme: .light))
    let dark = svg(try chart(), try Picture(theme: .dark))
    #expect(light.contains("#ffffff") && !dark.contains("#ffffff") && dark.contains("#18211d"))
  }

  @Test func `a PNG has the size that was asked for, and its words`() throws {
    let bytes = try chart().png(try Picture(width: 320, height: 200, scale: 2))
    #expect(Array(bytes.prefix(8)) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    func number(_ place: Int) -> Int { (0..<4).reduce(0) { $0 << 8 | Int(bytes[place + $1]) } }
    #expect(number(16) == 640 && number(20) == 400)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.contains("iTXtTitle") && text.contains("iTXtDescription"))
    // Something was drawn: one colour alone packs to next to nothing.
    #expect(bytes.count > 3000)
  }

  @Test func `a picture that would cost too much is refused before it is drawn`() throws {
    _ = try Picture(width: 2000, height: 2000)
    let refused = [
      (2001, 2000, 1), (1001, 1000, 2), (0, 100, 1), (100, -1, 1), (20, 32_768, 1), (16_384, 20, 2), (100, 100, 3),
    ]
    for (width, height, scale) in refused {
      let problem = #expect(throws: Problem.self) { try Picture(width: width, height: height, scale: scale) }
      #expect(problem?.kind.status.code == 422)
    }
  }

  @Test func `every kind of mark is drawn, on pictures of all sizes`() throws {
    let zone = try #require(Self.zone)
    let steps = (0..<48 * 40).map { place in
      let at = Self.start + .seconds(1800 * place)
      return Step(at..<at + .seconds(1800), Double(place % 50) - 10)
    }
    let span = Self.start..<Self.start + .seconds(86_400 * 40)
    for mark in [Mark.bars(steps, .second), .stack([(steps, .wind), (steps, .storage)]), .heat(steps, .accent)] {
      let chart = Chart(
        title: "t", description: "d", time: TimeAxis(span, zone: zone),
        values: ValueAxis(unit: "W", around: steps.map(\.value)), marks: [mark])
      for (width, height) in [(1, 1), (1, 900), (40, 40), (320, 240), (1600, 900), (32_767, 20)] {
        let picture = try Picture(width: width, height: height)
        #expect(!svg(chart, picture).contains("nan") && !svg(chart, picture).contains("inf"))
        #expect(try chart.png(picture).count > 100)
      }
    }
  }

  @Test func `an empty chart is a chart`() throws {
    let zone = try #require(Self.zone)
    let chart = Chart(
      title: "t", description: "d", time: TimeAxis(Self.start..<Self.start, zone: zone),
      values: ValueAxis(unit: "W", around: []), marks: [.steps([], .accent)])
    #expect(!svg(chart, try Picture()).contains("nan"))
  }
}

extension String {
  fileprivate func components(of part: String) -> Int {
    split(separator: part, omittingEmptySubsequences: false).count - 1
  }
}
