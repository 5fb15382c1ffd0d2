import Foundation
import Grid
import Postgres
import Runtime
import TestSupport
import Testing

@testable import HTTP
@testable import Import

/// Every spelling in which RTE's files were met.
@Suite struct SpellingTests {
  private static let tsv =
    [GridScene.header, GridScene.row("2025-07-01", "00:00", "45000"), GridScene.row("2025-07-01", "00:30", "44000")]
    .map { $0 + "\n" }.joined()

  private static let expected = ["france 06-30 22:00 45000 1 0", "france 06-30 22:30 44000 1 0"]

  @Test func `tabs and Latin-1 under the name xls, with a field too many and a disclaimer at the end`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(
      (Self.tsv + "\"RTE ne pourra être tenu responsable de l'usage qui pourrait être fait\"\n\n").latin1)
    #expect(loaded.counts.rowsRead == 2 && loaded.counts.rowsAccepted == 2 && loaded.changes.added == 2)
    #expect(try await scene.stored() == Self.expected)
  }

  @Test(arguments: [",", ";"]) func `commas and semicolons`(separator: String) async throws {
    let scene = try await GridScene()
    let text = Self.tsv.replacing("\t", with: separator)
    try await scene.load(Array(("\u{FEFF}" + text.replacing("\n", with: "\r\n")).utf8))
    #expect(try await scene.stored() == Self.expected)
  }

  @Test func `a header without the field too many, rows with two of them`() async throws {
    let scene = try await GridScene()
    let text = Self.tsv.replacing("45000\t\t\t\t\t\t", with: "45000\t\t\t\t\t\tND\tND")
    try await scene.load(Array(text.utf8))
    #expect(try await scene.stored() == Self.expected)
  }

  @Test func `open data: other names of columns, units, an instant with its offset, any order`() async throws {
    let scene = try await GridScene()
    try await scene.load(
      "Périmètre;Nature;Date;Heure;Date - Heure;Consommation (MW);Taux de CO2 (g/kWh)",
      "France;Données définitives;2021-12-11;00:30;2021-12-11T00:30:00+01:00;44000;60",
      "France;Données définitives;2021-12-11;00:00;2021-12-11T00:00:00+01:00;45000;61",
      "France;Données définitives;2021-10-31;02:30;2021-10-31T02:30:00+01:00;43000;61")
    #expect(
      try await scene.stored() == [
        "france 10-31 01:30 43000 3 2", "france 12-10 23:00 45000 3 0", "france 12-10 23:30 44000 3 0",
      ])
  }

  @Test func `dates and hours as spreadsheets write them again`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(
      GridScene.header, GridScene.row("01/07/2025", "0:00", "45000"), GridScene.row("01/07/25", "00:30:00", "44000.0"),
      GridScene.row("45839", "0.0416666666666667", "4.3E4"), GridScene.row("2025-07-01", "01:10", "1"),
      GridScene.row("2025-13-01", "01:00", "1"), GridScene.row("2025-07-01", "02:00", "beaucoup"))
    #expect(try await scene.stored() == Self.expected + ["france 06-30 23:00 43000 1 0"])
    #expect(try await scene.refused(loaded.id) == ["5 bad-hour", "6 bad-day", "7 bad-number"])
  }

  @Test func `numbers and hours as people are shown them`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(
      GridScene.header, GridScene.row("1/7/2025", "00h00", "45 000"),
      GridScene.row("2025-07-01", "0h30", "44\u{A0}000", rest: "\t44\u{202F}100\t\t\t\u{2212}12\t"),
      GridScene.row("2025-07-01", "01h00", "44 0"), GridScene.row("2025-07-01", "01h", "1"))
    #expect(try await scene.stored() == Self.expected)
    #expect(try await scene.stored("nuclear").last == "france 06-30 22:30 -12 1 0")
    #expect(try await scene.refused(loaded.id) == ["4 bad-number", "5 bad-hour"])
  }

  @Test func `a file that stops within a row loses that row alone, and says so`() async throws {
    let scene = try await GridScene()
    let cut = Self.tsv + GridScene.row("2025-07-01", "01:00", "43000").dropLast(8)
    let loaded = try await scene.load(Array(cut.utf8))
    #expect(try await scene.stored() == Self.expected)
    #expect(try await scene.refused(loaded.id) == ["4 column-count"])
    // One that lacks nothing but its last line end is whole.
    let other = try await GridScene()
    try await other.load(Array(Self.tsv.dropLast().utf8))
    #expect(try await other.stored() == Self.expected)
  }

  @Test func `a day's file of long ago: the day and its nature stand above the header`() async throws {
    let scene = try await GridScene()
    try await scene.load(
      "Journée du 24/06/2011".latin1 + "\nDonnées définitives\nHeures\tConsommation\tPrévisionJ-1\tPrévisionJ\n".latin1
        + "00:00\t45000\t1\t2\n00:30\t44000\t1\t2\n".latin1)
    #expect(try await scene.stored() == ["france 06-23 22:00 45000 3 0", "france 06-23 22:30 44000 3 0"])
  }

  @Test func `what lies beside the data in a zip is passed over and named`() async throws {
    let scene = try await GridScene()
    let zip = Zip.made([
      ("lisez-moi.txt", Array("Des données de RTE.\nMerci !\n".utf8)), ("un.xls", Self.tsv.latin1),
      ("logo.png", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + [UInt8](repeating: 0, count: 600)),
      ("vide.txt", []), ("dans.zip", Zip.made([("a", Array("a".utf8))])),
    ])
    let loaded = try await scene.load(zip)
    #expect(try await scene.stored() == Self.expected)
    let named = try await scene.refused(loaded.id)
    #expect(Set(named) == ["1 not-eco2mix lisez-moi.txt", "1 not-text logo.png", "1 not-text dans.zip"])
    #expect(loaded.counts.rowsRejected == 3)
  }

  @Test func `a zip with several files: each has its header, and refused rows name theirs`() async throws {
    let scene = try await GridScene()
    let second = [
      GridScene.header, GridScene.row("2025-07-02", "00:00", "1"), GridScene.row("2025-07-02", "25:00", "1"),
    ]
    let zip = Zip.made([
      ("dossier/", []), ("dossier/un.xls", Self.tsv.latin1), ("__MACOSX/._un.xls", [1, 2]),
      ("deux", Array((second.joined(separator: "\n") + "\n").utf8)),
    ])
    let loaded = try await scene.load(zip)
    #expect(try await scene.stored() == Self.expected + ["france 07-01 22:00 1 1 0"])
    #expect(try await scene.refused(loaded.id) == ["3 bad-hour deux"])
  }

  @Test func `in one zip the surer nature counts`() async throws {
    let scene = try await GridScene()
    let definitive = Self.tsv.replacing("temps réel", with: "définitives").replacing("45000", with: "45100")
    try await scene.load(Zip.made([("a", Array(definitive.utf8)), ("b", Array(Self.tsv.utf8))]))
    #expect(try await scene.stored() == ["france 06-30 22:00 45100 3 0", "france 06-30 22:30 44000 3 0"])
  }

  @Test func `a real workbook`() async throws {
    let scene = try await GridScene()
    try await scene.load(Workbooks.grid)
    #expect(try await scene.stored() == Self.expected)
  }

  @Test func `Tempo days come under any source, and other colours are refused`() async throws {
    let scene = try await GridScene()
    let loaded = try await scene.load(
      "Date\tType de jour TEMPO", "2025-09-01\tBLEU", "2025-09-02\tBLANC", "2025-09-03\tROUGE", "2025-09-04\tVERT",
      "Cette information est fournie à titre purement indicatif et sans garantie aucune de la part de RTE.\t")
    let days = try await scene.database.query("select day::text || ' ' || colour from grid_tempo order by day") {
      try $0.next(String.self)
    }
    #expect(days == ["2025-09-01 blue", "2025-09-02 white", "2025-09-03 red"] && loaded.changes.added == 3)
    #expect(try await scene.refused(loaded.id) == ["5 unknown-colour"])
  }

  @Test func `a zip bomb, a page of HTML, a cut archive and another table change nothing`() async throws {
    let scene = try await GridScene()
    try await scene.load(Array(Self.tsv.utf8))
    let zip = Zip.made([("a", Array(Self.tsv.utf8))])
    let bomb = Zip.made([("a", Array(Self.tsv.utf8) + [UInt8](repeating: 0x0A, count: 64 << 20))])
    let cases: [([UInt8], String)] = [
      (bomb, "too-packed"), (Array("<!doctype html><html><body>Non</body></html>".utf8), "not-csv-html"),
      (Array(zip.dropLast(30)), "truncated-zip"), (Array("a;b\n1;2\n".utf8), "not-eco2mix"), ([], "empty"),
    ]
    for (bytes, code) in cases {
      do {
        try await scene.load(bytes)
        Issue.record("\(code) was taken")
      } catch let fault as any ImportFault {
        #expect(fault.code == code)
        #expect(ImportSources([scene.source]).sentence(fault.code, of: .eco2mix).french != fault.code)
      }
    }
    #expect(try await scene.stored() == Self.expected)
  }

  @Test func `what a file holds decides its source`() {
    #expect(ContentSource.find(in: Self.tsv.latin1) == .eco2mix)
    #expect(ContentSource.find(in: Zip.made([("x", Self.tsv.latin1)])) == .eco2mix)
    #expect(ContentSource.find(in: Workbooks.grid) == .eco2mix)
    #expect(ContentSource.find(in: Array("Date\tType de jour TEMPO\t\n".utf8)) == .tempo)
    #expect(ContentSource.find(in: "Journée du 24/06/2000\nHeures;Consommation\n".latin1) == .eco2mix)
    #expect(
      ContentSource.find(in: Array("id_pdc_itinerance,etat_pdc,occupation_pdc,horodatage\n".utf8)) == .irveDynamic)
    #expect(ContentSource.find(in: Array("nom_amenageur,tarification\nX,à la consommation\n".utf8)) == nil)
    // Also one that cannot be read, so that it is told why: sums by month, which are no readings.
    #expect(ContentSource.find(in: Array("Mois;Territoire;Consommation totale\n".utf8)) == .eco2mix)
    #expect(ContentSource.find(in: Array(("sep=;\n" + Self.tsv.replacing("\t", with: ";")).utf8)) == .eco2mix)
  }
}
