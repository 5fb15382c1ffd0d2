import Postgres
import Runtime
import TestSupport
import Testing

@testable import Import

@Suite struct MergeTests {
  private static let three = IRVEFile.of {
    $0.add("A", 1)
    $0.add("A", 2)
    $0.add("B", 1, ["nom_station": "Gare, \"parvis\"", "coordonneesXY": "[4.85, 45.75]", "nbre_pdc": "1"])
  }

  @Test func `an empty country is filled directly, and by way of the stage, with the same outcome`() async throws {
    let (direct, staged) = (try await Country(), try await Country())
    let first = try await direct.load(Self.three)
    let second = try await staged.load(Self.three, atOnce: false)
    #expect(first.wasDirect)
    #expect(!second.wasDirect)
    #expect(first.changes == Changes(added: 3))
    #expect(second.changes == Changes(added: 3))
    #expect(try await direct.points() == staged.points())
    #expect(try await direct.names() == ["FRTSTEA1", "FRTSTEA2", "FRTSTEB1"])
  }

  @Test func `indexes and keys are back after an empty country was filled`() async throws {
    let country = try await Country()
    let indexes: SQL = "select indexdef from pg_indexes where tablename in ('stations', 'charge_points') order by 1"
    let keys: SQL = """
      select conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint
      where conrelid in ('stations'::regclass, 'charge_points'::regclass, 'point_status'::regclass) order by 1
      """
    func all(_ sql: SQL) async throws -> [String] { try await country.database.query(sql) { try $0.next(String.self) } }
    let before = (try await all(indexes), try await all(keys))
    try await country.load(Self.three)
    #expect(try await all(indexes) == before.0)
    #expect(try await all(keys) == before.1)
  }

  @Test(arguments: [true, false])
  func `the same file again changes nothing`(atOnce: Bool) async throws {
    let country = try await Country()
    try await country.load(Self.three, atOnce: atOnce)
    let before = try await country.points()
    let again = try await country.load(Self.three, mode: .full)
    #expect(again.changes == Changes(unchanged: 3))
    #expect(again.counts.rowsAccepted == 3)
    #expect(try await country.points() == before)
  }

  @Test func `a point that differs is changed, a station that moved is moved, a new one added`() async throws {
    let country = try await Country()
    try await country.load(Self.three)
    let next = IRVEFile.of {
      $0.add("A", 1, ["puissance_nominale": "50"])
      $0.add("A", 2)
      $0.add("B", 1, ["nom_station": "Gare, \"parvis\"", "coordonneesXY": "[4.86, 45.75]", "nbre_pdc": "1"])
      $0.add("C", 1, ["nbre_pdc": "1"])
    }
    let outcome = try await country.load(next)
    #expect(outcome.changes == Changes(added: 1, changed: 1, moved: 1, unchanged: 1))
    let points = try await country.points()
    #expect(points.count == 4)
    #expect(points[0].contains("| 50000 |"))
    #expect(points[2].contains("POINT(4.86 45.75)"))
  }

