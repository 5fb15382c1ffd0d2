import Grid
import Postgres
import Runtime
import TestSupport
import Testing

@testable import HTTP
@testable import Import

/// A file that comes again is known by its bytes, for as long as what is stored is what it left.
@Suite struct KnownFileTests {
  private static let rows = (0..<48).map { half in
    let minute = half % 2 == 0 ? "00" : "30"
    return GridScene.row("2025-07-01", "\(half / 2 < 10 ? "0" : "")\(half / 2):\(minute)", "\(45_000 + half)")
  }

  private static func file(_ more: String = "") -> [UInt8] {
    Array(
      ([GridScene.header] + rows + ["France\tDonnées temps réel\t2025-07-01\t25:00\t1", more]).joined(separator: "\n")
        .utf8)
  }

  private func sums(_ scene: GridScene) async throws -> Int {
    try await scene.database.first("select count(*) from grid_replaced") { try $0.next(Int.self) } ?? -1
  }

  @Test func `none of its rows is read again, and what was refused is refused again`() async throws {
    let scene = try await GridScene()
    let first = try await scene.load(Self.file())
    #expect(first.changes == Changes(added: 48) && first.counts.rowsRejected == 1)
    let before = try await scene.stored("import_id")
    let again = try await scene.load(Self.file())
    #expect(again.changes == Changes(unchanged: 48))
    #expect(again.counts.rowsRead == 49 && again.counts.rowsAccepted == 48 && again.counts.rowsRejected == 1)
    #expect(try await scene.refused(again.id) == scene.refused(first.id))
    #expect(try await scene.stored("import_id") == before)
    let third = try await scene.load(Self.file())
    #expect(third.changes == Changes(unchanged: 48))
    // One that only begins alike is read, and so is a longer one.
    let other = try await scene.load(Self.file("France\tDonnées temps réel\t2025-07-02\t00:00\t1\t"))
    #expect(other.changes == Changes(added: 1, unchanged: 48))
    #expect(try await scene.load(Array(Self.file().dropLast(60))).counts.rowsRead < 49)
  }

  @Test func `behind another file, or an undo, it is read as ever`() async throws {
    let scene = try await GridScene()
    let first = try await scene.load(Self.file())
    let other = try await scene.load(GridScene.header, GridScene.row("2025-07-01", "00:00", "47000"))
    #expect(other.changes == Changes(changed: 1))
    #expect(try await scene.load(Self.file()).changes == Changes(changed: 1, unchanged: 47))
    let last = try await scene.load(GridScene.header, GridScene.row("2025-07-01", "00:00", "48000"))
    try await scene.undo(last.id)
    #expect(try await scene.load(Self.file()).changes == Changes(unchanged: 48))
    let single = try await GridScene()
    let only = try await single.load(Self.file())
    try await single.undo(only.id)
    #expect(try await single.load(Self.file()).changes == Changes(added: 48))
    _ = first
  }

  @Test func `one whose reasons for refusals are forgotten is read again`() async throws {
    let scene = try await GridScene()
    let first = try await scene.load(Self.file())
    try await scene.database.execute("delete from import_rejects where import_id = \(first.id)")
    let again = try await scene.load(Self.file())
    #expect(again.changes == Changes(unchanged: 48))
    #expect(try await scene.refused(again.id) == ["50 bad-hour"])
  }

  @Test func `who wants a preview gets one, of a known file and of the first`() async throws {
    let scene = try await GridScene()
    let id = try await scene.stage(GridScene.header, Self.rows[0])
    #expect(try await scene.stored().isEmpty)
    let page = try await scene.source.changes(id, .added, after: nil, limit: 10, in: scene.database)
    #expect(page.items.count == 1)
  }

  @Test func `the first file of all is doubted and kept like any other`() async throws {
    let direct = try await GridScene()
    let staged = try await GridScene()
    try await staged.load(GridScene.header, GridScene.row("2001-01-01", "00:00", "1", nature: "Données définitives"))
    var file = GridFile()
    file.load = { day, quarter in
      day.day == 29 && quarter == 50 ? "300" : "\(46_000 + (day.day == 30 && quarter == 12 ? 4 : quarter) * 13)"
    }
    let bytes = file.text(2025, 3, 29, days: 3).latin1
    let one = try await direct.load(bytes)
    let other = try await staged.load(bytes)
    #expect(one.changes == other.changes && one.counts.rowsRejected == 4 && one.changes.added == 284)
    let flagged = try await direct.stored().filter { !$0.hasSuffix(" 0") }
    #expect(
      flagged.contains("france 03-30 01:00 46052 1 1") && flagged.contains("france 03-29 11:30 300 1 1"), "\(flagged)")
    #expect(try await staged.stored().dropFirst() == direct.stored()[...])
    let ours = try await direct.database.first("select count(*) from grid_updates") { try $0.next(Int.self) }
    #expect(ours == 1)
  }
}
