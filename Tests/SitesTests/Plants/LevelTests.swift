import HTTP
import Runtime
import TestSupport
import Testing

@testable import Sites

@Suite struct LevelTests {
  private static let paris = Zone.named("Europe/Paris")

  @Test func `a series says what it is, and where nothing is known`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant()
    let path = "/api/plants/\(plant)/levels"
    let empty = try await plants.owner.call(.get, path)
    #expect(empty.status == 200 && empty.json["items"]?.elements.isEmpty == true && empty.json["coverage"] == 0)
    try await plants.declare("charge", 6000, "2026-11-21T06:00:00Z", "2026-11-21T08:00:00Z", in: plant)
    try await plants.declare("consume", 1000, "2026-11-21T09:00:00Z", in: plant)
    let whole = try await plants.owner.call(.get, path + "?from=2026-11-21T05:00:00Z&to=2026-11-21T11:00:00Z").json
    #expect(whole["unit"] == "Wh" && whole["resolution"] == "raw" && whole["from"] == "2026-11-21T05:00:00Z")
    let items = whole["items"]?.elements ?? []
    #expect(
      items.map { $0["wh"]?.whole } == [0, 6000, 5000] && items.map { $0["beforeWh"]?.whole } == [0, 6000, 6000])
    // Five of six hours.
    #expect(whole["coverage"]?.text == nil && whole["coverage"].map { "\($0)" }?.contains("0.83") == true)
    let part = try await plants.owner.call(.get, path + "?from=2026-11-21T07:00:00Z&to=2026-11-21T07:30:00Z").json
    let cut = part["items"]?.elements ?? []
    #expect(cut.map { $0["wh"]?.whole } == [3000, 4500] && cut.allSatisfy { $0["nature"] == "edge" }, "\(part)")
    let flat = try await plants.owner.call(.get, path + "?from=2026-11-21T10:00:00Z&to=2026-11-21T10:30:00Z").json
    #expect((flat["items"]?.elements ?? []).map { $0["wh"]?.whole } == [5000])
    #expect(try await plants.owner.call(.get, path + "?from=2026-11-22&to=2026-11-21").status == 422)
  }

  @Test func `roll-ups keep the lowest and the highest, and days are those of the site`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant()
    try await plants.declare("charge", 100_000, "2026-11-19T10:00:00Z", in: plant)
    try await plants.declare("consume", 100_000, "2026-11-19T10:01:00Z", in: plant)
    try await plants.declare("charge", 7000, "2026-11-19T22:30:00Z", "2026-11-19T23:30:00Z", in: plant)
    let path = "/api/plants/\(plant)/levels?from=2026-11-19T00:00&to=2026-11-21T12:00"
    func rolled(_ resolution: String) async throws -> [String] {
      let answer = try await plants.owner.call(.get, path + "&resolution=\(resolution)")
      return (answer.json["items"]?.elements ?? []).map { item in
        let numbers = [item["min"], item["max"], item["last"]].map { "\($0?.whole ?? -1)" }
        return "\(item["at"]?.text?.dropFirst(5).prefix(8) ?? "") " + numbers.joined(separator: " ")
      }
    }
    #expect(
      try await rolled("P1D") == ["11-18T23 0 100000 3500", "11-19T23 3500 7000 7000", "11-20T23 7000 7000 7000"])
    let hours = try await rolled("PT1H")
    #expect(hours.first == "11-19T10 0 100000 0" && hours.contains("11-19T22 0 3500 3500"), "\(hours)")
    #expect(hours.contains("11-19T23 3500 7000 7000") && hours.count == 49, "\(hours.count)")
    #expect(try await rolled("PT5M").count == 588)
    let file = try await plants.owner.call(.get, path + "&resolution=P1D", "Accept", "text/csv")
    #expect(file.headers["Content-Type"]?.hasPrefix("text/csv") == true)
    #expect(file.text.contains("2026-11-19T00:00:00+01:00,3500,,roll-up,0,100000"), "\(file.text)")
  }

  @Test func `the resolution that fits is the coarsest with 300 points, or the finest with at most 1,000`() {
    let start = Instant(seconds: 1_795_132_800)
    func chosen(days: Int64, _ changes: Int) -> LevelResolution {
      .chosen(for: start...start + .seconds(days * 86_400), changes: changes)
    }
    #expect(chosen(days: 3650, 300) == .raw && chosen(days: 365, 1001) == .days)
    #expect(
      chosen(days: 3650, 1001) == .weeks && chosen(days: 30, 1001) == .hours && chosen(days: 2, 400) == .fiveMinutes)
    #expect(chosen(days: 1, 600) == .raw && chosen(days: 1, 1001) == .fiveMinutes)
  }

  @Test func `rolling up loses no extreme, whatever the pieces`() throws {
    let zone = try #require(Self.paris)
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    // Over the night of the clock change, with 25 hours.
    var at = Instant(seconds: 1_792_900_000)
    var level = 500
    var pieces: [LevelPiece] = []
    for _ in 0..<400 {
      let next = at + .seconds(Int64.random(in: 1..<4000, using: &random))
      let end = Bool.random(using: &random) ? level : Int.random(in: 0..<1000, using: &random)
      pieces.append(LevelPiece(from: at, to: next, start: level, end: end))
      (at, level) = (next, Bool.random(using: &random) ? end : Int.random(in: 0..<1000, using: &random))
    }
    for resolution in [LevelResolution.fiveMinutes, .hours, .days, .weeks, .months] {
      var rollUp = LevelRollUp(resolution, in: zone)
      var buckets = pieces.flatMap { rollUp.pass($0) }
      buckets += rollUp.finish()
      #expect(zip(buckets, buckets.dropFirst()).allSatisfy { $0.at < $1.at }, "seed \(seed)")
      for piece in pieces {
        for (instant, level) in [(piece.from, piece.start), (piece.to, piece.end)] {
          let home = resolution.bucket(of: instant, in: zone)
          let near = buckets.filter {
            $0.at == home.lowerBound || resolution.bucket(of: instant - .microseconds(1), in: zone).lowerBound == $0.at
          }
          #expect(near.contains { $0.min <= level && level <= $0.max }, "seed \(seed)")
        }
      }
      let highest = pieces.flatMap { [$0.start, $0.end] }.max()
      #expect(buckets.map(\.max).max() == highest, "seed \(seed)")
    }
  }

  @Test func `the picture shows the level under its capacity, and says so in words`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(name: "Toit <nord>")
    try await plants.declare("charge", 6000, "2026-11-21T06:00:00Z", "2026-11-21T08:00:00Z", in: plant)
    let path = "/api/plants/\(plant)/levels/chart"
    let svg = try await plants.owner.call(.get, path + ".svg?from=2026-11-21T00:00&theme=dark", "Accept-Language", "en")
    #expect(svg.headers["Content-Type"] == "image/svg+xml" && svg.headers["Cache-Control"] == "private, no-cache")
    #expect(svg.text.contains("Reserve of Toit &lt;nord&gt;") && svg.text.contains("from 0 to 6000 Wh"), "\(svg.text)")
    #expect(svg.text.contains("stroke-dasharray"))
    let tag = try #require(svg.headers["ETag"])
    let again = try await plants.owner.call(
      .get, path + ".svg?from=2026-11-21T00:00&theme=dark", "If-None-Match", tag, "Accept-Language", "en")
    #expect(again.status == 304)
    let png = try await plants.owner.call(.get, path + ".png?width=800&height=300&scale=2")
    #expect(png.status == 200 && png.bytes.prefix(4) == [0x89, 0x50, 0x4E, 0x47])
    #expect(try await plants.owner.call(.get, path + ".png?width=8000&height=8000").status == 422)
  }
}
