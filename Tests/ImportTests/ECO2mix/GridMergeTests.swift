import Foundation
import Grid
import Postgres
import Runtime
import TestSupport
import Testing

@testable import HTTP
@testable import Import

/// Who is believed, what is kept, and how it comes back.
@Suite struct GridMergeTests {
  private func row(_ hour: String, _ load: String, _ nature: String = "temps réel", rest: String = "\t\t\t\t\t")
    -> String
  {
    GridScene.row("2025-07-01", hour, load, nature: "Données " + nature, rest: rest)
  }

  @Test func `definitive beats consolidated beats real time, whatever comes last`() async throws {
    let scene = try await GridScene()
    try await scene.load(GridScene.header, row("00:00", "45000"), row("00:30", "44000"))
    let better = try await scene.load(GridScene.header, row("00:00", "45100", "consolidées"))
    #expect(better.changes == Changes(changed: 1))
    let worse = try await scene.load(GridScene.header, row("00:00", "45200"), row("00:30", "44000"))
    #expect(worse.changes == Changes(unchanged: 2) && worse.counts.rowsOlder == 1)
    try await scene.load(GridScene.header, row("00:00", "45300", "définitives"))
    #expect(try await scene.stored() == ["france 06-30 22:00 45300 3 0", "france 06-30 22:30 44000 1 0"])
  }

  @Test func `of one nature the newer file counts, an empty cell replaces nothing, and what was replaced is kept`()
    async throws
  {
    let scene = try await GridScene()
    let first = try await scene.load(GridScene.header, row("00:00", "45000", rest: "\t44900\t\t2000\t40000\t22"))
    let second = try await scene.load(GridScene.header, row("00:00", "ND", rest: "\t\t45500\t2100\t-\t22"))
    #expect(first.changes == Changes(added: 1) && second.changes == Changes(changed: 1))
    #expect(try await scene.stored() == ["france 06-30 22:00 45000 1 0"])
    let kept = try await scene.database.query(
      """
      select forecast_day_ahead, forecast_intraday, gas, nuclear from grid_readings
      union all select forecast_day_ahead, forecast_intraday, gas, nuclear from grid_replaced
      """
    ) { row in
      [try row.next(Int?.self), try row.next(Int?.self), try row.next(Int?.self), try row.next(Int?.self)]
    }
    #expect(kept == [[44_900, 45_500, 2100, 40_000], [44_900, nil, 2000, 40_000]])
    let again = try await scene.load(GridScene.header, row("00:00", "ND", rest: "\t\t45500\t2100\t-\t22"))
    #expect(again.changes == Changes(unchanged: 1))
    try await scene.undo(second.id)
    #expect(try await scene.stored("gas") == ["france 06-30 22:00 2000 1 0"])
    try await scene.undo(first.id)
    #expect(try await scene.stored().isEmpty)
  }

  @Test func `half-hourly files leave the quarters of real time alone`() async throws {
    let scene = try await GridScene()
    try await scene.load(GridScene.header, row("00:00", "45000"), row("00:15", "44500"))
    let later = try await scene.load(
      GridScene.header, row("00:00", "45100", "définitives"), row("00:15", "", "définitives", rest: "\t1\t2\t\t\t"))
    #expect(later.changes.changed == 1)
    #expect(try await scene.stored() == ["france 06-30 22:00 45100 3 0", "france 06-30 22:15 44500 1 0"])
    // In the other order too.
    let other = try await GridScene()
    try await other.load(GridScene.header, row("00:15", "", "définitives"))
    try await other.load(GridScene.header, row("00:15", "44500"))
    #expect(try await other.stored() == ["france 06-30 22:15 44500 1 0"])
  }

  @Test func `RTE's forecasts count from files in real time alone`() async throws {
    let scene = try await GridScene()
    try await scene.load(GridScene.header, row("00:00", "45000", "définitives", rest: "\t44900\t45100\t\t\t"))
    #expect(try await scene.stored("forecast_day_ahead") == ["france 06-30 22:00 - 3 0"])
  }

