import Grid
import Postgres
import Runtime
import TestSupport

@testable import HTTP
@testable import Import

/// The source of the grid over a database of its own.
struct GridScene {
  let test: TestDatabase
  let clock = ManualClock(Instant(seconds: 1_753_000_000))
  let ids = IdentifierSource.counted()
  let source: GridSource

  var database: Database { test.database }

  init() async throws {
    test = try await TestDatabase.make()
    source = GridSource(
      source: .eco2mix, workers: Workers(name: "test-import", threads: 1, queueLimit: 64), clock: clock.wall)
  }

  struct Loaded {
    let id: Import.ID
    let changes: Changes
    let counts: Progress.Counts
  }

  private func job(mayApplyAtOnce: Bool = true) async throws -> ImportJob {
    clock.advance(by: .seconds(1))
    let job = ImportJob(
      id: ids.next(at: clock.now), mode: .partial, mayApplyAtOnce: mayApplyAtOnce, progress: Progress())
    try await database.execute(
      """
      insert into imports (id, source, mode, state, confirm, created_at)
      values (\(job.id), 'eco2mix', 'partial', 'done', false, \(clock.now))
      """)
    return job
  }

  private func file(_ bytes: [UInt8]) -> ImportFile {
    let rest = OneTime(bytes)
    return ImportFile(
      name: "anything", contentType: "application/x-whatever", contentEncoding: nil, bytes: BodyStream { rest.take() })
  }

  @discardableResult
  func load(_ bytes: [UInt8]) async throws -> Loaded {
    let job = try await job()
    let changes = try await database.transaction(attempts: 1) { transaction in
      let receipt = try await source.receive(file(bytes), job, in: transaction)
      let changes =
        if case .applied(let changes) = receipt { changes } else {
          try await source.merge(job, counted: nil, in: transaction)
        }
      let counts = job.progress.counts
      try await transaction.execute(
        """
        update imports set finished_at = \(clock.now), added = \(changes.added), changed = \(changes.changed),
          unchanged = \(changes.unchanged), rows_read = \(counts.rowsRead), rows_accepted = \(counts.rowsAccepted),
          rows_rejected = \(counts.rowsRejected), rows_duplicate = \(counts.rowsDuplicate),
          rows_older = \(counts.rowsOlder)
        where id = \(job.id)
        """)
      return changes
    }
    return Loaded(id: job.id, changes: changes, counts: job.progress.counts)
  }

  @discardableResult
  func load(_ lines: String...) async throws -> Loaded { try await load(Array(lines.map { $0 + "\n" }.joined().utf8)) }

  /// Up to the preview.
  func stage(_ lines: String...) async throws -> Import.ID {
    let job = try await job(mayApplyAtOnce: false)
    _ = try await database.transaction(attempts: 1) { transaction in
      try await source.receive(file(Array(lines.map { $0 + "\n" }.joined().utf8)), job, in: transaction)
    }
    return job.id
  }

  func undo(_ id: Import.ID) async throws {
    try await database.transaction(attempts: 1) { transaction in
      try await source.undo(id, in: transaction)
      try await transaction.execute("update imports set state = 'undone' where id = \(id)")
    }
  }

  /// `perimeter time value nature flags`, times in UTC.
  func stored(_ column: SQL = "consumption") async throws -> [String] {
    try await database.query(
      """
      select perimeter || ' ' || to_char(at at time zone 'UTC', 'MM-DD HH24:MI') || ' ' || coalesce(\(sql: column)::text, '-')
        || ' ' || nature || ' ' || flags
      from grid_readings order by perimeter, at
      """
    ) { row in try row.next(String.self) }
  }

  /// `code value`, in the order of lines.
  func refused(_ id: Import.ID) async throws -> [String] {
    try await database.query(
      "select line || ' ' || code || coalesce(' ' || file, '') from import_rejects where import_id = \(id) order by line, code"
    ) { row in try row.next(String.self) }
  }

  static let header =
    "Périmètre\tNature\tDate\tHeures\tConsommation\tPrévision J-1\tPrévision J\tGaz\tNucléaire\tTaux de Co2"

  static func row(
    _ day: String, _ hour: String, _ load: String, nature: String = "Données temps réel", rest: String = "\t\t\t\t\t"
  ) -> String { "France\t\(nature)\t\(day)\t\(hour)\t\(load)\(rest)\t" }
}

extension String {
  var latin1: [UInt8] { unicodeScalars.map { UInt8(clamping: $0.value) } }
}
