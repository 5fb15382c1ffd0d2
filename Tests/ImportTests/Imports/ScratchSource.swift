import HTTP
import Postgres
import TestSupport

@testable import Import

/// A source of imports that is small and real: lines `key,value` become rows of a table. What a test wants to go wrong
/// it writes into the file, and where it wants to look in between it puts a gate.
struct ScratchSource: ImportSource {
  let source: Import.Source
  var gates = Gates()
  var kinds: [Import.ChangeKind] { Import.ChangeKind.allCases }

  /// Where a test may hold an import up.
  final class Gates: Sendable {
    let whileReading = Gate()
    let afterReading = Gate()
    let beforeMerging = Gate()
    let afterMerging = Gate()
  }

  struct Fault: ImportFault {
    let code: String
    let detail: String?
  }

  struct Explosion: Error {}

  static let script: StaticString = """
    create unlogged table scratch_stage (source text not null, key text not null, value text not null);
    create table scratch (source text not null, key text not null, value text not null, primary key (source, key));
    create table scratch_before (like scratch);
    """

  private struct Line {
    let number: Int
    let key: String
    let value: String
  }

  func receive(_ file: ImportFile, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    var rest: [UInt8] = []
    var (number, refused) = (0, [Line]())
    try await transaction.copyIn("copy scratch_stage from stdin") { writer in
      for try await piece in file.bytes {
        try await gates.whileReading.pass()
        rest += piece
        var text: [UInt8] = []
        while let end = rest.firstIndex(of: 10) {
          number += 1
          if let line = try read(rest[..<end], number, job.progress, &refused) {
            text += Array("\(source.rawValue)\t\(line.key)\t\(line.value)\n".utf8)
          }
          rest.removeSubrange(...end)
        }
        if !text.isEmpty { try await writer.write(text) }
      }
    }
    for line in refused {
      try await transaction.execute(
        """
        insert into import_rejects (import_id, line, code, field, value, irve_id)
        values (\(job.id), \(line.number), 'no-value', 'value', \(line.value), \(line.key))
        """)
    }
    if job.progress.counts.rowsCorrected > 0 {
      try await transaction.execute(
        "insert into import_corrections values (\(job.id), 'capitals', \(job.progress.counts.rowsCorrected))")
    }
    try await gates.afterReading.pass()
    return try await compare(job, in: transaction)
  }

  private func read(
    _ bytes: ArraySlice<UInt8>, _ number: Int, _ progress: Progress, _ refused: inout [Line]
  ) throws -> Line? {
    let cells = String(decoding: bytes, as: UTF8.self).split(separator: ",", maxSplits: 1)
    if cells.first == "PK" { throw Fault(code: "not-csv-zip", detail: "zip") }
    if cells.first == "explode" { throw Explosion() }
    let line = Line(number: number, key: String(cells.first ?? ""), value: cells.count == 2 ? String(cells[1]) : "")
    let isRefused = line.value.isEmpty || "=+-@".contains(line.value.prefix(1))
    progress.update { counts in
      counts.rowsRead += 1
      if isRefused { counts.rowsRejected += 1 } else { counts.rowsAccepted += 1 }
      if line.key != line.key.lowercased() { counts.rowsCorrected += 1 }
    }
    if isRefused { refused.append(line) }
    return isRefused ? nil : line
  }

  private func compare(_ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    let name = source.rawValue
    let counts = try await transaction.first(
      """
      select count(*) filter (where o.key is null), count(*) filter (where o.value <> s.value),
        count(*) filter (where o.value = s.value), (select count(*) from scratch where source = \(name))
      from scratch_stage s left join scratch o using (source, key) where s.source = \(name)
      """
    ) { row in (try row.next(Int.self), try row.next(Int.self), try row.next(Int.self), try row.next(Int.self)) }
    guard let (added, changed, unchanged, stored) = counts else { throw Explosion() }
    let gone = job.mode == .full ? stored - changed - unchanged : 0
    let changes = Changes(added: added, changed: changed, withdrawn: gone, unchanged: unchanged)
    return .staged(changes, asks: gone * 10 > stored)
  }

  func merge(_ job: ImportJob, counted: Changes?, in transaction: Transaction) async throws -> Changes {
    let name = source.rawValue
    job.progress.update { $0.phase = Progress.Phase(rawValue: "scratching") }
    try await gates.beforeMerging.pass()
    guard case .staged(let changes, _) = try await compare(job, in: transaction) else { throw Explosion() }
    if changes.touched > 0 {
      try await transaction.execute("delete from scratch_before where source = \(name)")
      try await transaction.execute("insert into scratch_before select * from scratch where source = \(name)")
    }
    if job.mode == .full { try await transaction.execute("delete from scratch where source = \(name)") }
    try await transaction.execute(
      """
      insert into scratch select * from scratch_stage where source = \(name)
      on conflict (source, key) do update set value = excluded.value
      """)
    try await transaction.execute("delete from scratch_stage where source = \(name)")
    try await gates.afterMerging.pass()
    return changes
  }

  func undo(_ id: Import.ID, in transaction: Transaction) async throws {
    let name = source.rawValue
    try await transaction.execute("delete from scratch where source = \(name)")
    try await transaction.execute("insert into scratch select * from scratch_before where source = \(name)")
  }

  func discard(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute("delete from scratch_stage where source = \(source.rawValue)")
  }

  func changes(
    _ id: Import.ID, _ kind: Import.ChangeKind, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage {
    let found = try await database.query(
      """
      select key, value from scratch_stage where source = \(source.rawValue) and key > \(cursor ?? "")
      order by key limit \(limit + 1)
      """
    ) { row in (key: try row.next(String.self), value: try row.next(String.self)) }
    let items = found.prefix(limit).map { JSON.object([("key", .string($0.key)), ("value", .string($0.value))]) }
    return ChangePage(items: items, next: found.count > limit ? found[limit - 1].key : nil)
  }

  func sentence(_ code: String) -> Text? {
    [
      "no-value": Text(fr: "Il n'y a pas de valeur.", en: "There is no value."),
      "capitals": Text(fr: "La clé était en capitales.", en: "The key was in capitals."),
      "not-csv-zip": Text(fr: "C'est une archive ZIP.", en: "This is a ZIP archive."),
    ][code]
  }
}

/// Open until a test closes it. Who waits at it when the task is cancelled goes away.
final class Gate: Sendable {
  private let isClosed = Shared(false)
  private let waiting = Shared(0)

  func close() { isClosed.change { $0 = true } }
  func open() { isClosed.change { $0 = false } }
  var isReached: Bool { waiting.value > 0 }

  func pass() async throws {
    guard isClosed.value else { return }
    waiting.countOne()
    while isClosed.value { try await Task.sleep(for: .milliseconds(5)) }
  }
}