  @Test func `in spring the hour that does not exist is refused, and a copy behind it is doubted`() async throws {
    let scene = try await GridScene()
    let hours = ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30"]
    let loads = ["47361", "46970", "47361", "46970", "47361", "46291"]
    let lines = zip(hours, loads).map { GridScene.row("2020-03-29", $0, $1) }
    let loaded = try await scene.load(Array(([GridScene.header] + lines).map { $0 + "\n" }.joined().utf8))
    #expect(try await scene.refused(loaded.id) == ["4 no-such-time", "5 no-such-time"])
    #expect(
      try await scene.stored() == [
        "france 03-29 00:00 47361 1 0", "france 03-29 00:30 46970 1 0", "france 03-29 01:00 47361 1 1",
        "france 03-29 01:30 46291 1 0",
      ])
  }

  @Test func `in autumn half-hours around the hour that comes twice are flagged`() async throws {
    let scene = try await GridScene()
    let lines = ["01:00", "01:30", "02:00", "02:30", "03:00", "03:30", "04:00"].map {
      GridScene.row("2024-10-27", $0, "45000")
    }
    try await scene.load(Array(([GridScene.header] + lines).map { $0 + "\n" }.joined().utf8))
    #expect(
      try await scene.stored() == [
        "france 10-26 23:00 45000 1 0", "france 10-26 23:30 45000 1 2", "france 10-27 00:00 45000 1 2",
        "france 10-27 00:30 45000 1 2", "france 10-27 02:00 45000 1 2", "france 10-27 02:30 45000 1 2",
        "france 10-27 03:00 45000 1 0",
      ])
  }

  @Test func `what is repeated in one file counts once, the first`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(GridScene.header, row("00:00", "45000"), row("00:00", "1"))
    #expect(loaded.counts.rowsDuplicate == 1 && loaded.counts.rowsAccepted == 1 && loaded.counts.rowsRead == 2)
    #expect(try await scene.stored() == ["france 06-30 22:00 45000 1 0"])
  }

  @Test func `a preview lists what is replaced, from and to`() async throws {
    let scene = try await GridScene()
    try await scene.load(GridScene.header, row("00:00", "45000"))
    let id = try await scene.stage(GridScene.header, row("00:00", "45100"), row("00:30", "44000"))
    let page = try await scene.source.changes(id, .changed, after: nil, limit: 10, in: scene.database)
    #expect(page.items.count == 1 && page.next == nil)
    let item = try #require(page.items.first)
    #expect(item["perimeter"] == "france" && item["at"] == "2025-06-30T22:00:00Z")
    #expect(item["from"] == ["consumption": 45_000_000_000] && item["to"] == ["consumption": 45_100_000_000])
    let added = try await scene.source.changes(id, .added, after: nil, limit: 10, in: scene.database)
    #expect(added.items.first?["from"] == .null && added.items.first?["to"]?["nature"] == "realTime")
  }

  @Test func `the demonstration goes with the first real file, and comes back with its undo`() async throws {
    let scene = try await GridScene()
    try await scene.database.execute(
      """
      insert into grid_readings (perimeter, at, nature, flags, stored_at, consumption)
      values ('france', '2025-06-30T22:00:00Z', 0, 0, now(), 1), ('france', '2025-06-30T23:00:00Z', 0, 0, now(), 2)
      """)
    let loaded = try await scene.load(GridScene.header, row("00:00", "45000"))
    #expect(loaded.changes == Changes(added: 1))
    #expect(try await scene.stored() == ["france 06-30 22:00 45000 1 0"])
    try await scene.undo(loaded.id)
    #expect(try await scene.stored() == ["france 06-30 22:00 1 0 0", "france 06-30 23:00 2 0 0"])
  }

  @Test func `every row of the real file of 2025 is accounted for`() async throws {
    let path = TestCluster.packageFolder + "/../shared/data/rte/eCO2mix_RTE_En-cours-TR_2025.xls.gz"
    guard let data = FileManager.default.contents(atPath: path) else {
      print("the real file is not here: \(path)")
      return
    }
    let scene = try await GridScene()
    let loaded = try await scene.load([UInt8](data))
    #expect(loaded.counts.rowsRead == 19_968 && loaded.counts.rowsRejected == 4 && loaded.counts.rowsDuplicate == 0)
    #expect(loaded.changes.added == 19_964)
    #expect(try await scene.refused(loaded.id).allSatisfy { $0.hasSuffix("no-such-time") })
    let found = try await scene.database.first(
      """
      select count(consumption), max(abs(grams - rte_grams))::double precision, count(*) filter (where flags & 1 = 1)
      from grid_readings
      """
    ) { row in (try row.next(Int.self), try row.next(Double.self), try row.next(Int.self)) }
    let (readings, deviation, doubtful) = try #require(found)
    #expect(readings > 19_700 && deviation < 1.5 && doubtful < 300, "\(found!)")
    #expect(try await scene.load([UInt8](data)).changes == Changes(unchanged: 19_964))
  }
}
