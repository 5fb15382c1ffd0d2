import Foundation
import HTTP
import Postgres
import Resources
import Runtime
import TestSupport
import Testing

@testable import Grid

@Suite struct SeriesTests {
  @Test func `a series names what it is, both ends included, by the clock on the wall`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2024-12-31T00:00:00Z", "2025-01-10T00:00:00Z")
    let answer = try await grid.get("/api/grid/consumption?from=2025-01-01T06:00&to=2025-01-03T17:00")
    #expect(answer.status == 200, "\(answer.text)")
    let json = answer.json
    #expect(json["from"]?.text == "2025-01-01T05:00:00Z" && json["to"]?.text == "2025-01-03T16:00:00Z")
    #expect(json["unit"]?.text == "W" && json["resolution"]?.text == "PT30M" && json["perimeter"]?.text == "france")
    let items = json["items"]?.elements ?? []
    #expect(items.count == 119 && json["gaps"]?.elements.isEmpty == true && json["coverage"]?.int == 1)
    #expect(items.first?["at"]?.text == "2025-01-01T05:00:00Z" && items.first?["watts"]?.int == 40_300_000_000)
    #expect(items.first?["nature"]?.text == "realTime" && items.first?["flags"] == .null)
  }

  @Test func `the average is the mean of the half-hours, and of nothing else`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2024-12-31T00:00:00Z", "2025-01-10T00:00:00Z", minutes: 15)
    let answer = try await grid.get("/api/grid/consumption/average?from=2025-01-01T06:00&to=2025-01-03T17:00")
    #expect(answer.json["readings"]?.int == 119 && answer.json["expected"]?.int == 119, "\(answer.text)")
    let sum = (0..<119).reduce(0) { sum, place in sum + 40_000 + (300 + 30 * place) % 1440 }
    #expect(answer.json["watts"]?.int == Int((Double(sum) * 1e6 / 119).rounded()))
    let nothing = try await grid.get("/api/grid/consumption/average?from=2020-01-01T06:00&to=2020-01-01T08:00")
    #expect(nothing.json["watts"] == .null && nothing.json["expected"]?.int == 5)
  }

  @Test func `an hour that does not exist is refused, one that comes twice is the first`() async throws {
    let grid = try await TestGrid()
    let answer = try await grid.get("/api/grid/consumption?from=2025-03-30T02:30&to=2025-03-31T00:00")
    #expect(answer.status == 422 && answer.problem == "no-such-time" && answer.pointers == ["?from"])
    let twice = try await grid.get("/api/grid/consumption?from=2025-10-26T02:30&to=2025-10-27T00:00")
    #expect(twice.json["from"]?.text == "2025-10-26T00:30:00Z")
    for bad in ["from=yesterday", "from=2025-02-30T00:00", "from=2025-01-02&to=2025-01-01", "perimeter=corse", "x=1"] {
      #expect(try await grid.get("/api/grid/consumption?\(bad)").status == 422, "\(bad)")
    }
  }

  @Test func `gaps say why: no row, a row that says nothing, the hour that comes twice`() async throws {
    let grid = try await TestGrid()
    // 48 values on 50 half-hours, as files have them.
    try await grid.fill("2025-10-25T22:00:00Z", "2025-10-26T00:30:00Z")
    try await grid.fill("2025-10-26T02:00:00Z", "2025-10-26T22:30:00Z")
    try await grid.database.execute(
      "update grid_readings set consumption = null where at = '2025-10-26T10:00:00Z'")
    try await grid.database.execute("delete from grid_readings where at = '2025-10-26T15:00:00Z'")
    let answer = try await grid.get("/api/grid/consumption?from=2025-10-26T00:00&to=2025-10-26T23:30")
    let gaps = (answer.json["gaps"]?.elements ?? []).map { gap in
      "\(gap["from"]?.text ?? "") \(gap["to"]?.text ?? "") \(gap["reason"]?.text ?? "")"
    }
    #expect(
      gaps == [
        "2025-10-26T01:00:00Z 2025-10-26T02:00:00Z clock-change",
        "2025-10-26T10:00:00Z 2025-10-26T10:30:00Z not-available",
        "2025-10-26T15:00:00Z 2025-10-26T15:30:00Z missing",
      ])
    #expect(answer.json["items"]?.elements.count == 46 && answer.json["coverage"]?.double == 46.0 / 50)
  }

  @Test func `quarters of a half-hourly file are not available, those that no file has are missing`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2024-07-01T08:00:00Z", "2024-07-01T09:00:00Z", nature: .definitive)
    try await grid.fill("2024-07-01T10:00:00Z", "2024-07-01T10:30:00Z", nature: .realTime)
    let answer = try await grid.get(
      "/api/grid/consumption?from=2024-07-01T08:00:00Z&to=2024-07-01T10:30:00Z&step=PT15M")
    let gaps = (answer.json["gaps"]?.elements ?? []).map { gap in
      "\(gap["from"]?.text?.dropFirst(11).prefix(5) ?? "") \(gap["to"]?.text?.dropFirst(11).prefix(5) ?? "") \(gap["reason"]?.text ?? "")"
    }
    #expect(
      gaps == [
        "08:15 08:30 not-available", "08:45 09:00 not-available", "09:15 09:30 not-available", "09:30 10:00 missing",
        "10:15 10:30 missing",
      ])
  }

  @Test(arguments: [("2025-03-30", 46), ("2025-06-01", 48), ("2025-10-26", 50)])
  func `a day has 46, 48 or 50 half-hours`(day: String, count: Int) async throws {
    let grid = try await TestGrid()
    let found = try await grid.get("/api/grid/consumption/average?from=\(day)T00:00&to=\(day)T23:30")
    #expect(found.json["expected"]?.int == count)
  }

  @Test func `in any window items and gaps are all there should be, by another calendar`() throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "Europe/Paris"))
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    for _ in 0..<300 {
      let from = Instant(seconds: 1_735_000_000 + Int64.random(in: 0..<40_000_000, using: &random))
      let to = from + .seconds(Int.random(in: 0..<200_000, using: &random))
      let window = SeriesWindow(from...to, .halfHours, .france)
      var expected: [Instant] = []
      var date = Date(timeIntervalSince1970: Double(from.seconds))
      while date.timeIntervalSince1970 <= Double(to.seconds) {
        let parts = calendar.dateComponents([.minute, .second], from: date)
        if parts.minute! % 30 == 0, parts.second == 0 {
          expected.append(Instant(seconds: Int64(date.timeIntervalSince1970)))
        }
        date += expected.last == Instant(seconds: Int64(date.timeIntervalSince1970)) ? 1800 : 1
        if expected.isEmpty, date.timeIntervalSince1970 - Double(from.seconds) > 1801 { break }
      }
      #expect(window.expected == expected.count, "seed \(seed)")
      var gaps = GapFinder(window)
      let kept = expected.filter { _ in Bool.random(using: &random) }
      for at in kept { gaps.pass(at, hasValue: true) }
      let missing = gaps.finish().flatMap { gap in
        stride(from: gap.from.seconds, to: gap.to.seconds, by: 1800).map { Instant(seconds: $0) }
      }
      #expect((kept + missing).sorted() == expected, "seed \(seed) \(from) \(to)")
    }
  }

  @Test func `coarser steps are means at their beginning, and long windows are never refused`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2025-03-29T23:00:00Z", "2025-03-30T21:30:00Z")
    let day = try await grid.get("/api/grid/consumption?from=2025-03-30T00:00&to=2025-03-30T23:30&step=P1D")
    let items = day.json["items"]?.elements ?? []
    #expect(items.count == 1 && items.first?["at"]?.text == "2025-03-29T23:00:00Z", "\(day.text)")
    let hours = try await grid.get("/api/grid/consumption?from=2025-03-30T00:00&to=2025-03-30T23:30&step=PT1H")
    #expect(hours.json["items"]?.elements.count == 23 && hours.json["coverage"]?.int == 1)
    #expect(hours.json["items"]?.elements.first?["watts"]?.int == 41_395_000_000)
    for (to, resolution) in [
      ("2026-01-01", "PT30M"), ("2027-01-01", "P1D"), ("2029-01-01", "P7D"), ("2090-01-01", "P1M"),
    ] {
      let span = try SeriesWindow.span(
        .wall(LocalTime(day: CivilDay(year: 2025, month: 1, day: 1), second: 0)), .init(.text(to)), at: grid.clock.now)
      #expect(Resolution.chosen(for: span).rawValue == resolution)
    }
  }

  @Test func `CSV has the same with offsets`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2025-03-30T00:00:00Z", "2025-03-30T01:30:00Z")
    let answer = try await grid.get(
      "/api/grid/consumption?from=2025-03-30T01:00&to=2025-03-30T03:30", "Accept", "text/csv")
    #expect(answer.headers["Content-Type"]?.hasPrefix("text/csv") == true)
    #expect(
      answer.text.split(whereSeparator: \.isNewline) == [
        "at,watts,nature,flags", "2025-03-30T01:00:00+01:00,40000000000,realTime,",
        "2025-03-30T01:30:00+01:00,40030000000,realTime,", "2025-03-30T03:00:00+02:00,40060000000,realTime,",
        "2025-03-30T03:30:00+02:00,40090000000,realTime,",
      ])
  }

  @Test func `the mix has every column in W, and its rate term by term`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2025-06-01T10:00:00Z", "2025-06-01T10:00:00Z")
    let answer = try await grid.get("/api/grid/mix?from=2025-06-01T12:00&to=2025-06-01T12:00")
    let item = try #require(answer.json["items"]?.elements.first, "\(answer.text)")
    #expect(item["watts"]?["gas"]?.int == 2_200_000_000 && item["watts"]?["solar"] == .null)
    #expect(item["gramsPerKwh"]?.double == (2200.0 * 429 / 32_200 * 10).rounded() / 10)
    #expect(item["terms"]?.elements.first { $0["source"]?.text == "gas" }?["factor"]?.int == 429)
    // Before 2020 it is RTE's own.
    try await grid.fill("2019-06-01T10:00:00Z", "2019-06-01T10:00:00Z")
    try await grid.database.execute("update grid_readings set rte_grams = 55 where at < '2020-01-01'")
    let old = try await grid.get("/api/grid/mix?from=2019-06-01T12:00&to=2019-06-01T12:00").json["items"]?.elements
      .first
    #expect(old?["gramsPerKwh"]?.int == 55 && old?["terms"]?.elements.isEmpty == true)
  }

  @Test func `now says how old it is`() async throws {
    let grid = try await TestGrid()
    let empty = try await grid.get("/api/grid/now").json
    #expect(empty["consumption"] == .null && empty["isStale"] == true)
    try await grid.fill("2026-11-21T08:00:00Z", "2026-11-21T12:00:00Z")
    let now = try await grid.get("/api/grid/now").json
    #expect(now["consumption"]?["at"]?.text == "2026-11-21T09:00:00Z" && now["ageSeconds"]?.int == 600)
    #expect(now["isStale"] == false)
  }

  @Test func `pictures of series have a title, a version, and a limit`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2026-11-20T23:00:00Z", "2026-11-21T09:00:00Z")
    for path in ["consumption", "mix", "outlook"] {
      for format in ["svg", "png"] {
        let address = "/api/grid/\(path)/chart.\(format)?width=320&height=200&theme=dark&scale=2"
        let answer = try await grid.get(address)
        #expect(answer.status == 200, "\(path) \(answer.text)")
        let tag = try #require(answer.headers["ETag"])
        #expect(try await grid.get(address, "If-None-Match", tag).status == 304)
      }
      #expect(try await grid.get("/api/grid/\(path)/chart.png?width=3000&height=2000").status == 422)
    }
    let french = try await grid.get("/api/grid/consumption/chart.svg")
    #expect(french.text.contains("Consommation électrique"))
    let english = try await grid.get("/api/grid/consumption/chart.svg", "Accept-Language", "en")
    #expect(english.text.contains("Electricity consumption"))
  }

  @Test func `a day of the tariff begins at six`() async throws {
    let grid = try await TestGrid(at: "2026-11-21T04:30:00Z")
    try await grid.database.execute(
      """
      insert into grid_tempo (day, colour, stored_at) values ('2026-11-20', 'red', now()), ('2026-11-21', 'white', now())
      """)
    #expect(try await grid.get("/api/grid/now").json["tempo"]?.text == "red")
    grid.clock.advance(by: .seconds(1800))
    #expect(try await grid.get("/api/grid/now").json["tempo"]?.text == "white")
    let days = try await grid.get("/api/grid/tempo?from=2026-11-01&to=2026-11-30").json["items"]?.elements ?? []
    #expect(days.map { $0["date"]?.text } == ["2026-11-20", "2026-11-21"])
  }

  @Test func `what is public has a version, also where it is streamed, and another one once readings change`()
    async throws
  {
    let grid = try await TestGrid()
    try await grid.fill("2024-12-31T00:00:00Z", "2025-01-10T00:00:00Z")
    let window = "from=2025-01-01T06:00&to=2025-01-03T17:00"
    let paths = [
      "consumption", "consumption?\(window)", "consumption/average?\(window)", "mix?\(window)", "now", "outlook",
      "tempo",
      "forecasts?at=2025-01-01T06:00", "forecasts/series?\(window)",
      "consumption?from=2000-01-01&to=2025-01-10&step=PT30M",
    ].map { "/api/grid/" + $0 }
    var tags: [String: String] = [:]
    for path in paths {
      let answer = try await grid.get(path)
      #expect(answer.status == 200 && answer.headers["Cache-Control"] == "no-cache", "\(path)")
      let tag = try #require(answer.headers["ETag"], "\(path)")
      #expect(try await grid.get(path, "If-None-Match", tag).status == 304, "\(path)")
      tags[path] = tag
    }
    let csv = try await grid.get(paths[1], "Accept", "text/csv")
    #expect(csv.headers["ETag"] != nil && csv.headers["ETag"] != tags[paths[1]])
    try await grid.database.execute(
      "update grid_readings set consumption = consumption + 7 where at = '2025-01-02T06:00:00Z'")
    try await grid.database.execute(
      """
      insert into grid_updates values ('france', '2030-01-01T00:00:00Z')
      on conflict (perimeter) do update set updated_at = excluded.updated_at
      """)
    for path in paths where path.contains("consumption?from") {
      #expect(try await grid.get(path, "If-None-Match", tags[path] ?? "").status == 200, "\(path)")
    }
  }

  @Test func `now has the mix and its rate however old they are`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2022-01-01T00:00:00Z", "2022-01-02T00:00:00Z")
    let now = try await grid.get("/api/grid/now").json
    #expect(now["isStale"] == true && now["consumption"]?["watts"]?.int != nil)
    #expect(now["mix"]?["at"] == now["consumption"]?["at"] && now["gramsPerKwh"] != .null, "\(now)")
  }
}
