import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Import

/// What belongs to a point of what its rows say, and which of them are new.
@Suite struct PointTruthTests {
  @Test(arguments: [true, false])
  func `terms belong to the point where rows of a station differ`(atOnce: Bool) async throws {
    let file = IRVEFile.of {
      $0.add("A", 1)
      $0.add(
        "A", 2,
        [
          "condition_acces": "Accès réservé", "station_deux_roues": "true", "paiement_cb": "false",
          "tarification": "gratuit",
          "gratuit": "true", "horaires": "Mo-Fr 08:00-20:00",
        ])
    }
    let country = try await Country()
    try await country.load(file, atOnce: atOnce)
    let terms: SQL = """
      concat_ws(' ', terms.access, terms.hours, terms.two_wheelers_only, terms.pay_card, terms.free, terms.tariff)
      """
    #expect(try await country.each(terms) == ["open 24/7 f t f", "restricted Mo-Fr 08:00-20:00 t f t gratuit"])
    #expect(Set(try await country.each("s.place")) == ["0"])
    #expect(try await country.load(file, mode: .full).changes == Changes(unchanged: 2))
    let next = IRVEFile.of { $0.add("A", 2, ["tarification": "0,30 €/kWh"]) }
    let outcome = try await country.load(next)
    #expect(outcome.changes == Changes(changed: 1))
    #expect(try await country.each(terms) == ["open 24/7 f t f", "open 24/7 f t f 0,30 €/kWh"])
    try await country.undo(outcome)
    #expect(try await country.each(terms)[1] == "restricted Mo-Fr 08:00-20:00 t f t gratuit")
  }

  @Test func `the program and the database give terms the same name`() async throws {
    let country = try await Country()
    try await country.load(
      IRVEFile.of {
        for (number, tariff) in ["", "0,40 €/kWh", "a;\"b\"", "-", "4:true", "Été", "x\ny"].enumerated() {
          $0.add("A", number, ["tarification": tariff, "paiement_cb": ["", "true", "false"][number % 3]])
        }
      })
    let wrong = try await country.database.query(
      """
      select concat_ws(' ', id, tariff) from terms where id <> terms_id(access, hours_text, hours, two_wheelers_only,
        pay_per_use, pay_card, pay_other, free, tariff)
      """
    ) { row in try row.next(String.self) }
    #expect(wrong.isEmpty)
    #expect(Set(try await country.each("terms.id")).count >= 5)
  }

