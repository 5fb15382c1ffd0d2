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
    let receipt = try await read(bytes, of: file, into: target, job, in: transaction)
    try await look.keep(job.id, in: transaction)
    return receipt
  }

  /// Of text alone it is known that it is one file: those of an archive may speak of one instant several times.
  private func isPlain(_ first: [UInt8], _ file: ImportFile) -> Bool {
    let isPacked = first.starts(with: "PK".utf8) || first.starts(with: [0x1F, 0x8B]) || file.contentEncoding != nil
    return first.count > 3 && !isPacked && file.contentType?.hasPrefix("multipart/") != true
  }

  private func read(
    _ bytes: BodyStream, of file: ImportFile, into target: GridTarget, _ job: ImportJob, in transaction: Transaction
  ) async throws -> Receipt {
    let intake = FileIntake(
      try PackedStream(contentType: file.contentType, contentEncoding: file.contentEncoding),
      GridIntake(job.id, into: target))
    try await intake.copy(bytes, target.copy, on: workers, job.progress, in: transaction)
    let (parts, strange) = intake.withRows { ($0.parts, $0.strangeHeader) }
    if parts == 0, let strange { throw strange }
    job.progress.update { $0.phase = .comparing }
    if case .readings(let now) = target {
      return .applied(try await settleFirst(job, at: now, in: transaction))
    }
    try await transaction.execute("analyze incoming_grid (import_id, perimeter, at, consumption)")
    if parts > 1 { try await joinParts(job.id, in: transaction) }
    try await flag("incoming_grid", job.id, in: transaction)
    let (changes, older) = try await countChanges(job, in: transaction)
    job.progress.update { $0.rowsOlder = older }
    return .staged(changes, asks: false)
  }

  /// The first readings of all stand in their table already.
  private func settleFirst(
    _ job: ImportJob, at now: Instant, in transaction: Transaction
  ) async throws -> Changes {
    let readings = job.progress.counts.rowsAccepted
    try await flag("grid_readings", job.id, in: transaction)
    // Days of Tempo are few, and staged all the same.
    let days = try await countChanges(job, in: transaction).changes
    let staged = days.added + days.changed + days.unchanged
    let changes = Changes(added: readings - staged + days.added, changed: days.changed, unchanged: days.unchanged)
    try await noteUpdate(at: now, perimetersOf: "grid_readings", "import_id", job.id, in: transaction)
    try await mergeTempo(job.id, at: now, in: transaction)
    try await Forecasting.issue(at: now, in: transaction)
    try await discard(job.id, in: transaction)
    return changes
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

  /// Three o'clock in nights in which the clock is put forward.
  private static let springs: [Instant] = {
    let zone = Paris.zone
    var (changes, at) = ([Instant](), Instant(seconds: 946_684_800))
    while let next = zone.change(after: at), next.seconds < 4_102_444_800 {
      if zone.offset(at: next) > zone.offset(at: next - .seconds(1)) { changes.append(next) }
      at = next
    }
    return changes
  }()

  /// Doubts that need more than one row: the hour after a clock is put forward that repeats the one before, and readings
  /// far from all others of their perimeter.
  private func flag(_ table: SQL, _ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update \(sql: table) n set flags = n.flags | 1
      from \(sql: table) b
      where n.import_id = \(id) and n.at = any(\(Self.springs)) and b.import_id = \(id) and b.perimeter = n.perimeter
        and b.at = n.at - interval '1 hour' and b.consumption = n.consumption
      """)
    try await transaction.execute(
      """
      with m as materialized (
        select perimeter, percentile_cont(0.5) within group (order by consumption) as median from \(sql: table)
        where import_id = \(id) and consumption is not null group by perimeter having count(*) > 48
      )
      update \(sql: table) n set flags = n.flags | 1 from m
      where n.import_id = \(id) and m.perimeter = n.perimeter and n.flags & 1 = 0
        and (n.consumption < 0.35 * m.median or n.consumption > 2.8 * m.median)
      """)
  }
}
