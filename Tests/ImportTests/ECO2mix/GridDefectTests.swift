import Foundation
import Grid
import Postgres
import Runtime
import TestSupport
import Testing

@testable import HTTP
@testable import Import

/// Each defect that real files have, by its name. Those of the clock stand in `GridMergeTests` too, hour by hour.
@Suite struct GridDefectTests {
  // MARK: Container and dialect

  @Test func `the footer is no row: in one field, with empty fields behind it, twice encoded, after blank lines`()
    async throws
  {
    let row = GridScene.row("2025-07-01", "00:00", "45000")
    let twice = String(
      decoding: "pourra être tenu".utf8.flatMap { Array(String(UnicodeScalar($0)).utf8) }, as: UTF8.self)
    for footer in [
      "RTE ne pourra être tenu responsable de l'usage qui pourrait être fait des données",
      "RTE ne pourra être tenu responsable de l'usage qui pourrait être fait des données\t\t\t\t\t\t\t\t\t\t",
      "RTE ne \(twice) responsable de l'usage qui pourrait être fait des données mises à disposition", "\n\n\n",
    ] {
      let scene = try await GridScene()
      let loaded = try await scene.load(GridScene.header, row, footer)
      #expect(loaded.counts.rowsRead == 1 && loaded.counts.rowsRejected == 0, "\(footer)")
    }
  }

