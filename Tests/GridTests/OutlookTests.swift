import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Grid

@Suite struct OutlookTests {
  private func issue(_ grid: TestGrid) async throws {
    try await grid.database.transaction { try await Forecasting.issue(at: grid.clock.now, in: $0) }
  }

  @Test func `yesterday and last week at yesterday's level are blended, and clocks that change do no harm`() throws {
    var values: [Instant: Double] = [:]
    let end = Instant(seconds: 1_743_300_000)  // 30 March 2025, 04:00 in Paris
    for place in 0..<48 * 20 {
      let at = end - .seconds(1800 * place)
      let wall = Paris.zone.local(at)
      values[at] = Double(wall.second / 1800) + (wall.day.daysSince1970 >= 20_171 ? 100 : 0)
    }
    let history = try #require(History(values))
    let noon = try #require(
      Paris.zone.instant(of: LocalTime(day: CivilDay(year: 2025, month: 3, day: 30), second: 43_200)))
    #expect((history.yesterday(noon) ?? 0) == 124)
    #expect(history.isNear(noon))
    #expect(history.load(noon).map { abs($0 - 124) < 15 } == true)
    #expect(history.load(noon + .seconds(86_400 * 3)) != nil && history.load(noon + .seconds(86_400 * 60)) == nil)
    #expect(History([:]) == nil)
  }

  @Test func `the outlook ranks the half-hours of a day that are still to come`() async throws {
    let grid = try await TestGrid(at: "2026-11-21T09:10:00Z")
    try await grid.fill("2026-10-20T00:00:00Z", "2026-11-21T09:00:00Z")
    try await issue(grid)
    let outlook = try await grid.get("/api/grid/outlook").json
    let items = outlook["items"]?.elements ?? []
    #expect(items.count == 336 && items.first?["startsAt"]?.text == "2026-11-21T09:00:00Z", "\(items.count)")
    // Until midnight in Paris there are 28, and the least gas is burnt in the earliest hour.
    let today = items.prefix { ($0["startsAt"]?.text ?? "") < "2026-11-21T23:00:00Z" }
    #expect(today.count == 28 && today.allSatisfy { $0["of"]?.int == 28 })
    #expect(Set(today.compactMap { $0["rank"]?.int }) == Set(1...28))
    #expect(today.first?["rank"]?.int == 1 && today.first?["basis"]?.text == "blend")
    #expect(items.last?["basis"]?.text == "week" && items.last?["spread"]?.double == 6.8)
    #expect(Band.allCases.map(\.rawValue).contains(today.first?["band"]?.text ?? ""))
    let days = outlook["days"]?.elements ?? []
    #expect(days.count == 8 && days.first?["date"]?.text == "2026-11-21")
    #expect(outlook["limits"]?["gramsPerKwh"]?.elements.count == 4)
    #expect(outlook["nature"]?.text == "realTime")
    let marks = await grid.grid.marks(at: grid.clock.now)
    #expect(marks.marks.count == 336 && !marks.areMadeUp)
  }

  @Test func `where RTE has a forecast of the load it counts`() async throws {
    let grid = try await TestGrid(at: "2026-11-21T09:10:00Z")
    try await grid.fill("2026-11-01T00:00:00Z", "2026-11-21T09:00:00Z")
    try await grid.database.execute(
      """
      insert into grid_readings (perimeter, at, nature, flags, stored_at, forecast_day_ahead)
      values ('france', '2026-11-21T12:00:00Z', 1, 0, now(), 99000)
      """)
    try await issue(grid)
    let items = try await grid.get("/api/grid/outlook?from=2026-11-21T13:00&to=2026-11-21T13:10").json["items"]?
      .elements
    #expect(items?.count == 1 && items?.first?["basis"]?.text == "rte")
    #expect(items?.first?["loadWatts"]?.int == 99_000_000_000 && items?.first?["stress"]?.int == 3)
  }

  @Test func `every forecast is kept as it was issued, and scored when the truth has come`() async throws {
    let grid = try await TestGrid(at: "2026-11-21T09:10:00Z")
    try await grid.fill("2026-11-01T00:00:00Z", "2026-11-21T09:00:00Z")
    try await grid.grid.issueWhenDue()
    try await grid.grid.issueWhenDue()
    grid.clock.advance(by: .seconds(3600))
    try await grid.grid.issueWhenDue()
    let kept = try await grid.get("/api/grid/forecasts?at=2026-11-21T18:00").json["items"]?.elements ?? []
    let ours = kept.filter { $0["source"]?.text == "ours" && $0["kind"]?.text == "load" }
    #expect(ours.map { $0["issuedAt"]?.text } == ["2026-11-21T09:10:00Z", "2026-11-21T10:10:00Z"])
    #expect(kept.contains { $0["source"]?.text == "yesterday" && $0["kind"]?.text == "carbon" })
    #expect(try await grid.get("/api/grid/forecasts/score").json["items"]?.elements.isEmpty == true)
    grid.clock.advance(by: .seconds(86_400))
    try await grid.fill("2026-11-21T09:30:00Z", "2026-11-22T10:00:00Z")
    let scores = try await grid.get("/api/grid/forecasts/score?days=2").json["items"]?.elements ?? []
    let near = scores.first {
      $0["source"]?.text == "ours" && $0["kind"]?.text == "load" && $0["horizon"]?.text == "PT6H"
    }
    // Every day is like the one before.
    #expect(near?["mae"]?.double == 0 && (near?["pairs"]?.int ?? 0) >= 20, "\(scores)")
  }

  @Test func `an empty database gets a year that says that it is made up`() async throws {
    let grid = try await TestGrid(hasDemonstration: true)
    try await grid.grid.issueWhenDue()
    let now = try await grid.get("/api/grid/now").json
    #expect(now["consumption"]?["nature"]?.text == "demonstration" && now["isStale"] == false)
    let outlook = try await grid.get("/api/grid/outlook").json
    #expect(outlook["nature"]?.text == "demonstration" && (outlook["items"]?.elements.count ?? 0) >= 335)
    let year = try await grid.get("/api/grid/consumption/average?from=2025-11-22T00:00&to=2026-11-21T09:00").json
    #expect(year["readings"] == year["expected"])
    let real = try await TestGrid()
    try await real.grid.issueWhenDue()
    #expect(try await real.get("/api/grid/now").json["consumption"] == .null)
  }
}
