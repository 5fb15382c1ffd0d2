import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

/// Which row speaks for a station, and where stations are.
@Suite struct StationTruthTests {
  private static let new = ["date_maj": "2026-02-01"]

  private func changes(_ more: [String: String]) -> [String: String] { more.merging(Self.new) { $1 } }

  @Test(arguments: [true, false])
  func `of two rows for one point the newer gives the station too`(atOnce: Bool) async throws {
    let file = IRVEFile.of {
      $0.add("A", 1, ["nbre_pdc": "1"])
      $0.add(
        "A", 1,
        changes([
          "nbre_pdc": "1", "nom_station": "Nouvelle place", "coordonneesXY": "[2.341000, 48.860000]",
          "condition_acces": "Accès réservé", "horaires": "Mo-Fr 08:00-20:00",
        ]))
      $0.add("B", 1, changes(["nbre_pdc": "1", "nom_station": "Gare"]))
      $0.add("B", 1, ["nbre_pdc": "1", "nom_station": "Ancienne gare"])
    }
    let country = try await Country()
    let first = try await country.load(file, atOnce: atOnce)
    #expect(first.wasDirect == atOnce && first.changes == Changes(added: 2))
    #expect(try await country.each("s.name") == ["Nouvelle place", "Gare"])
    #expect(try await country.each("st_x(s.location)") == ["2.341", "2.34"])
    #expect(try await country.each("own_location(p.location, s.location)") == ["-", "-"])
    #expect(try await country.each("terms.access") == ["restricted", "open"])
    #expect(try await country.each("terms.hours") == ["Mo-Fr 08:00-20:00", "24/7"])
    let before = try await country.points()
    #expect(try await country.load(file, mode: .full).changes == Changes(unchanged: 2))
    #expect(try await country.points() == before)
  }

  @Test(arguments: [true, false])
  func `the newest row of a station speaks for it, wherever it stands in the file`(atOnce: Bool) async throws {
    let file = IRVEFile.of {
      $0.add("A", 1, ["nom_station": "Ancien nom"])
      $0.add("A", 2, changes(["nom_station": "Nouveau nom"]))
      $0.add("A", 3, ["nom_station": "Ancien nom"])
    }
    let country = try await Country()
    try await country.load(file, atOnce: atOnce)
    #expect(try await country.each("s.name") == ["Nouveau nom", "Nouveau nom", "Nouveau nom"])
    #expect(try await country.load(file, mode: .full).changes == Changes(unchanged: 3))
    // One of the older rows changes: the newest, which stays, goes on speaking.
    let next = IRVEFile.of {
      $0.add("A", 1, ["nom_station": "Encore un", "puissance_nominale": "11", "date_maj": "2026-01-20"])
      $0.add("A", 2, changes(["nom_station": "Nouveau nom"]))
      $0.add("A", 3, ["nom_station": "Ancien nom"])
    }
    #expect(try await country.load(next, mode: .full).changes == Changes(changed: 1, unchanged: 2))
    #expect(Set(try await country.each("s.name")) == ["Nouveau nom"])
  }

  @Test func `a row that nobody believes does not speak for its station`() async throws {
    for atOnce in [true, false] {
      let country = try await Country()
      try await country.load(
        IRVEFile.of {
          $0.add("A", 1, ["nom_station": "Vraie"])
          $0.add("B", 1, ["nom_station": "Autre", "date_maj": "2026-03-01"])
          $0.add(
            "A", 9, ["id_pdc_itinerance": "FRTSTEB1", "nom_station": "Fausse", "date_maj": "2026-02-01"])
        }, atOnce: atOnce)
      #expect(try await country.each("s.name") == ["Vraie", "Autre"], "\(atOnce)")
    }
  }

  // MARK: One identifier, several places

  private static let uzes = ["coordonneesXY": "[4.419000, 44.012000]", "nom_station": "Uzès", "nbre_pdc": "1"]
  private static let fougeres = ["coordonneesXY": "[-1.204000, 48.352000]", "nom_station": "Fougères", "nbre_pdc": "1"]

  @Test(arguments: [true, false])
  func `stations that say another number of points than the file has are counted, each once`(atOnce: Bool) async throws
  {
    let file = IRVEFile.of {
      $0.add("A", 1, ["nbre_pdc": "1"])
      for number in 1...2 { $0.add("B", number, ["nbre_pdc": "2"]) }
      for number in 1...2 { $0.add("C", number, ["nbre_pdc": "1"]) }
      $0.add("D", 1, ["nbre_pdc": "3"])
    }
    let country = try await Country()
    let loaded = try await country.load(file, atOnce: atOnce)
    let counted = try await country.database.query(
      "select rows from import_corrections where import_id = \(loaded.id) and code = 'points-miscounted'"
    ) { row in try row.next(Int.self) }
    #expect(counted == [2])
  }

  private func places(_ country: Country) async throws -> [String] {
    try await country.each("concat_ws(' ', p.irve_id, s.name, s.place)")
  }

