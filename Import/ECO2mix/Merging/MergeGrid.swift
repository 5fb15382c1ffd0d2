import Grid
import HTTP
import Postgres
import Resources
import Runtime

extension GridSource {
  func merge(_ job: ImportJob, counted: Changes?, in transaction: Transaction) async throws -> Changes {
    let changes =
      if let counted, !job.insists { counted } else { try await countChanges(job, in: transaction).changes }
    job.progress.update { $0.phase = .readings }
    if changes.touched > 0 {
      let now = clock.now
      try await dropDemonstration(job.id, at: now, in: transaction)
      try await replaceReadings(job, at: now, in: transaction)
      try await mergeTempo(job.id, at: now, in: transaction)
      try await Forecasting.issue(at: now, in: transaction)
    }
    try await discard(job.id, in: transaction)
    return changes
  }

  /// What is made up goes with the first real file, and stays on record like all that is replaced.
  private func dropDemonstration(_ id: Import.ID, at now: Instant, in transaction: Transaction) async throws {
    let hasReadings = try await transaction.first(
      """
      select exists (select from incoming_grid where import_id = \(id))
        and exists (select from grid_readings where nature = 0)
      """
    ) { row in try row.next(Bool.self) }
    guard hasReadings == true else { return }
    try await setDemonstrationAside(id, at: now, in: transaction)
    try await settleDemonstration(id, goes: true, in: transaction)
  }

  /// Before anything is known of the readings that may replace it.
  func setDemonstrationAside(_ id: Import.ID, at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into grid_replaced (replaced_by, replaced_at, \(sql: Self.names))
      select \(id), \(now), \(sql: Self.names) from grid_readings where nature = 0
      """)
    try await transaction.execute("delete from grid_readings where nature = 0")
  }

  /// Back where a file turned out to have no reading.
  func settleDemonstration(_ id: Import.ID, goes: Bool, in transaction: Transaction) async throws {
    if goes {
      try await transaction.execute("delete from grid_forecasts where demonstration")
    } else {
      try await putBack(id, in: transaction)
    }
  }

  private func putBack(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into grid_readings (\(sql: Self.names))
      select \(sql: Self.names) from grid_replaced where replaced_by = \(id) on conflict do nothing
      """)
    try await transaction.execute("delete from grid_replaced where replaced_by = \(id)")
  }

  static var names: SQL { "perimeter, at, nature, flags, import_id, stored_at, \(sql: GridColumn.list())" }

  private func replaceReadings(_ job: ImportJob, at now: Instant, in transaction: Transaction) async throws {
    let wins: SQL = "(\(job.insists) or not (\(sql: Self.isBeaten))) and \(sql: Self.differs)"
    let stored = try await transaction.execute(
      """
      insert into grid_replaced (replaced_by, replaced_at, \(sql: Self.names))
      select \(job.id), \(now), o.perimeter, o.at, o.nature, o.flags, o.import_id, o.stored_at,
        \(sql: GridColumn.list { "o.\(sql: $0)" })
      from incoming_grid n join grid_readings o on (o.perimeter, o.at) = (n.perimeter, n.at)
      where n.import_id = \(job.id) and \(sql: wins)
      """)
    if stored > 0 {
      try await transaction.execute(
        """
        update grid_readings o set import_id = \(job.id), stored_at = \(now),
          nature = case when n.consumption is not null or o.consumption is null then n.nature else o.nature end,
          flags = case when n.consumption is not null or o.consumption is null then n.flags else o.flags end,
          \(sql: GridColumn.list { "\(sql: $0) = coalesce(n.\(sql: $0), o.\(sql: $0))" })
        from incoming_grid n
        where n.import_id = \(job.id) and (o.perimeter, o.at) = (n.perimeter, n.at) and \(sql: wins)
        """)
    }
    try await transaction.execute(
      """
      insert into grid_readings (\(sql: Self.names))
      select n.perimeter, n.at, n.nature, n.flags, \(job.id), \(now), \(sql: GridColumn.list { "n.\(sql: $0)" })
      from incoming_grid n left join grid_readings o on (o.perimeter, o.at) = (n.perimeter, n.at)
      where n.import_id = \(job.id) and o.at is null and n.flags & 4 = 0
      """)
    try await noteUpdate(
      of: try await perimeters(in: "incoming_grid", of: job.id, in: transaction), at: now, in: transaction)
  }

  private func perimeters(
    in table: SQL, of id: Import.ID, in transaction: Transaction
  ) async throws -> [Perimeter] {
    try await transaction.query("select distinct perimeter from \(sql: table) where import_id = \(id)") {
      try $0.word()
    }
  }

  func noteUpdate(of perimeters: [Perimeter], at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into grid_updates (perimeter, updated_at)
      select named.perimeter, \(now) from unnest(\(perimeters.map(\.rawValue))) as named (perimeter)
      on conflict (perimeter) do update set updated_at = excluded.updated_at
      """)
  }

  func mergeTempo(_ id: Import.ID, at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into grid_tempo_replaced (replaced_by, replaced_at, day, colour, import_id, stored_at)
      select \(id), \(now), o.day, o.colour, o.import_id, o.stored_at
      from incoming_tempo n join grid_tempo o on o.day = n.day where n.import_id = \(id) and n.colour <> o.colour
      """)
    try await transaction.execute(
      """
      insert into grid_tempo as o (day, colour, import_id, stored_at)
      select n.day, n.colour, \(id), \(now) from incoming_tempo n where n.import_id = \(id)
      on conflict (day) do update
      set colour = excluded.colour, import_id = excluded.import_id, stored_at = excluded.stored_at
      where o.colour <> excluded.colour
      """)
  }

  /// What the import added goes, what it replaced comes back, and forecasts are made anew: those that were issued stay.
  func undo(_ id: Import.ID, in transaction: Transaction) async throws {
    let now = clock.now
    try await noteUpdate(
      of: try await perimeters(in: "grid_readings", of: id, in: transaction), at: now, in: transaction)
    try await transaction.execute("delete from grid_readings where import_id = \(id)")
    try await putBack(id, in: transaction)
    try await transaction.execute("delete from grid_tempo where import_id = \(id)")
    try await transaction.execute(
      """
      insert into grid_tempo (day, colour, import_id, stored_at)
      select day, colour, import_id, stored_at from grid_tempo_replaced where replaced_by = \(id) on conflict do nothing
      """)
    try await transaction.execute("delete from grid_tempo_replaced where replaced_by = \(id)")
    try await Forecasting.issue(at: now, in: transaction)
  }
}
