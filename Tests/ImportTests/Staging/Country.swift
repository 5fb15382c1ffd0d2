import Ground
import HTTP
import Postgres
import TestSupport
import Testing

@testable import Import

/// A country of a test's own, and imports into it, one after the other.
struct Country {
  let database: Database
  let clock = ManualClock()
  let source: IRVESource
  let ids = IdentifierSource.random
  private let held: TestDatabase

  /// - Parameter memory: how much an import may remember.
  init(memory: Int = 48 << 20) async throws {
    held = try await TestDatabase.make()
    database = held.database
    source = IRVESource(
      workers: Workers(name: "test-import", threads: 1, queueLimit: 64), clock: clock.wall, ids: .random,
      memory: memory)
  }

  struct Outcome {
    let id: Import.ID
    let changes: Changes
    let counts: Progress.Counts
    var asks = false
    var wasDirect = false
  }

  /// Received and not applied; `mayApplyAtOnce` lets an empty country be filled directly.
  func receive(_ file: IRVEFile, mode: Import.Mode = .partial, atOnce: Bool = false) async throws -> Outcome {
    try await receive(file.body(), mode, atOnce)
  }

  func receive(_ file: BodyStream, _ mode: Import.Mode = .partial, _ atOnce: Bool = false) async throws -> Outcome {
    let job = ImportJob(
      id: ids.next(at: clock.wall.now), mode: mode, mayApplyAtOnce: atOnce, progress: Progress())
    let body = ImportFile(name: nil, contentType: "text/csv", contentEncoding: nil, bytes: file)
    let receipt = try await database.transaction(attempts: 1) { transaction in
      try await transaction.execute(
        """
        insert into imports (id, source, mode, state, confirm, created_at)
        values (\(job.id), 'irve', \(mode.rawValue), 'receiving', false, \(clock.wall.now))
        """)
      let receipt = try await source.receive(body, job, in: transaction)
      try await transaction.execute("update imports set state = 'done' where id = \(job.id)")
      return receipt
    }
    switch receipt {
    case .applied(let changes):
      return Outcome(id: job.id, changes: changes, counts: job.progress.counts, wasDirect: true)
    case .staged(let changes, let asks):
      return Outcome(id: job.id, changes: changes, counts: job.progress.counts, asks: asks)
    }
  }

  @discardableResult
  func load(_ file: IRVEFile, mode: Import.Mode = .partial, atOnce: Bool = true) async throws -> Outcome {
    try await load(file.body(), mode: mode, atOnce: atOnce)
  }

  @discardableResult
  func load(_ file: BodyStream, mode: Import.Mode = .partial, atOnce: Bool = true) async throws -> Outcome {
    let outcome = try await receive(file, mode, atOnce)
    if outcome.wasDirect { return outcome }
    let progress = Progress()
    progress.update { $0 = outcome.counts }
    let job = ImportJob(id: outcome.id, mode: mode, mayApplyAtOnce: true, progress: progress)
    let changes = try await database.transaction(attempts: 1) { try await source.merge(job, counted: nil, in: $0) }
    #expect(changes == outcome.changes)
    return outcome
  }

  func undo(_ outcome: Outcome) async throws {
    try await database.transaction(attempts: 1) { try await source.undo(outcome.id, in: $0) }
  }

  /// Everything of the points that are there, but for ids, versions and imports.
  func points() async throws -> [String] {
    try await database.query(
      """
      select concat_ws(' | ', p.irve_id, s.irve_id, s.name, st_astext(s.location), p.power_kw, p.sockets, p.updated_on,
        p.content_hash, s.content_hash, p.evidence)
      from charge_points p join stations s on s.id = p.station_id
      where p.withdrawn_at is null and s.withdrawn_at is null order by p.irve_id
      """
    ) { row in try row.next(String.self) }
  }

  func names() async throws -> [String] {
    try await database.query("select irve_id from charge_points where withdrawn_at is null order by 1") { row in
      try row.next(String.self)
    }
  }

  func evidence(_ point: String) async throws -> [String] {
    try await database.query(
      "select e ->> 'code' from charge_points, jsonb_array_elements(evidence) e where irve_id = \(point)"
    ) { row in try row.next(String.self) }
  }
}