  @Test func `rows end with a field too many, and with two that no header names`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(
      GridScene.header + "\t", GridScene.row("2025-07-01", "00:00", "45000"),
      GridScene.row("2025-07-01", "00:30", "44000") + "ND\tND\t")
    #expect(loaded.counts.rowsAccepted == 2)
    #expect(try await scene.stored() == ["france 06-30 22:00 45000 1 0", "france 06-30 22:30 44000 1 0"])
  }

  @Test(arguments: ["", "ND", "-", "DC", "nd", " ", "–"])
  func `a mark for nothing is no value and no fault`(mark: String) async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(GridScene.header, GridScene.row("2025-07-01", "00:00", mark))
    #expect(loaded.counts.rowsAccepted == 1 && loaded.counts.rowsRejected == 0)
    #expect(try await scene.stored() == ["france 06-30 22:00 - 1 0"])
  }

  @Test func `an old workbook, a page, another table, bytes of a picture: each has a sentence and changes nothing`()
    async throws
  {
    let scene = try await GridScene()
    try await scene.load(GridScene.header, GridScene.row("2025-07-01", "00:00", "45000"))
    let whole = Zip.made([("a.xls", GridFile().text(2025, 7, 1).latin1)])
    let gzip = try #require(Gzip.compress(Bytes(GridFile().text(2025, 7, 2).latin1), level: 6)).array
    let cases: [([UInt8], String)] = [
      ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600), "not-csv-xls"),
      (Array("\n <!DOCTYPE html><html><head><title>503</title></head></html>".utf8), "not-csv-html"),
      (Array("{\"error\":\"quota\"}".utf8), "not-csv-json"), (Array("%PDF-1.7".utf8), "not-csv-pdf"),
      (Array(whole.prefix(whole.count / 2)), "truncated-zip"), (Array(gzip.prefix(gzip.count / 2)), "truncated-gzip"),
      (Zip.made([("data.zip", whole)]), "not-csv-zip"),
      (Zip.made([("a", Array("lisez-moi\n".utf8)), ("b", Array("x;y\n1;2\n".utf8))]), "not-eco2mix"),
      (Zip.made([]), "empty"), (Array("Date;Heures\n2025-07-01;00:00\n".utf8), "not-eco2mix"),
    ]
    for (bytes, code) in cases {
      do {
        try await scene.load(bytes)
        Issue.record("\(code) was taken")
      } catch let fault as any ImportFault {
        #expect(fault.code == code)
        let sentence = ImportSources([scene.source]).sentence(fault.code, of: .eco2mix)
        #expect(sentence.french != code && sentence.english != code && sentence.french != sentence.english)
      }
    }
    #expect(try await scene.stored() == ["france 06-30 22:00 45000 1 0"])
    let kept = try await scene.database.first("select count(*) from incoming_grid") { try $0.next(Int.self) }
    #expect(kept == 0)
  }

  @Test func `a member that was changed on the way is told by its sum`() async throws {
    let scene = try await GridScene()
    var zip = Zip.made([("a.xls", GridFile().text(2025, 7, 1).latin1)])
    zip[60] ^= 0x55
    await #expect(throws: (any Error).self) { try await scene.load(zip) }
    #expect(try await scene.stored().isEmpty)
  }

  @Test func `workbooks that other programs wrote, with several sheets, dates, times and formulas`() async throws {
    let folder = TestCluster.packageFolder + "/Tests/ImportTests/ECO2mix/Samples/"
    for (name, rows, first) in [
      ("openpyxl", 96, "france 05-31 22:00 45000 3 0"), ("xlsxwriter", 48, "france 05-31 22:00 45000 3 0"),
    ] {
      let scene = try await GridScene()
      let data = try #require(FileManager.default.contents(atPath: folder + name + ".xlsx"))
      #expect(ContentSource.find(in: [UInt8](data)) == .eco2mix)
      let loaded = try await scene.load([UInt8](data))
      #expect(loaded.counts.rowsAccepted == rows && loaded.counts.rowsRejected == 0, "\(name) \(loaded.counts)")
      let stored = try await scene.stored()
      #expect(stored.count == rows && stored.first == first && stored[5].contains(" - "), "\(name) \(stored.prefix(6))")
    }
  }

  // MARK: Days, hours, empty cells

  @Test func `definitive files have readings at half-hours alone, and the rest is no gap`() async throws {
    let scene = try await GridScene()
    var file = GridFile(nature: "Données définitives")
    file.load = { _, quarter in quarter.isMultiple(of: 2) ? "\(45_000 + quarter)" : nil }
    let loaded = try await scene.load(file.text(2024, 7, 1).latin1)
    #expect(loaded.counts.rowsAccepted == 96)
    let found = try await scene.database.first("select count(*), count(consumption) from grid_readings") { row in
      (try row.next(Int.self), try row.next(Int.self))
    }
    #expect(found?.0 == 48 && found?.1 == 48 && loaded.changes == Changes(added: 96))
  }

  @Test func `the tail of a file in real time has forecasts and no readings`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(
      GridScene.header, GridScene.row("2025-07-01", "00:00", "45000", rest: "\t44900\t45100\t3\t4\t5"),
      GridScene.row("2025-07-01", "00:30", "", rest: "\t44800\t\t\t\t"),
      GridScene.row("2025-07-02", "00:00", "", rest: "\tND\t\t\t\t"))
    #expect(loaded.counts.rowsAccepted == 3)
    let forecasts = try await scene.database.query("select forecast_day_ahead from grid_readings order by at") {
      try $0.next(Int?.self)
    }
    #expect(forecasts == [44_900, 44_800, nil])
  }

  @Test func `the first row of a region's year says nothing at all`() async throws {
    let scene = try await GridScene()
    let names = GridFile.regionNames.joined(separator: "\t")
    let loaded = try await scene.load(
      names, "Bretagne\tDonnées définitives\t2013-01-01\t00:00\tND\tND\tND\tND\tND\tND\tND\tND\tND\t",
      "Bretagne\tDonnées définitives\t2013-01-01\t00:30\t2500\t10\t-\t7\t0\t5\t-\t3\t2400\t")
    #expect(loaded.counts.rowsAccepted == 2 && loaded.changes.added == 2)
    #expect(try await scene.stored() == ["bretagne 12-31 23:00 - 3 0", "bretagne 12-31 23:30 2500 3 0"])
  }

  // MARK: Clocks

  @Test(arguments: [2012, 2013, 2015, 2016, 2018, 2019, 2020, 2021, 2022, 2023, 2024, 2025])
  func `every spring and autumn: 46 and 48 half-hours of 96 rows a day, all accounted for`(year: Int) async throws {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = try #require(TimeZone(identifier: "UTC"))
    func lastSunday(_ month: Int) throws -> Int {
      let last = try #require(calendar.date(from: DateComponents(year: year, month: month, day: 31)))
      return 31 - (calendar.component(.weekday, from: last) - 1)
    }
    let scene = try await GridScene()
    var file = GridFile(nature: "Données définitives")
    file.load = { _, quarter in quarter.isMultiple(of: 2) ? "\(45_000 + quarter)" : nil }
    let spring = try await scene.load(file.text(year, 3, try lastSunday(3)).latin1)
    #expect(spring.counts.rowsRead == 96 && spring.counts.rowsRejected == 4 && spring.counts.rowsAccepted == 92)
    let autumn = try await scene.load(file.text(year, 10, try lastSunday(10)).latin1)
    #expect(autumn.counts.rowsRead == 96 && autumn.counts.rowsRejected == 0)
    let found = try await scene.database.query(
      """
      select count(*), count(*) filter (where flags & 2 = 2) from grid_readings where is_half_hour
      group by extract(month from at at time zone 'Europe/Paris')
      order by extract(month from min(at) at time zone 'Europe/Paris')
      """
    ) { row in [try row.next(Int.self), try row.next(Int.self)] }
    #expect(found == [[46, 0], [48, 5]])
  }

  // MARK: Signs, units, doubts

  @Test func `signs are RTE's, small negatives are legal, and numbers are large`() async throws {
    let scene = try await GridScene()
    let names =
      "Périmètre\tNature\tDate\tHeures\tConsommation\tCharbon\tSolaire\t"
      + "Pompage\tEch. physiques\t Stockage batterie\tDéstockage batterie"
    let loaded = try await scene.load(
      names, "France\tDonnées temps réel\t2025-07-01\t00:00\t87000\t-22\t-36\t-3000\t-18811\t-12\t40\t",
      "France\tDonnées temps réel\t2025-07-01\t00:30\t86000\t0\t0\t-1\t6845\t96\t0\t")
    #expect(loaded.counts.rowsRejected == 0)
    #expect(try await scene.stored() == ["france 06-30 22:00 87000 1 0", "france 06-30 22:30 86000 1 0"])
    #expect(try await scene.stored("exchange").first == "france 06-30 22:00 -18811 1 0")
    #expect(try await scene.stored("battery_charging").last == "france 06-30 22:30 96 1 0")
  }

  @Test func `what cannot be is kept and doubted: run-of-river far below zero, a load a twentieth of all others`()
    async throws
  {
    let scene = try await GridScene()
    let names = "Périmètre\tNature\tDate\tHeures\tConsommation\tHydraulique\tHydraulique - Fil de l?eau + éclusée"
    try await scene.load(names, "France\tDonnées temps réel\t2017-10-13\t10:15\t52000\t4100\t-26615\t")
    #expect(try await scene.stored() == ["france 10-13 08:15 52000 1 1"])
    let region = try await GridScene()
    var file = GridFile(layout: .region, perimeter: "PACA")
    file.load = { _, quarter in quarter == 40 ? "311" : quarter == 41 ? "-" : "\(6000 + quarter)" }
    let loaded = try await region.load(file.text(2017, 9, 30).latin1)
    #expect(loaded.counts.rowsAccepted == 96 && loaded.counts.rowsRejected == 0)
    let doubted = try await region.stored().filter { $0.hasSuffix(" 1 1") }
    #expect(doubted == ["paca 09-30 08:00 311 1 1"])
  }

  @Test func `a balance that is off by more than two gigawatts is doubted, not refused`() async throws {
    let scene = try await GridScene()
    let names = "Périmètre\tNature\tDate\tHeures\tConsommation\tNucléaire\tGaz\tEch. physiques"
    let loaded = try await scene.load(
      names, "France\tDonnées temps réel\t2025-07-01\t00:00\t45000\t42000\t4000\t-1000\t",
      "France\tDonnées temps réel\t2025-07-01\t00:30\t45000\t42000\t4000\t-3100\t")
    #expect(loaded.counts.rowsAccepted == 2)
    #expect(try await scene.stored() == ["france 06-30 22:00 45000 1 0", "france 06-30 22:30 45000 1 1"])
  }

  @Test func `a cell that is no number refuses its row and no other, and says where`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(
      GridScene.header, GridScene.row("2025-07-01", "00:00", "45000", rest: "\t\t\t12,5\t1e9\t"),
      GridScene.row("2025-07-01", "00:30", "4 5000"),
      GridScene.row("2025-07-01", "01:00", "44000", rest: "\t\t\t12,5\t\t"),
      GridScene.row("2025-07-01", "24:00", "1"), GridScene.row("", "01:30", "1"), GridScene.row("2025-07-01", "", "1"))
    #expect(
      try await scene.refused(loaded.id) == [
        "2 bad-number", "3 bad-number", "5 bad-hour", "6 bad-day", "7 bad-hour",
      ])
    #expect(try await scene.stored("gas") == ["france 06-30 23:00 13 1 0"])
  }

  // MARK: What was replaced

  @Test func `what an import replaced is listed when it is done, page by page, also when it is replaced in its turn`()
    async throws
  {
    let scene = try await GridScene()
    var file = GridFile()
    try await scene.load(file.text(2025, 7, 1).latin1)
    file.nature = "Données consolidées"
    file.load = { _, quarter in quarter.isMultiple(of: 2) ? "\(46_000 + quarter)" : nil }
    let second = try await scene.load(file.text(2025, 7, 1).latin1)
    #expect(second.changes.changed == 48)
    file.nature = "Données définitives"
    file.load = { _, quarter in quarter.isMultiple(of: 2) ? "\(47_000 + quarter)" : nil }
    try await scene.load(file.text(2025, 7, 1).latin1)
    var (items, cursor) = ([JSON](), String?.none)
    repeat {
      let page = try #require(
        try await scene.source.replaced(second.id, after: cursor, limit: 20, in: scene.database))
      items += page.items
      cursor = page.next
    } while cursor != nil
    #expect(items.count == 48)
    #expect(items.first?["at"] == "2025-06-30T22:00:00Z" && items.first?["perimeter"] == "france")
    #expect(items.first?["from"] == ["consumption": 45_000_000_000, "nuclear": 45_000_000_000, "nature": "realTime"])
    #expect(items.first?["to"] == ["consumption": 46_000_000_000, "nuclear": 46_000_000_000, "nature": "consolidated"])
    #expect(Set(items.compactMap { $0["at"]?.text }).count == 48)
    // Words that nobody wrote are the beginning.
    for cursor in ["", "tempo", "france", "x y", "france 2025-99-99T00:00:00Z", "tempo x"] {
      let page = try await scene.source.replaced(second.id, after: cursor, limit: 5, in: scene.database)
      #expect(page?.items.count == 5, "\(cursor)")
    }
    let days = try await scene.load("Date\tType de jour TEMPO", "2025-09-01\tBLEU", "2025-09-02\tBLANC")
    #expect(days.changes.added == 2)
    let other = try await scene.load("Date\tType de jour TEMPO", "2025-09-01\tROUGE", "2025-09-02\tBLANC")
    let page = try #require(try await scene.source.replaced(other.id, after: nil, limit: 5, in: scene.database))
    #expect(
      page.items.count == 1 && page.items[0]["from"] == ["colour": "blue"] && page.items[0]["to"] == ["colour": "red"])
  }
}
