import HTTP
import Postgres
import Resources

extension Import {
  /// The columns that `init(row)` reads, of the table `imports` under the name `i`.
  static let columns: SQL = """
    i.id, i.source, i.mode, i.state, i.confirm, i.file_name, i.url, i.bytes_received, i.bytes_total,
    i.rows_read, i.rows_accepted, i.rows_rejected, i.rows_duplicate, i.rows_corrected, i.rows_older,
    array(select c.code from import_corrections c where c.import_id = i.id order by c.rows desc, c.code),
    array(select c.rows from import_corrections c where c.import_id = i.id order by c.rows desc, c.code),
    i.added, i.changed, i.moved, i.withdrawn, i.unchanged, i.phase, i.rows_per_second, i.seconds_left,
    i.guard, i.error, i.error_detail, i.not_modified, i.created_by, i.created_at, i.started_at, i.read_at,
    i.applied_at, i.finished_at,
    i.undoable, exists (select from import_rejects r where r.import_id = i.id)
    """

  init(_ row: inout Row) throws {
    id = try row.next()
    source = Source(named: try row.next())
    (mode, state, confirm) = (try row.word(), try row.word(), try row.next())
    (fileName, url) = (try row.next(), try row.next())
    bytes = ByteCount(received: try row.next(), total: try row.next())
    rows = RowCount(
      read: try row.next(), accepted: try row.next(), rejected: try row.next(), duplicates: try row.next(),
      corrected: try row.next(), older: try row.next())
    let (codes, counts) = (try row.next([String].self), try row.next([Int].self))
    corrections = zip(codes, counts).map { Correction(code: $0, rows: $1) }
    changes = try Import.changes(&row)
    (phase, rowsPerSecond, secondsLeft) = (try row.next(), try row.next(), try row.next())
    `guard` = try row.next(String?.self).map { Reason(code: $0, detail: nil) }
    let (code, detail) = (try row.next(String?.self), try row.next(String?.self))
    error = code.map { Reason(code: $0, detail: detail) }
    notModified = try row.next()
    createdBy = try row.next()
    (createdAt, startedAt, readAt) = (try row.next(), try row.next(), try row.next())
    (appliedAt, finishedAt) = (try row.next(), try row.next())
    let (isUndoable, hasRejects) = (try row.next(Bool.self), try row.next(Bool.self))
    _links = Links()
    _links = links(isUndoable: isUndoable, hasRejects: hasRejects)
  }

  private static func changes(_ row: inout Row) throws -> Changes? {
    let (added, changed, moved) = (try row.next(Int?.self), try row.next(Int?.self), try row.next(Int?.self))
    let (withdrawn, unchanged) = (try row.next(Int?.self), try row.next(Int?.self))
    guard let added else { return nil }
    return Changes(
      added: added, changed: changed ?? 0, moved: moved ?? 0, withdrawn: withdrawn ?? 0, unchanged: unchanged ?? 0)
  }

  static func path(_ id: ID) -> String { "/api/admin/imports/\(id)" }

  /// Only what is possible now.
  private func links(isUndoable: Bool, hasRejects: Bool) -> Links {
    let path = Import.path(id)
    var links = Links().adding("self", path)
    switch state {
    case .waiting where url == nil: links = links.adding("file", path + "/file", method: .put)
    case .preview:
      links = links.adding("apply", path + "/apply", method: .post)
        .adding("changes", path + "/changes{?kind,cursor,limit}")
    case .done where isUndoable: links = links.adding("undo", path + "/undo", method: .post)
    default: break
    }
    if state == .done, (changes?.changed ?? 0) > 0, RegisteredSource.keepers.contains(source) {
      links = links.adding("replaced", path + "/changes?kind=changed")
    }
    if hasRejects {
      links = links.adding("rejects", path + "/rejects.csv")
        .adding("quarantined", path + "/changes?kind=quarantined")
    }
    if !corrections.isEmpty { links = links.adding("corrections", path + "/corrections") }
    if !state.isOver { return links.adding("progress", path + "/progress").adding("cancel", path, method: .delete) }
    return hasRejects ? links.adding("forget", path, method: .delete) : links
  }

  /// With its sentences.
  func said(in language: Language, by sources: ImportSources) -> Import {
    func say(_ code: String) -> String { sources.sentence(code, of: source)(in: language) }
    var copy = self
    copy.guard?.message = say(`guard`?.code ?? "")
    copy.error?.message = say(error?.code ?? "")
    for index in corrections.indices { copy.corrections[index].sentence = say(corrections[index].code) }
    return copy
  }
}
