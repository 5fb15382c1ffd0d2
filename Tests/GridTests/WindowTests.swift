import Foundation
import HTTP
import Resources
import Runtime
import TestSupport
import Testing

@testable import Grid

/// Windows of any kind against a calendar of the test's own: the clock is changed at 01:00 UTC on the last Sundays of
/// March and of October, and nothing else is known.
@Suite struct WindowTests {
  /// Seconds since 1970 at which clocks of 2025 go forward, and back.
  private static let forward = 1_743_296_400
  private static let back = 1_761_440_400

  private static func offset(_ second: Int) -> Int { (forward..<back).contains(second) ? 7200 : 3600 }

  /// The instants that a wall clock shows a time of 2025 at: none, one, or two.
  private static func instants(wall: Int) -> [Int] {
    [wall - 7200, wall - 3600].filter { $0 + offset($0) == wall }
  }

  /// `2025-03-30T02:30`
  private static func text(_ wall: Int) -> String { String(Instant(seconds: Int64(wall)).description.prefix(16)) }

  private static func halfHours(_ from: Int, _ to: Int) -> [Int] {
    stride(from: (from + 1799) / 1800 * 1800, through: to, by: 1800).map { $0 }
  }

  private static func stamp(_ second: Int) -> String { Instant(seconds: Int64(second)).description }

  @Test(arguments: [("2025-03-30", 46), ("2025-10-26", 50), ("2025-07-14", 48)])
  func `a civil day has its half-hours, one after another`(day: String, count: Int) async throws {
    let grid = try await TestGrid()
    try await grid.fill("2025-01-01T00:00:00Z", "2025-12-31T22:30:00Z")
    let answer = try await grid.get("/api/grid/consumption?from=\(day)T00:00&to=\(day)T23:30")
    let found = (answer.json["items"]?.elements ?? []).compactMap { $0["at"]?.text }
    #expect(found.count == count && answer.json["gaps"]?.elements.isEmpty == true)
    let start = try #require(Instant(rfc3339: found[0])).seconds
    #expect(found == (0..<count).map { Self.stamp(Int(start) + 1800 * $0) })
    let average = try await grid.get("/api/grid/consumption/average?from=\(day)T00:00&to=\(day)T23:30").json
    #expect(average["expected"]?.int == count && average["readings"]?.int == count)
  }

  @Test func `random windows by the clock on the wall: items, average, both ends, no such time`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2024-12-31T00:00:00Z", "2026-01-01T00:00:00Z")
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    // 1 January 2025 and the days around both changes.
    let centres = [1_735_689_600 + 86_400, Self.forward + 3600, Self.back + 3600, 1_752_000_000]
    for round in 0..<160 {
      let centre = centres[round % centres.count]
      let from = centre + Int.random(in: -180...120, using: &random) * 300
      let to = from + Int.random(in: 0...400, using: &random) * 300
      let answer = try await grid.get("/api/grid/consumption?from=\(Self.text(from))&to=\(Self.text(to))")
      let average = try await grid.get("/api/grid/consumption/average?from=\(Self.text(from))&to=\(Self.text(to))")
      let (starts, ends) = (Self.instants(wall: from), Self.instants(wall: to))
      let words = "seed \(seed): \(Self.text(from)) to \(Self.text(to))"
      guard let start = starts.first, let end = ends.first else {
        #expect(
          answer.status == 422 && answer.problem == "no-such-time" && average.problem == "no-such-time", "\(words)")
        let pointers = (starts.isEmpty ? ["?from"] : []) + (ends.isEmpty ? ["?to"] : [])
        #expect(pointers.contains(answer.pointers.first ?? ""), "\(words)")
        continue
      }
      guard start <= end else {
        #expect(answer.status == 422, "\(words)")
        continue
      }
      let expected = Self.halfHours(start, end)
      let found = (answer.json["items"]?.elements ?? []).compactMap { $0["at"]?.text }
      #expect(found == expected.map(Self.stamp), "\(words)")
      #expect(
        average.json["expected"]?.int == expected.count && average.json["readings"]?.int == expected.count, "\(words)")
      let loads = expected.map { 40_000 + $0 % 86_400 / 60 }
      let mean = loads.isEmpty ? nil : Int((Double(loads.reduce(0, +)) * 1e6 / Double(loads.count)).rounded())
      #expect(average.json["watts"]?.int == mean, "\(words)")
    }
  }

  @Test func `coarser steps hold each half-hour once, whatever the window, page after page`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2024-12-31T00:00:00Z", "2026-01-01T00:00:00Z")
    for (step, most) in [("PT1H", 8800), ("P1D", 367), ("P7D", 54), ("P1M", 13)] {
      let path = "/api/grid/consumption?from=2025-01-01T00:00&to=2025-12-31T23:30&step=\(step)"
      let answer = try await grid.get(path)
      let items = answer.json["items"]?.elements ?? []
      let times = items.compactMap { $0["at"]?.text }
      #expect(
        times == times.sorted() && Set(times).count == times.count && (12...most).contains(times.count), "\(step)")
      #expect(answer.json["coverage"]?.int == 1 && answer.json["gaps"]?.elements.isEmpty == true, "\(step)")
    }
    let days = try await grid.get("/api/grid/consumption?from=2025-01-01T00:00&to=2025-12-31T23:30&step=P1D").json
    #expect(days["items"]?.elements.count == 365)
  }

  @Test func `a window over all of time asks for what there is, and says that the rest is missing`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2025-06-01T00:00:00Z", "2025-06-03T00:00:00Z", minutes: 15)
    for step in Resolution.allCases {
      let path = "/api/grid/consumption?from=1000-01-01T00:00:00Z&to=9000-01-01T00:00:00Z&step=\(step.rawValue)"
      let answer = try await grid.get(path)
      #expect(answer.status == 200)
      #expect((1...200).contains(answer.json["items"]?.elements.count ?? 0), "\(step)")
      #expect(answer.json["gaps"]?.elements.count == 2, "\(step)")
      let mix = try await grid.get(path.replacing("consumption", with: "mix"))
      #expect((1...200).contains(mix.json["items"]?.elements.count ?? 0), "\(step)")
    }
    let said = try await grid.get("/api/grid/forecasts/series?from=1000-01-01T00:00:00Z&to=9000-01-01T00:00:00Z")
    #expect(said.status == 200 && said.json["items"]?.elements.isEmpty == true)
    for format in ["svg", "png"] {
      for kind in ["steps", "heat"] {
        let path =
          "/api/grid/consumption/chart.\(format)?kind=\(kind)&from=1000-01-01T00:00:00Z&to=9000-01-01T00:00:00Z"
        #expect(try await grid.get(path).status == 200, "\(path)")
      }
    }
  }
}
