import Postgres
import Runtime
import TestSupport
import Testing

@testable import HTTP
@testable import Import

/// States on their way into the database, and back.
@Suite struct DynamicMergeTests {
  private let country: Country
  private let source: IRVEDynamicSource

  init() async throws {
    country = try await Country()
    source = IRVEDynamicSource(
      workers: Workers(name: "test-import", threads: 1, queueLimit: 64), clock: country.clock.wall)
    try await country.load(
      IRVEFile.of {
        $0.add("A", 1)
        $0.add("A", 2)
      })
  }

  @discardableResult
  private func load(_ lines: String...) async throws -> (id: Import.ID, changes: Changes) {
    let job = ImportJob(
      id: country.ids.next(at: country.clock.wall.now), mode: .partial, mayApplyAtOnce: true, progress: Progress())
    let text = "id_pdc_itinerance,etat_pdc,occupation_pdc,horodatage\n" + lines.map { $0 + "\n" }.joined()
    let rest = OneTime(Array(text.utf8))
    let file = ImportFile(name: nil, contentType: nil, contentEncoding: nil, bytes: BodyStream { rest.take() })
    let changes = try await country.database.transaction(attempts: 1) { transaction in
      try await transaction.execute(
        """
        insert into imports (id, source, mode, state, confirm, created_at)
        values (\(job.id), 'irve-dynamic', 'partial', 'done', false, \(country.clock.wall.now))
        """)
      _ = try await source.receive(file, job, in: transaction)
      return try await source.merge(job, counted: nil, in: transaction)
    }
    return (job.id, changes)
  }

  private func states() async throws -> [String] {
    try await country.database.query(
      """
      select p.irve_id || ' ' || t.occupancy || ' ' || to_char(t.at at time zone 'UTC', 'HH24:MI')
      from point_status t join charge_points p on p.id = t.point_id order by 1
      """
    ) { row in try row.next(String.self) }
  }

  private func row(_ point: String, _ occupancy: String, _ time: String) -> String {
    "\(point),en_service,\(occupancy),2024-01-15T\(time):00Z"
  }

  @Test func `the same states with later stamps are kept, and leave the undo of the import before`() async throws {
    try await load(row("FRTSTEA1", "libre", "08:00"), row("FRTSTEA2", "libre", "08:00"))
    let changed = try await load(row("FRTSTEA1", "occupe", "09:00"), row("FRTSTEA2", "libre", "09:00"))
    #expect(changed.changes == Changes(changed: 1, unchanged: 1))
    let same = try await load(row("FRTSTEA1", "occupe", "10:00"), row("FRTSTEA2", "libre", "07:00"))
    #expect(same.changes == Changes(unchanged: 2))
    #expect(try await states() == ["FRTSTEA1 occupied 10:00", "FRTSTEA2 free 09:00"])
    try await country.database.transaction(attempts: 1) { try await source.undo(changed.id, in: $0) }
    #expect(try await states() == ["FRTSTEA1 free 08:00", "FRTSTEA2 free 08:00"])
  }
}
