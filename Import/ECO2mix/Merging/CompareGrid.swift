import Grid
import HTTP
import Postgres
import Runtime

extension GridSource {
  /// A quarter of an hour without a reading stands behind every other: consolidated and definitive files leave the
  /// quarters of real time alone.
  static func rank(_ row: SQL) -> SQL {
    """
    case when \(sql: row).consumption is null and extract(minute from \(sql: row).at) in (15, 45) then 0
      else \(sql: row).nature end
    """
  }

  /// Whether a stored row, `o`, is believed more than a staged one, `n`.
  static let isBeaten: SQL = "o.at is not null and (\(sql: rank("n"))) < (\(sql: rank("o")))"

  /// Whether a staged row says something else than the stored one.
  static var differs: SQL {
    """
    (row(\(sql: GridColumn.list { "coalesce(n.\(sql: $0), o.\(sql: $0))" }))
      is distinct from row(\(sql: GridColumn.list { "o.\(sql: $0)" }))
      or n.consumption is not null and n.nature <> o.nature)
    """
  }

  /// Whether a staged row is a quarter of an hour of a half-hourly file that was read before: the half-hour before it is
  /// stored, and nothing is ever stored of it.
  private static let isKnownSilence: SQL = """
    (n.flags & 4 = 4 and exists (
      select from grid_readings h
      where (h.perimeter, h.at) = (n.perimeter, n.at - interval '15 minutes') and h.nature > 0))
    """

  /// Staged rows with what becomes of them. What is made up counts as not there.
  static func kinds(_ id: Import.ID) -> SQL {
    """
    select n.perimeter, n.at, n.line, case when o.at is null and not \(sql: isKnownSilence) then 'added'
      when o.at is null then 'unchanged' when \(sql: isBeaten) then 'older'
      when \(sql: differs) then 'changed' else 'unchanged' end as kind
    from incoming_grid n
      left join grid_readings o on (o.perimeter, o.at) = (n.perimeter, n.at) and o.nature > 0
    where n.import_id = \(id)
    """
  }

  static func tempoKinds(_ id: Import.ID) -> SQL {
    """
    select n.day, n.line, case when o.day is null then 'added' when o.colour <> n.colour then 'changed'
      else 'unchanged' end as kind
    from incoming_tempo n left join grid_tempo o on o.day = n.day where n.import_id = \(id)
    """
  }

  func countChanges(_ job: ImportJob, in transaction: Transaction) async throws -> (changes: Changes, older: Int) {
    let counts = try await transaction.query(
      """
      select kind, count(*) from (
        select kind from (\(sql: Self.kinds(job.id))) g union all select kind from (\(sql: Self.tempoKinds(job.id))) t
      ) k group by kind
      """
    ) { row in (try row.next(String.self), try row.next(Int.self)) }
    let found = Dictionary(counts, uniquingKeysWith: +)
    let (older, changed) = (found["older"] ?? 0, found["changed"] ?? 0)
    let changes = Changes(
      added: found["added"] ?? 0, changed: changed + (job.insists ? older : 0),
      unchanged: (found["unchanged"] ?? 0) + (job.insists ? 0 : older))
    return (changes, older)
  }
}