  @Test func `what was set by hand outlives an import: of the station for all its points, of a point for itself`()
    async throws
  {
    let country = try await Country()
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1)
        $0.add("A", 2, ["tarification": "gratuit"])
      })
    try await country.database.execute(
      "update stations set manual_fields = '{tariff}', manual_terms_id = terms_of(tariff => 'main')")
    try await country.database.execute(
      """
      update charge_points set manual_fields = '{tariff}', manual_terms_id = terms_of(tariff => 'point')
      where irve_id = 'FRTSTEA2'
      """)
    let outcome = try await country.load(
      IRVEFile.of {
        $0.add("A", 1, ["tarification": "fichier", "paiement_cb": "false"])
        $0.add("A", 2, ["tarification": "fichier", "paiement_cb": "false"])
        $0.add("A", 3, ["tarification": "fichier", "paiement_cb": "false"])
      })
    #expect(try await country.each("terms.tariff") == ["main", "point", "main"])
    #expect(try await country.each("terms.pay_card") == ["false", "false", "false"])
    try await country.undo(outcome)
    #expect(try await country.each("terms.tariff") == ["main", "point"])
    #expect(try await country.each("terms.pay_card") == ["true", "true"])
    try await country.database.execute("update stations set manual_fields = '{}', manual_terms_id = null")
    try await country.database.execute("update charge_points set manual_fields = '{}', manual_terms_id = null")
    try await country.database.execute("select settle_terms(array(select id from charge_points))")
    #expect(try await country.each("terms.tariff") == ["-", "gratuit"])
    #expect(try await country.each("p.source_terms_id") == ["-", "-"])
  }

  // MARK: The same in another order

  @Test func `the same rows with their columns in another order change nothing`() async throws {
    let country = try await Country()
    let file = IRVEFile.of {
      $0.add("A", 1)
      $0.add("A", 2, ["observations": "a,b"])
    }
    try await country.load(file)
    #expect(try await country.load(file.turned, mode: .full).changes == Changes(unchanged: 2))
  }

  @Test(arguments: [true, false])
  func `rows that describe a point socket by socket are one point with all of them`(atOnce: Bool) async throws {
    let none = ["prise_type_ef": "false", "prise_type_2": "false", "nbre_pdc": "1"]
    let chademo = none.merging(["prise_type_chademo": "true", "puissance_nominale": "50"]) { $1 }
    let ccs = none.merging(["prise_type_combo_ccs": "true", "puissance_nominale": "150"]) { $1 }
    let file = IRVEFile.of {
      $0.add("A", 1, chademo)
      $0.add("A", 1, ccs)
      $0.add("A", 1, ccs)
    }
    let country = try await Country()
    let first = try await country.load(file, atOnce: atOnce)
    #expect(first.changes == Changes(added: 1) && first.counts.rowsDuplicate == 2)
    #expect(try await country.each("concat_ws(' ', p.sockets, p.power_w)") == ["12 150000"])
    #expect(try await country.evidence("FRTSTEA1").contains("sockets-united"))
    let before = try await country.points()
    #expect(try await country.load(file, mode: .full).changes == Changes(unchanged: 1))
    #expect(try await country.points() == before)
    // The other row is gone, then back.
    let alone = IRVEFile.of { $0.add("A", 1, chademo) }
    #expect(try await country.load(alone).changes == Changes(changed: 1))
    #expect(try await country.each("concat_ws(' ', p.sockets, p.power_w)") == ["8 50000"])
    let preview = try await country.receive(file)
    #expect(preview.changes == Changes(changed: 1))
    #expect(try await country.each("p.sockets") == ["8"], "a preview changes nothing")
    try await country.apply(preview)
    #expect(try await country.each("concat_ws(' ', p.sockets, p.power_w)") == ["12 150000"])
  }

  @Test func `of rows that contradict each other or are of other days sockets are not united`() async throws {
    let country = try await Country()
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1, ["prise_type_combo_ccs": "true"])
        $0.add("A", 1, ["prise_type_chademo": "true"])
        $0.add("B", 1, ["prise_type_ef": "false"])
        $0.add("B", 1, ["prise_type_2": "false", "date_maj": "2026-01-14"])
      })
    #expect(try await country.each("p.sockets") == ["7", "2"])
  }

  // MARK: Older rows

  private func power(_ kilowatts: String, _ day: String) -> IRVEFile {
    IRVEFile.of { $0.add("A", 1, ["puissance_nominale": kilowatts, "date_maj": day, "nom_station": "À \(kilowatts)"]) }
  }

  private func told(_ country: Country) async throws -> [String] {
    try await country.each("concat_ws(' ', p.power_w / 1000, s.name)")
  }

  @Test func `an older row does not overwrite a newer one, is counted, and withdraws nothing`() async throws {
    let country = try await Country()
    try await country.load(power("50", "2026-02-01"))
    let older = try await country.load(power("22", "2024-02-01"), mode: .full)
    #expect(older.changes == Changes(unchanged: 1))
    #expect(older.counts.rowsOlder == 1 && older.counts.rowsAccepted == 1)
    #expect(try await told(country) == ["50 À 50"])
    #expect(try await country.load(power("11", "2026-02-01")).changes == Changes(changed: 1))
    #expect(try await told(country) == ["11 À 11"])
  }

  @Test func `an administrator may insist on older rows, and sees them before`() async throws {
    let country = try await Country()
    try await country.load(power("50", "2026-02-01"))
    let preview = try await country.receive(power("22", "2024-02-01"))
    let page = try await country.source.changes(preview.id, .older, after: nil, limit: 10, in: country.database)
    #expect(page.items.count == 1)
    #expect(page.items.first?["before"]?["updatedOn"] == "2026-02-01")
    #expect(page.items.first?["after"]?["updatedOn"] == "2024-02-01")
    #expect(try await country.apply(preview, insisting: true) == Changes(changed: 1))
    #expect(try await told(country) == ["22 À 22"])
  }

  @Test func `a row of the same day is older in an older file, one without a day is of its file's`() async throws {
    let country = try await Country()
    try await country.load(power("50", "2026-02-01"), named: "irve-2026-03-01.csv")
    #expect(try await country.load(power("22", "2026-02-01"), named: "irve_20260215.csv").counts.rowsOlder == 1)
    #expect(try await country.load(power("22", ""), named: "irve_20260115.csv").counts.rowsOlder == 1)
    #expect(try await told(country) == ["50 À 50"])
    #expect(try await country.load(power("11", ""), named: "irve_20260401.csv").changes == Changes(changed: 1))
    #expect(try await country.load(power("22", "2026-03-31")).counts.rowsOlder == 1)
    #expect(try await country.load(power("7", ""), named: "irve.csv").changes == Changes(changed: 1))
    #expect(try await told(country) == ["7 À 7"])
  }

  @Test func `a row of the same day from a file without a date is no older, and speaks for its station`() async throws {
    let country = try await Country()
    let old = ["nom_station": "Ancien nom"]
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1, old)
        $0.add("A", 2, old)
      }, named: "irve-2026-03-01.csv")
    let next = IRVEFile.of { $0.add("A", 1, ["puissance_nominale": "50", "nom_station": "Nouveau nom"]) }
    let outcome = try await country.load(next)
    #expect(outcome.changes == Changes(changed: 1) && outcome.counts.rowsOlder == 0)
    #expect(try await told(country) == ["50 Nouveau nom", "22 Nouveau nom"])
    // Of the day before, it is older all the same.
    let before = IRVEFile.of { $0.add("A", 2, ["puissance_nominale": "11", "date_maj": "2026-01-14"]) }
    #expect(try await country.load(before).counts.rowsOlder == 1)
    let early = IRVEFile.of { $0.add("A", 2, ["puissance_nominale": "11"]) }
    #expect(try await country.load(early, named: "irve-2026-02-28.csv").counts.rowsOlder == 1)
    #expect(try await told(country) == ["50 Nouveau nom", "22 Nouveau nom"])
  }

  @Test func `an older row does not bring back what was withdrawn`() async throws {
    let country = try await Country()
    try await country.load(power("50", "2026-02-01"))
    try await country.load(IRVEFile.of { $0.add("B", 1) }, mode: .full)
    #expect(try await country.load(power("22", "2024-02-01")).counts.rowsOlder == 1)
    #expect(try await country.names() == ["FRTSTEB1"])
    #expect(try await country.load(power("50", "2026-02-01")).changes == Changes(added: 1))
  }

  @Test(
    arguments: [
      ("irve-2025-10-31.csv", "2025-10-31"), ("datagouv-export-cps-2026-01-02t06-01-20.csv", "2026-01-02"),
      ("irve-jerecharge.com20240806.csv", "2024-08-06"), ("national_2024-07_56507.csv.gz", nil),
      ("2025.02.30.csv", nil),
      ("x_2024_06_05_.csv", "2024-06-05"), ("120240806.csv", nil), ("202408061.csv", nil), ("2099-01-01.csv", nil),
      ("", nil),
    ] as [(String, String?)])
  func `a file's name tells its day where it holds one`(_ name: String, _ day: String?) throws {
    let now = try #require(Instant(rfc3339: "2026-11-21T08:00:00Z"))
    let date = FileDate(name: name, lastModified: nil, now: now)
    let expected = day.flatMap { Instant(rfc3339: $0 + "T00:00:00Z") }.map { Int($0.seconds / 60) }
    #expect(date?.minutes == expected)
    let modified = Instant(lastModified: "Sat, 01 Mar 2025 10:00:00 GMT")
    #expect(modified == Instant(rfc3339: "2025-03-01T10:00:00Z"))
    let fetched = FileDate(name: name, lastModified: modified, now: now)
    #expect(fetched?.minutes == expected ?? modified.map { Int($0.seconds / 60) })
  }
}

extension IRVEFile {
  /// The same rows, the last column first.
  fileprivate var turned: IRVEFile { with(columns: Self.columns.reversed()) }
}
