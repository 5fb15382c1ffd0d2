import Foundation
import Grid
import Postgres
import Runtime
import TestSupport
import Testing

@testable import HTTP
@testable import Import

/// Every kind of file that was met, small: every row of it is accounted for.
@Suite struct DialectTests {
  private func column(_ scene: GridScene, _ sql: SQL) async throws -> [String] {
    try await scene.database.query(
      "select coalesce((\(sql: sql))::text, '-') from grid_readings order by perimeter, at limit 3"
    ) { row in try row.next(String.self) }
  }

  private func expect(
    _ loaded: GridScene.Loaded, read: Int, refused: Int = 0, duplicates: Int = 0, added: Int? = nil,
    _ place: SourceLocation = #_sourceLocation
  ) {
    let counts = loaded.counts
    #expect(counts.rowsRead == read && counts.rowsRejected == refused, "\(counts)", sourceLocation: place)
    #expect(counts.rowsAccepted + counts.rowsRejected + counts.rowsDuplicate == read, sourceLocation: place)
    #expect(counts.rowsDuplicate == duplicates, sourceLocation: place)
    #expect(loaded.changes.added == added ?? counts.rowsAccepted, "\(loaded.changes)", sourceLocation: place)
  }

  @Test func `the country in 36 columns and in 40`() async throws {
    for layout in [GridFile.Layout.national, .nationalWithBatteries] {
      let scene = try await GridScene()
      expect(try await scene.load(GridFile(layout: layout).text(2025, 7, 1, days: 2).latin1), read: 192)
      let last = layout == .national ? "bio_biogas" : "wind_offshore"
      #expect(try await scene.stored(SQL(column: last)).first == "france 06-30 22:00 0 1 0")
      // The last column is not shifted by the field too many.
      #expect(try await column(scene, "consumption") == ["45000", "45001", "45002"])
    }
  }

  @Test(arguments: [
    ("Auvergne-Rhône-Alpes", Perimeter.auvergneRhoneAlpes), ("Auvergne-Rhone-Alpes", .auvergneRhoneAlpes),
    ("Bourgogne-Franche-Comté", .bourgogneFrancheComte), ("Bretagne", .bretagne),
    ("Centre-Val-de-Loire", .centreValDeLoire), ("Centre-Val de Loire", .centreValDeLoire), ("Grand-Est", .grandEst),
    ("Grand Est", .grandEst), ("Hauts-de-France", .hautsDeFrance), ("Ile-de-France", .ileDeFrance),
    ("Île-de-France", .ileDeFrance), ("Normandie", .normandie), ("Nouvelle-Aquitaine", .nouvelleAquitaine),
    ("Occitanie", .occitanie), ("PACA", .paca), ("Provence-Alpes-Côte d'Azur", .paca),
    ("Pays-de-la-Loire", .paysDeLaLoire),
  ])
  func `a region under any of its names, definitive and consolidated`(name: String, perimeter: Perimeter) async throws {
    let scene = try await GridScene()
    var file = GridFile(layout: .region, nature: "Données consolidées", perimeter: name)
    file.load = { _, quarter in quarter.isMultiple(of: 2) ? "6000" : nil }
    expect(try await scene.load(file.text(2015, 2, 1).latin1), read: 96)
    file.nature = "Données définitives"
    file.headerEnds = true
    let better = try await scene.load(Array(file.text(2015, 2, 1).utf8))
    // The quarters say nothing, before as after.
    #expect(better.changes == Changes(changed: 48, unchanged: 48), "\(better.changes)")
    #expect(try await scene.stored().first == "\(perimeter.rawValue) 01-31 23:00 6000 3 0")
    #expect(try await column(scene, "thermal") == ["0", "0", "0"])
  }

  @Test func `a region with flows between regions, in 65 columns`() async throws {
    let scene = try await GridScene()
    let file = GridFile(layout: .regionWithFlows, nature: "Données définitives", perimeter: "Ile-de-France")
    #expect(file.names.count == 65)
    expect(try await scene.load(file.text(2020, 6, 1).latin1), read: 96)
  }