  /// The rows of B come with stations of their own: one that nothing else names, one that a later row names as well.
  @Test(arguments: [true, false])
  func `of rows with one identifier the newer is believed, and its station comes with it`(atOnce: Bool) async throws {
    let country = try await Country()
    let file = IRVEFile.of {
      $0.add("A", 1, ["nbre_pdc": "1"])
      $0.add("B", 1, ["nbre_pdc": "1"])
      $0.add("N", 1, ["id_pdc_itinerance": "FRTSTEB1", "nbre_pdc": "1", "date_maj": "2026-02-01"])
      $0.add("O", 1, ["id_pdc_itinerance": "FRTSTEA1", "nbre_pdc": "1", "date_maj": "2025-02-01"])
      $0.add("O", 2, ["nbre_pdc": "1", "nom_station": "Gare"])
      $0.add("P", 1, ["id_pdc_itinerance": "FRTSTEA1", "nbre_pdc": "1"])
      $0.add("P", 1, ["id_pdc_itinerance": "FRTSTEA1", "nbre_pdc": "1"])
    }
    let first = try await country.load(file, atOnce: atOnce)
    #expect(first.counts.rowsDuplicate == 4)
    #expect(first.changes == Changes(added: 3))
    let places = try await country.points().map { $0.split(separator: " | ").prefix(3).joined(separator: " ") }
    #expect(
      places == ["FRTSTEA1 FRTSTPA Place du Marché", "FRTSTEB1 FRTSTPN Place du Marché", "FRTSTEO2 FRTSTPO Gare"])
    #expect(try await country.evidence("FRTSTEB1") == ["duplicate-older"])
    #expect(
      try await country.evidence("FRTSTEA1").sorted()
        == ["duplicate-later-line", "duplicate-later-line", "duplicate-older"])
    #expect(try await country.load(file, mode: .full).changes == Changes(unchanged: 3))
  }

  @Test func `a partial file withdraws nothing, a full one what it does not name`() async throws {
    let country = try await Country()
    try await country.load(Self.three)
    let one = IRVEFile.of {
      $0.add("A", 1)
      $0.add("A", 2)
    }
    #expect(try await country.load(one).changes == Changes(unchanged: 2))
    let full = try await country.load(one, mode: .full)
    #expect(full.changes == Changes(withdrawn: 1, unchanged: 2))
    #expect(full.asks)
    #expect(try await country.names() == ["FRTSTEA1", "FRTSTEA2"])
    let back = try await country.load(Self.three)
    #expect(back.changes == Changes(added: 1, unchanged: 2))
    #expect(try await country.names().count == 3)
  }

  @Test func `a full file that loses a tenth does not ask, one that loses more does`() async throws {
    let country = try await Country()
    func file(_ points: Range<Int>) -> IRVEFile {
      IRVEFile.of { for number in points { $0.add("S\(number)", 1, ["nbre_pdc": "1"]) } }
    }
    try await country.load(file(0..<100))
    #expect(try await country.receive(file(11..<100), mode: .full).asks)
    #expect(try await !country.receive(file(10..<100), mode: .full).asks)
  }

  @Test func `undone, an import leaves what there was before it`() async throws {
    let country = try await Country()
    try await country.load(Self.three)
    let before = try await country.points()
    let next = IRVEFile.of {
      $0.add("A", 1, ["puissance_nominale": "50", "nom_station": "Autre nom"])
      $0.add("C", 1, ["nbre_pdc": "1"])
    }
    let outcome = try await country.load(next, mode: .full)
    #expect(try await country.names() == ["FRTSTEA1", "FRTSTEC1"])
    try await country.undo(outcome)
    #expect(try await country.points() == before)
    #expect(try await country.load(next, mode: .full).changes == outcome.changes)
  }

  @Test func `an import that changed nothing leaves what the one before it replaced`() async throws {
    let country = try await Country()
    try await country.load(Self.three)
    let before = try await country.points()
    let next = IRVEFile.of { $0.add("A", 1, ["puissance_nominale": "50"]) }
    let outcome = try await country.load(next)
    #expect(try await country.load(next, mode: .partial).changes == Changes(unchanged: 1))
    try await country.undo(outcome)
    #expect(try await country.points() == before)
  }

  @Test func `a row that is stored already has no line to be named by`() async throws {
    let country = try await Country()
    try await country.load(IRVEFile.of { $0.add("A", 1, ["nbre_pdc": "1"]) })
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1, ["nbre_pdc": "1"])
        $0.add("A", 1, ["nbre_pdc": "1", "puissance_nominale": "7", "date_maj": "2025-01-01"])
      })
    let lines = try await country.database.query(
      """
      select e ->> 'from' || ' ' || (e ->> 'to') from charge_points, jsonb_array_elements(evidence) e
      where e ->> 'code' like 'duplicate%'
      """
    ) { row in try row.next(String.self) }
    #expect(lines == ["ligne 3 déjà enregistrée"])
  }

  @Test func `the first import is undone as well`() async throws {
    let country = try await Country()
    let first = try await country.load(Self.three)
    try await country.undo(first)
    #expect(try await country.names().isEmpty)
    #expect(try await country.load(Self.three).changes == Changes(added: 3))
    #expect(try await country.names().count == 3)
  }

  @Test func `what an administrator has set survives an import and its undoing`() async throws {
    let country = try await Country()
    try await country.load(Self.three)
    try await country.database.execute(
      "update stations set name = 'Nom choisi', manual_fields = '{name}' where irve_id = 'FRTSTPA'")
    try await country.database.execute(
      "update charge_points set withdrawn_at = '2026-01-01', manual_fields = '{withdrawn_at}' where irve_id = 'FRTSTEA2'"
    )
    let next = IRVEFile.of {
      $0.add("A", 1, ["nom_station": "Nom du fichier", "puissance_nominale": "11"])
      $0.add("A", 2, ["nom_station": "Nom du fichier", "puissance_nominale": "11"])
    }
    let outcome = try await country.load(next)
    #expect(outcome.changes == Changes(changed: 1, unchanged: 1))
    #expect(try await country.points()[0].contains("Nom choisi"))
    #expect(try await country.names() == ["FRTSTEA1", "FRTSTEB1"])
    try await country.undo(outcome)
    #expect(try await country.points()[0].contains("Nom choisi"))
    #expect(try await country.names() == ["FRTSTEA1", "FRTSTEB1"])
  }
}
