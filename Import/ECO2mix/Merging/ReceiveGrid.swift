import Grid
import HTTP
import Postgres
import Runtime

extension GridSource {
  func receive(_ file: ImportFile, _ job: ImportJob, in transaction: Transaction) async throws -> Receipt {
    // A file that comes again is only known where it may be carried out at once: a preview has its lists.
    let known = job.mayApplyAtOnce ? try await KnownFile.last(in: transaction) : nil
    let look = FileLook(known)
    guard let (first, bytes) = try await look.open(file.bytes) else {
      return .applied(try await known?.repeated(as: job, in: transaction) ?? Changes())
    }
    let target = isPlain(first, file) ? try await GridTarget.find(job, at: clock.now, in: transaction) : .stage
    if case .readings(let now) = target { try await setDemonstrationAside(job.id, at: now, in: transaction) }
    let receipt = try await read(bytes, of: file, into: target, job, in: transaction)
    try await look.keep(job.id, in: transaction)
    return receipt
  }

  /// Of text alone it is known that it is one file: those of an archive may speak of one instant several times. Days of
  /// Tempo are few, and staged.
  private func isPlain(_ first: [UInt8], _ file: ImportFile) -> Bool {
    let isPacked = first.starts(with: "PK".utf8) || first.starts(with: [0x1F, 0x8B]) || file.contentEncoding != nil
    return first.count > 3 && !isPacked && file.contentType?.hasPrefix("multipart/") != true
      && ContentSource.find(in: Array(first.prefix(ContentSource.length))) == .eco2mix
  }

  private func read(
    _ bytes: BodyStream, of file: ImportFile, into target: GridTarget, _ job: ImportJob, in transaction: Transaction
  ) async throws -> Receipt {
    let intake = FileIntake(
      try PackedStream(contentType: file.contentType, contentEncoding: file.contentEncoding),
      GridIntake(job.id, into: target))
    try await intake.copy(bytes, on: workers, job.progress, in: transaction)
    let (parts, strange, doubts) = intake.withRows { ($0.parts, $0.strangeHeader, $0.doubts) }
    if parts == 0, let strange { throw strange }
    job.progress.update { $0.phase = .comparing }
    if case .readings(let now) = target {
      return .applied(try await settleFirst(job, doubts, at: now, in: transaction))
    }
    try await transaction.execute("analyze incoming_grid (import_id, perimeter, at, consumption)")
    if parts > 1 { try await joinParts(job.id, in: transaction) }
    try await flagCopies("incoming_grid", job.id, in: transaction)
    try await flagOutliers("incoming_grid", job.id, in: transaction)
    let (changes, older) = try await countChanges(job, in: transaction)
    job.progress.update { $0.rowsOlder = older }
    return .staged(changes, asks: false)
  }

  /// The first readings of all stand in their table already.
  private func settleFirst(
    _ job: ImportJob, _ doubts: Doubts, at now: Instant, in transaction: Transaction
  ) async throws -> Changes {
    if doubts.mayRepeat { try await flagCopies("grid_readings", job.id, in: transaction) }
    if doubts.mayBeFar { try await flagOutliers("grid_readings", job.id, in: transaction) }
    try await settleDemonstration(job.id, goes: !doubts.perimeters.isEmpty, in: transaction)
    try await noteUpdate(of: doubts.perimeters, at: now, in: transaction)
    if !doubts.perimeters.isEmpty { try await Forecasting.issue(at: now, in: transaction) }
    return Changes(added: job.progress.counts.rowsAccepted)
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
        (bit_or(flags & 3) | bit_and(flags) & 4)::smallint as flags, \(sql: values)
      from incoming_grid where import_id = \(id) group by import_id, perimeter, at having count(*) > 1
      """)
    try await transaction.execute(
      """
      delete from incoming_grid i using joined j where i.import_id = \(id) and (i.perimeter, i.at) = (j.perimeter, j.at)
      """)
    try await transaction.execute("insert into incoming_grid select * from joined")
    try await transaction.execute("drop table joined")
  }

  /// The hour after the clock is put forward that repeats the one before.
  private func flagCopies(_ table: SQL, _ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update \(sql: table) n set flags = n.flags | 1
      from \(sql: table) b
      where n.import_id = \(id) and n.at = any(\(Array(Spring.changes))) and b.import_id = \(id)
        and b.perimeter = n.perimeter and b.at = n.at - interval '1 hour' and b.consumption = n.consumption
      """)
  }

  /// Readings far from all others of their perimeter.
  private func flagOutliers(_ table: SQL, _ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      with m as materialized (
        select perimeter, percentile_cont(0.5) within group (order by consumption) as median from \(sql: table)
        where import_id = \(id) and consumption is not null group by perimeter having count(*) > \(Outliers.enough)
      )
      update \(sql: table) n set flags = n.flags | 1 from m
      where n.import_id = \(id) and m.perimeter = n.perimeter and n.flags & 1 = 0
        and (n.consumption < \(Outliers.low) * m.median or n.consumption > \(Outliers.high) * m.median)
      """)
  }
}
