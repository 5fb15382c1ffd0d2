import Postgres
import Runtime

/// The file of the last import that changed something, as long as what is stored is what it left: when it comes again,
/// none of its rows has to be read.
struct KnownFile: Sendable {
  /// Of files up to this a copy is held while they come.
  static let most = 32 << 20

  let id: Import.ID
  let bytes: Int
  let head: String
  let content: String

  /// Nil where the last import was undone, had rows that counted for nothing, or refused some whose reasons are gone.
  static func last(in transaction: Transaction) async throws -> KnownFile? {
    let found = try await transaction.first(
      """
      select i.id, f.bytes, f.head, f.content, i.state = 'done' and i.rows_older = 0 and i.rows_rejected = (
        select count(*) from import_rejects r where r.import_id = i.id)
      from imports i left join grid_files f on f.import_id = i.id
      where i.source = any(\(["eco2mix", "tempo"])) and i.added + i.changed > 0 and i.finished_at is not null
      order by i.finished_at desc, i.id desc limit 1
      """
    ) { row -> KnownFile? in
      let (id, bytes) = (try row.next(Import.ID.self), try row.next(Int?.self))
      let (head, content) = (try row.next(String?.self), try row.next(String?.self))
      guard try row.next(Bool.self), let bytes, let head, let content, bytes <= most else { return nil }
      return KnownFile(id: id, bytes: bytes, head: head, content: content)
    }
    return found ?? nil
  }

  /// What was found out then: the same rows, of which none changes anything now.
  func repeated(as job: ImportJob, in transaction: Transaction) async throws -> Changes {
    try await transaction.execute(
      """
      insert into import_rejects (import_id, line, code, field, value, irve_id, file)
      select \(job.id), line, code, field, value, irve_id, file from import_rejects where import_id = \(id)
      order by line, ctid
      """)
    let counts = try await transaction.first(
      """
      select rows_read, rows_accepted, rows_rejected, rows_duplicate, added + changed + unchanged from imports
      where id = \(id)
      """
    ) { row in
      [try row.next(Int.self), try row.next(Int.self), try row.next(Int.self), try row.next(Int.self), try row.next()]
    }
    guard let counts else { return Changes() }
    job.progress.update { progress in
      progress.rowsRead = counts[0]
      progress.rowsAccepted = counts[1]
      progress.rowsRejected = counts[2]
      progress.rowsDuplicate = counts[3]
    }
    return Changes(unchanged: counts[4])
  }
}
