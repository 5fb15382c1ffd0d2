import HTTP
import Postgres
import Runtime
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
    let name: String?
    var asks = false
    var wasDirect = false
  }

  /// Received and not applied; `mayApplyAtOnce` lets an empty country be filled directly.
  func receive(
    _ file: IRVEFile, mode: Import.Mode = .partial, atOnce: Bool = false, named name: String? = nil
  ) async throws -> Outcome {
    try await receive(file.body(), mode, atOnce, name)
  }

  func receive(
    _ file: BodyStream, _ mode: Import.Mode = .partial, _ atOnce: Bool = false, _ name: String? = nil
  ) async throws -> Outcome {
    let job = ImportJob(
      id: ids.next(at: clock.wall.now), mode: mode, mayApplyAtOnce: atOnce, progress: Progress())
    let body = ImportFile(name: name, contentType: "text/csv", contentEncoding: nil, bytes: file)
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
      return Outcome(id: job.id, changes: changes, counts: job.progress.counts, name: name, wasDirect: true)
    case .staged(let changes, let asks):
      return Outcome(id: job.id, changes: changes, counts: job.progress.counts, name: name, asks: asks)
    }
  }

  @discardableResult
  func load(
    _ file: IRVEFile, mode: Import.Mode = .partial, atOnce: Bool = true, named name: String? = nil
  ) async throws -> Outcome {
    try await load(file.body(), mode: mode, atOnce: atOnce, named: name)
  }

  @discardableResult
  func load(
    _ file: BodyStream, mode: Import.Mode = .partial, atOnce: Bool = true, named name: String? = nil
  ) async throws -> Outcome {
    let outcome = try await receive(file, mode, atOnce, name)
    if outcome.wasDirect { return outcome }
    #expect(try await apply(outcome, mode: mode) == outcome.changes)
    return outcome
  }

  @discardableResult
  func apply(_ outcome: Outcome, mode: Import.Mode = .partial, insisting: Bool = false) async throws -> Changes {
    let progress = Progress()
    progress.update { $0 = outcome.counts }
    var job = ImportJob(id: outcome.id, mode: mode, mayApplyAtOnce: true, progress: progress)
    job.insists = insisting
    return try await database.transaction(attempts: 1) { [job] in try await source.merge(job, counted: nil, in: $0) }
  }

  func undo(_ outcome: Outcome) async throws {
    try await database.transaction(attempts: 1) { try await source.undo(outcome.id, in: $0) }
  }

  /// Everything of the points that are there, but for ids, versions and imports.
  func points() async throws -> [String] {
    try await database.query(
      """
      select concat_ws(' | ', p.irve_id, s.irve_id, s.name, st_astext(s.location), p.power_w, p.sockets, p.updated_on,
        p.content_hash, s.content_hash, p.evidence, st_astext(p.location), s.place, terms.access, terms.hours,
        terms.two_wheelers_only, terms.pay_card, terms.tariff)
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
      where p.withdrawn_at is null and s.withdrawn_at is null order by p.irve_id
      """
    ) { row in try row.next(String.self) }
  }

  /// What one column says of each point that is there, in the order of their identifiers: of `p`, its station `s`, or `terms`.
  func each(_ column: SQL) async throws -> [String] {
    try await database.query(
      """
      select coalesce((\(sql: column))::text, '-')
      from charge_points p join stations s on s.id = p.station_id join terms on terms.id = p.terms_id
      where p.withdrawn_at is null order by p.irve_id
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
