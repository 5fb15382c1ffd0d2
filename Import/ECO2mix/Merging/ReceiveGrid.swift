import Grid
import HTTP
import Postgres
import Runtime

extension GridSource {
  func receive(_ file: ImportFile, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    let intake = FileIntake(
      try PackedStream(contentType: file.contentType, contentEncoding: file.contentEncoding), GridIntake(job.id))
    try await intake.copy(file.bytes, GridStage.copy, on: workers, job.progress, in: transaction)
    let (parts, strange) = intake.withRows { ($0.parts, $0.strangeHeader) }
    if parts == 0, let strange { throw strange }
    job.progress.update { $0.phase = .comparing }
    try await transaction.execute("analyze incoming_grid (import_id, perimeter, at, consumption)")
    if parts > 1 { try await joinParts(job.id, in: transaction) }
    try await flag(job.id, in: transaction)
    let (changes, older) = try await countChanges(job, in: transaction)
    job.progress.update { $0.rowsOlder = older }
    return .staged(changes, asks: false)
  }

  /// Where several files of an archive speak of one instant, the surer nature counts, then the later file; an empty cell
  /// replaces nothing there either.
  private func joinParts(_ id: Import.ID, in transaction: Transaction) async throws {
    let values = GridColumn.list {
      "(array_agg(\(sql: $0) order by nature desc, member desc) filter (where \(sql: $0) is not null))[1] as \(sql: $0)"
    }
    try await transaction.execute(
      """
      create temporary table joined on commit drop as
      select import_id, (array_agg(member order by nature desc, member desc))[1] as member,
        (array_agg(line order by nature desc, member desc))[1] as line, perimeter, at, max(nature) as nature,
        bit_or(flags) as flags, \(sql: values)
      from incoming_grid where import_id = \(id) group by import_id, perimeter, at having count(*) > 1
      """)
    try await transaction.execute(
      """
      delete from incoming_grid i using joined j where i.import_id = \(id) and (i.perimeter, i.at) = (j.perimeter, j.at)
      """)
    try await transaction.execute("insert into incoming_grid select * from joined")
    try await transaction.execute("drop table joined")
  }

  /// Doubts that need more than one row: the hour after a clock is put forward that repeats the one before, and readings
  /// far from all others of their perimeter.
  private func flag(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update incoming_grid n set flags = n.flags | 1
      from incoming_grid b
      where n.import_id = \(id) and b.import_id = \(id) and b.perimeter = n.perimeter
        and b.at = n.at - interval '1 hour' and b.consumption = n.consumption
        and (n.at at time zone 'Europe/Paris')::time = '03:00' and (b.at at time zone 'Europe/Paris')::time = '01:00'
      """)
    try await transaction.execute(
      """
      with m as materialized (
        select perimeter, percentile_cont(0.5) within group (order by consumption) as median from incoming_grid
        where import_id = \(id) and consumption is not null group by perimeter having count(*) > 48
      )
      update incoming_grid n set flags = n.flags | 1 from m
      where n.import_id = \(id) and m.perimeter = n.perimeter and n.flags & 1 = 0
        and (n.consumption < 0.35 * m.median or n.consumption > 2.8 * m.median)
      """)
  }
}
