import Glibc
import HTTP
import Postgres
import Synchronization
import Testing

@testable import Import

/// Published files, all the way into the tables.
@Suite struct RealImportTests {
  @Test(arguments: [
    "national_2024-07_56507.csv.gz", "national_v1_2019_10030.csv.gz", "consolidated_52columns_2026-10.csv",
    "operators/datagouv-export-grand-lyon-2026-01-02t06-01-44.csv", "operators/freti-data-gouv-20250617.csv",
    "operators/indigo-data-irve-statique.csv", "operators/nalron_irve-tesla-destination-charging-20181130.csv",
  ])
  func `every row read is stored, refused or repeated, and the file again changes nothing`(_ name: String) async throws
  {
    guard let file = OpenFile(RealFile(name).path) else { return }
    let country = try await Country()
    let first = try await country.load(file.body(), atOnce: true)
    try await check(first, in: country)
    let again = try await country.load(try #require(OpenFile(RealFile(name).path)).body(), mode: .full)
    #expect(again.changes == Changes(unchanged: again.counts.rowsAccepted))
    #expect(again.counts.rowsRead == first.counts.rowsRead)
  }

  @Test func `the official invalid example leaves one point of three that share an identifier`() async throws {
    guard let file = OpenFile(RealFile("schema/v3-draft__statique__exemple-invalide-statique.csv").path) else { return }
    let country = try await Country()
    let outcome = try await country.load(file.body())
    try await check(outcome, in: country)
    #expect(outcome.counts.rowsDuplicate == 2)
  }

  private func check(_ outcome: Country.Outcome, in country: Country) async throws {
    let counts = outcome.counts
    print(counts)
    #expect(counts.rowsRead == counts.rowsAccepted + counts.rowsRejected + counts.rowsDuplicate)
    let stored = try await country.database.first(
      "select (select count(*) from charge_points), (select count(*) from import_rejects)"
    ) { row in (try row.next(Int.self), try row.next(Int.self)) }
    #expect(try #require(stored) == (counts.rowsAccepted, counts.rowsRejected))
  }
}

/// A file of this machine as a body.
private final class OpenFile: Sendable {
  private let descriptor: Int32

  init?(_ path: String) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    if descriptor < 0 {
      print("skipped: \(path) is absent")
      return nil
    }
  }

  deinit { close(descriptor) }

  func body() -> BodyStream {
    BodyStream {
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(self.descriptor, &piece, piece.count)
      return count > 0 ? Array(piece[..<count]) : nil
    }
  }
}