  @Test func `open data: names, units, instants with their offsets, and no order`() async throws {
    let scene = try await GridScene()
    let lines = GridFile(layout: .openData, separator: ";").text(2021, 12, 1, days: 3).split(separator: "\n")
    let text = ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\r\n")
    expect(try await scene.load(Array(("\u{FEFF}" + text).utf8)), read: 288)
    #expect(try await column(scene, "nuclear || ' ' || oil_cogeneration") == ["45000 0", "45001 0", "45002 0"])
    #expect(try await scene.stored().first == "france 11-30 23:00 45000 1 0")
  }

  @Test func `commas and Latin-1, in the spring of 2020 with the bad hour`() async throws {
    let scene = try await GridScene()
    var file = GridFile(separator: ",")
    // From two to three the hour before once more, and at three that once more.
    file.load = { day, quarter in
      let copied = day.day == 29 && (8...12).contains(quarter) ? (quarter == 12 ? 4 : quarter - 4) : quarter
      return "\(46_000 + copied * 13)"
    }
    let loaded = try await scene.load(file.text(2020, 3, 28, days: 3).latin1)
    expect(loaded, read: 288, refused: 4)
    #expect(try await scene.refused(loaded.id).allSatisfy { $0.hasSuffix("no-such-time") })
    #expect(try await scene.stored().filter { $0.hasSuffix(" 1 1") } == ["france 03-29 01:00 46052 1 1"])
  }

  @Test func `a file a day of long ago, in both layouts`() async throws {
    let scene = try await GridScene()
    for separator in ["\t", ";"] {
      let old = GridFile(layout: .oldDay, separator: separator, load: { _, quarter in "\(45_000 + quarter)" })
      expect(try await scene.load(old.text(2000, 6, separator == ";" ? 25 : 24).latin1), read: 48)
    }
    let later = GridFile(layout: .laterDay, nature: "Données définitives")
    #expect(later.names.count == 21)
    expect(try await scene.load(later.text(2012, 12, 31).latin1), read: 96)
    let natures = try await scene.database.query(
      """
      select distinct extract(year from at)::int || ' ' || nature || ' ' || coalesce(bioenergy::text, '-')
      from grid_readings order by 1
      """
    ) { row in try row.next(String.self) }
    #expect(natures == ["2000 1 -", "2012 3 0"], "\(natures)")
  }

  @Test func `a zip with five years in a folder, their columns differ`() async throws {
    let scene = try await GridScene()
    let files = (2016...2020).map { year -> (name: String, content: [UInt8]) in
      let file = GridFile(
        layout: year < 2020 ? .region : .regionWithFlows, headerEnds: year > 2018, nature: "Données définitives",
        perimeter: "Ile-de-France", load: { _, quarter in quarter.isMultiple(of: 2) ? "\(6000 + year)" : nil })
      return ("data/eCO2mix_RTE_Ile-de-France_Annuel-Definitif_\(year).xls", file.text(year, 3, 1).latin1)
    }
    expect(try await scene.load(Zip.made([("data/", [])] + files)), read: 480)
    let years = try await scene.database.query(
      """
      select extract(year from at)::int || ' ' || min(consumption) from grid_readings
      group by extract(year from at) order by 1
      """
    ) { row in try row.next(String.self) }
    #expect(years == (2016...2020).map { "\($0) \(6000 + $0)" }, "\(years)")
  }

  @Test func `all regions over years in one file are more than any list of instants could hold`() {
    var seen = InstantSet()
    let start = Instant(seconds: 1_356_994_800)
    for place in 0..<(12 * 17_520) {
      for perimeter in 0..<13 {
        let isNew = seen.insert(start + .seconds(1800 * place), of: perimeter)
        if !isNew { Issue.record("\(place) \(perimeter)") }
      }
    }
    // 2.7 million rows, and no more than a few megabytes.
    #expect(seen.footprint < 8 << 20)
    #expect(!seen.insert(start, of: 3) && !seen.insert(start + .seconds(1800 * 1000), of: 12))
    #expect(seen.insert(start + .seconds(900), of: 3) && seen.insert(Instant(seconds: -900), of: 0))
    seen.removeAll()
    let isNew = seen.insert(start, of: 3)
    #expect(isNew)
  }
}

extension SQL {
  fileprivate init(column: String) {
    self = GridColumn.all.first { "\($0.name)" == column }?.sql ?? "consumption"
  }
}