  @Test(arguments: [true, false])
  func `one identifier in two towns makes two stations, and says so`(atOnce: Bool) async throws {
    let file = IRVEFile.of {
      $0.add("A", 1, Self.uzes)
      $0.add("A", 2, Self.fougeres)
      $0.add("A", 3, Self.uzes)
      $0.add("A", 4, Self.fougeres)
    }
    let country = try await Country()
    try await country.load(file, atOnce: atOnce)
    #expect(
      try await places(country)
        == ["FRTSTEA1 Uzès 0", "FRTSTEA2 Fougères 1", "FRTSTEA3 Uzès 0", "FRTSTEA4 Fougères 1"])
    #expect(Set(try await country.each("s.irve_id")) == ["FRTSTPA"])
    let evidence = try await country.each(
      "concat_ws(' ', s.evidence -> 0 ->> 'code', s.evidence -> 0 ->> 'from', s.evidence -> 0 ->> 'to')")
    #expect(evidence == ["", "station-split [4.419, 44.012] [-1.204, 48.352]", "", evidence[1]])
    let before = try await country.points()
    #expect(try await country.load(file, mode: .full).changes == Changes(unchanged: 4))
    #expect(try await country.points() == before)
  }

  @Test func `which station is which stays, whatever the order of the next file, and undoing restores it`() async throws
  {
    let country = try await Country()
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1, Self.uzes)
        $0.add("A", 2, Self.fougeres)
      })
    let before = try await country.points()
    let next = IRVEFile.of {
      $0.add("A", 3, Self.fougeres)
      $0.add("A", 2, Self.fougeres.merging(["puissance_nominale": "50"]) { $1 })
      $0.add("A", 1, Self.uzes.merging(["puissance_nominale": "50"]) { $1 })
    }
    let outcome = try await country.load(next, mode: .full)
    #expect(outcome.changes == Changes(added: 1, changed: 2))
    #expect(try await places(country) == ["FRTSTEA1 Uzès 0", "FRTSTEA2 Fougères 1", "FRTSTEA3 Fougères 1"])
    try await country.undo(outcome)
    #expect(try await country.points() == before)
    // The station of what is withdrawn goes with it.
    try await country.load(IRVEFile.of { $0.add("A", 2, Self.fougeres) }, mode: .full)
    #expect(try await places(country) == ["FRTSTEA2 Fougères 1"])
    let there = try await country.database.query("select name from stations where withdrawn_at is null") {
      try $0.next(String.self)
    }
    #expect(there == ["Fougères"])
  }

  @Test(arguments: [true, false])
  func `within 500 m of the first it is one station, and chains do not lengthen it`(atOnce: Bool) async throws {
    // 0.005 degrees of latitude are 556 m.
    let country = try await Country()
    try await country.load(
      IRVEFile.of {
        for (number, north) in ["48.860000", "48.864000", "48.868000", "48.856000"].enumerated() {
          $0.add("A", number + 1, ["coordonneesXY": "[2.340000, \(north)]"])
        }
      }, atOnce: atOnce)
    #expect(try await country.each("s.place") == ["0", "0", "1", "0"])
    #expect(try await country.each("st_y(p.location)") == ["-", "48.864", "-", "48.856"])
  }

  @Test func `a station whose points all move stays the same station`() async throws {
    let country = try await Country()
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1)
        $0.add("A", 2)
      })
    let station = try await country.each("s.id")
    let moved = ["coordonneesXY": "[2.400000, 48.860000]"]
    let outcome = try await country.load(
      IRVEFile.of {
        $0.add("A", 1, moved)
        $0.add("A", 2, moved)
      })
    #expect(outcome.changes == Changes(moved: 2))
    #expect(try await country.each("s.id") == station)
    #expect(try await country.each("concat_ws(' ', st_x(s.location), s.place, s.evidence)") == ["2.4 0", "2.4 0"])
    // One of them alone makes another.
    try await country.load(IRVEFile.of { $0.add("A", 2) })
    #expect(try await country.each("concat_ws(' ', st_x(s.location), s.place)") == ["2.4 0", "2.34 1"])
  }

  @Test func `points that stay keep their place when their station is put elsewhere`() async throws {
    let country = try await Country()
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1)
        $0.add("A", 2)
      })
    try await country.load(
      IRVEFile.of { $0.add("A", 2, changes(["coordonneesXY": "[2.343000, 48.860000]"])) })
    #expect(try await country.each("st_x(s.location)") == ["2.343", "2.343"])
    #expect(try await country.each("st_x(own_location(p.location, s.location))") == ["2.34", "-"])
  }

  // MARK: Local identifiers

  @Test func `one short local identifier in two towns is two points`() async throws {
    let none = ["id_pdc_itinerance": "Non concerné", "id_station_itinerance": "Non concerné", "id_station_local": "1"]
    let file = IRVEFile.of {
      $0.add("A", 1, none.merging(Self.uzes) { $1 }.merging(["id_pdc_local": "1"]) { $1 })
      $0.add("A", 2, none.merging(Self.fougeres) { $1 }.merging(["id_pdc_local": "1"]) { $1 })
    }
    let country = try await Country()
    let outcome = try await country.load(file)
    #expect(outcome.counts.rowsAccepted == 2 && outcome.counts.rowsDuplicate == 0)
    #expect(Set(try await country.each("s.name || st_x(s.location)")) == ["Uzès4.419", "Fougères-1.204"])
    #expect(try await country.load(file, mode: .full).changes == Changes(unchanged: 2))
  }
}
