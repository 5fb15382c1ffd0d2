import Accounts
import HTTP
import Postgres
import Runtime

/// The line in front of a source. One import of it is at work or in preview: a unique index says so, whoever claims. An
/// import that waits for its file holds nobody up; those with an address go in order.
extension ImportFeature {
  /// The turn of an import whose file is at the door.
  func claimForUpload(_ id: Import.ID, length: Int?) async throws -> ClaimedImport {
    if runs.isStopping { throw Problem(.unavailable).retry(after: 1) }
    let claimed = try await claiming {
      try await database.first(
        """
        update imports i set state = 'receiving', phase = 'reading', started_at = \(clock.now), beat_at = \(clock.now),
          bytes_total = coalesce(\(length), i.bytes_total)
        where i.id = \(id) and i.state = 'waiting' and i.url is null and not exists (
          select from imports o
          where o.source = i.source and o.state = 'waiting' and o.url is not null and o.id < i.id)
        returning \(sql: ClaimedImport.columns)
        """
      ) { row in try ClaimedImport(&row) }
    }
    if let claimed { return claimed }
    let found = try await find(id, in: database)
    if found.url != nil {
      throw Problem(
        .conflict, Text(fr: "Cet import lit son adresse.", en: "This import reads its address."))
    }
    guard found.state == .waiting else {
      throw Problem(
        .conflict, Text(fr: "Cet import a déjà eu son fichier.", en: "This import has had its file already."))
    }
    throw busy
  }

  /// The next one with an address, if it is its turn and no other instance takes it.
  func claimNext(_ source: Import.Source) async throws -> ClaimedImport? {
    do {
      return try await claiming {
        try await database.first(
          """
          update imports i set state = 'receiving', phase = 'reading', started_at = \(clock.now),
            beat_at = \(clock.now)
          where i.id = (
            select w.id from imports w
            where w.source = \(source.rawValue) and w.state = 'waiting' and w.url is not null and not exists (
              select from imports o where o.source = w.source and o.state in ('receiving', 'preview', 'merging'))
            order by w.id limit 1 for update skip locked
          )
          returning \(sql: ClaimedImport.columns)
          """
        ) { row in try ClaimedImport(&row) }
      }
    } catch let problem as Problem where problem.kind == .importBusy {
      return nil
    }
  }

  /// The index lets one of two claims at the same time through.
  private func claiming<Value>(_ claim: () async throws -> Value) async throws -> Value {
    do {
      return try await claim()
    } catch let error as PostgresError where error.constraint == "imports_one_at_a_time" {
      throw busy
    }
  }

  var busy: Problem {
    Problem(
      .importBusy,
      Text(
        fr: "Un autre import de cette source est en cours ou attend une confirmation.",
        en: "Another import of this source is at work or waits to be applied.")
    ).retry(after: 5)
  }

  /// One at a time over all instances, whatever states say: held by every transaction that touches what a source's imports
  /// share. Who holds it lives.
  func lock(_ source: Import.Source, in transaction: Transaction) async throws {
    // Longer than usual: the one before may be rolling back, or undoing.
    _ = try await transaction.run("select set_config('lock_timeout', '60s', true)")
    _ = try await transaction.run(
      "select pg_advisory_xact_lock(hashtextextended('import:' || \(source.rawValue), 0))")
    try await transaction.execute("set local lock_timeout to default")
  }

  func source(_ name: Import.Source) throws -> any ImportSource {
    guard let source = sources[name] else { throw UnknownSource(name: name.rawValue) }
    return source
  }
}

/// The table knows a source that this program was not given.
struct UnknownSource: Error {
  let name: String
}

/// An import that is its runner's from now on.
struct ClaimedImport: Sendable {
  let id: Import.ID
  let source: Import.Source
  let mode: Import.Mode
  let confirm: Bool
  let fileName: String?
  let url: String?
  let counts: Progress.Counts

  /// Columns of the table `imports` under the name `i`.
  static let columns: SQL = """
    i.id, i.source, i.mode, i.confirm, i.file_name, i.url, i.bytes_received, i.bytes_total, i.rows_read,
    i.rows_accepted, i.rows_rejected, i.rows_duplicate, i.rows_corrected, i.rows_older
    """

  init(_ row: inout Row) throws {
    id = try row.next()
    source = Import.Source(named: try row.next())
    (mode, confirm) = (try row.word(), try row.next())
    (fileName, url) = (try row.next(), try row.next())
    counts = Progress.Counts(
      bytesReceived: try row.next(), bytesTotal: try row.next(), rowsRead: try row.next(),
      rowsAccepted: try row.next(), rowsRejected: try row.next(), rowsDuplicate: try row.next(),
      rowsCorrected: try row.next(), rowsOlder: try row.next())
  }
}
