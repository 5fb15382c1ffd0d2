import Testing

@testable import Import

@Suite struct RealRowsTests {
  @Test(arguments: [
    ("national_v1_2019_10030.csv.gz", 10_030),
    ("consolidated_52columns_2026-10.csv", 7), ("operators/data.csv", 603), ("operators/data_(1).csv", 33),
    ("operators/datagouv-export-cps-2026-01-02t06-01-20.csv", 0),
    ("operators/datagouv-export-grand-lyon-2026-01-02t06-01-44.csv", 715),
    ("operators/freti-data-gouv-20250617.csv", 2_238),
    ("operators/indigo-data-irve-statique.csv", 6_988), ("operators/irve-jerecharge.com20240806.csv", 32),
    ("operators/irve-wiiizcapg-20200331.csv", 74), ("operators/madjid_bornes-irve_2019.csv", 299),
    ("operators/nalron_auchan.csv", 67), ("operators/nalron_effia.csv", 55),
    ("operators/nalron_irve-mobive-20200331.csv", 1_554),
    ("operators/nalron_irve-tesla-destination-charging-20181130.csv", 1_609),
    ("operators/nalron_irve-tesla-supercharger-20181130.csv", 68), ("operators/nalron_leclerc.csv", 68),
    ("operators/nalron_nissan.csv", 59), ("operators/nalron_renault.csv", 369), ("operators/nalron_vincipark.csv", 66),
  ])
  func `every row of a real file is taken, or refused with a reason`(_ name: String, _ rows: Int) throws {
    guard let tally = RealFile(name).tally() else { return }
    #expect(tally.fault == nil)
    #expect(tally.rows == rows)
  }

  @Test func `the national file of 2024 loses the rows whose place is none, and no other`() throws {
    guard let tally = RealFile("national_2024-07_56507.csv.gz").tally() else { return }
    #expect(tally.rows == 56_507)
    #expect(tally.refused == ["coordinates-equal": 58, "coordinates-zero": 9, "coordinates-nowhere": 3])
  }

  @Test func `every row of the national dynamic file is taken, or refused with a reason`() throws {
    guard let tally = RealFile("dynamic/irve_dynamique_consolidee_2026-08-17.csv.gz").tally(dynamic: true) else {
      return
    }
    #expect(tally.fault == nil && tally.rows > 100_000)
  }

  @Test(arguments: [
    ("v1.0.0__exemple-valide.csv", 2), ("v2.0.0__exemple-valide.csv", 1), ("v2.0.2__exemple-valide.csv", 1),
    ("v2.1.0__exemple-valide.csv", 1), ("v2.3.0__statique__exemple-valide-statique.csv", 2),
  ])
  func `the official examples are taken whole`(_ name: String, _ rows: Int) throws {
    guard let tally = RealFile("schema/" + name).tally() else { return }
    #expect(tally.accepted == rows && tally.rows == rows)
  }

  /// Its rows say "latitude invalide" of a good latitude: what is wrong with them is one identifier on three of them.
  @Test func `the official invalid example is read row by row, and has an identifier three times`() throws {
    guard let tally = RealFile("schema/v3-draft__statique__exemple-invalide-statique.csv").tally() else { return }
    #expect(tally.accepted == 4 && tally.rows == 4)
    #expect(tally.identifiers == ["FRA68E680210015": 1, "FRA68E123": 3])
  }

  @Test func `the official dynamic examples are taken whole`() throws {
    guard let first = RealFile("schema/v2.2.0__dynamique__exemple-valide-dynamique.csv").tally(dynamic: true),
      let second = RealFile("schema/v2.3.0__dynamique__exemple-valide-dynamique.csv").tally(dynamic: true)
    else { return }
    #expect(first.accepted == 1 && first.rows == 1 && second.accepted == 2 && second.rows == 2)
  }

  @Test func `a file of tariffs, and a dynamic one sent as static, are known for what they are`() throws {
    guard let tariffs = RealFile("schema/v3-draft__statique-tarifs__exemple-valide.csv").tally(),
      let dynamic = RealFile("schema/v2.3.0__dynamique__exemple-valide-dynamique.csv").tally(),
      let official = RealFile("schema/v2.1.0__exemple-valide.csv").tally(dynamic: true)
    else { return }
    #expect(tariffs.fault == .notIRVE && dynamic.fault == .dynamicFile && official.fault == .staticFile)
  }
}
