import Ground
import Postgres
import Stations

extension IRVESource {
  func merge(_ job: ImportJob, counted: Changes?, in transaction: Transaction) async throws -> Changes {
    job.progress.update { $0.phase = .comparing }
    var changes = counted ?? Changes()
    if counted == nil {
      changes = try await countChanges(accepted: job.progress.counts.rowsAccepted, in: transaction)
    }
    // The planner, which thinks of disks, reads a whole country for what is found at once (measured: three times as long).
    if changes.touched * 8 < changes.touched + changes.unchanged {
      try await transaction.execute("set local enable_hashjoin = off")
      try await transaction.execute("set local enable_mergejoin = off")
    }
    // What the last one replaced is kept as long as nothing else is replaced.
    if changes.touched > 0 { try await carryOut(job, in: transaction) }
    try await discard(job.id, in: transaction)
    return changes
  }

  /// By set, stations first. A point or station that was made by hand is not ours to change, nor is a field that was set so.
  func carryOut(_ job: ImportJob, in transaction: Transaction) async throws {
    let now = clock.now
    try await keepWhatIsReplaced(in: transaction)
    job.progress.update { $0.phase = .stations }
    try await transaction.execute(
      """
      update stations s set \(sql: Assignments.station), content_hash = n.content_hash, version = s.version + 1
      from incoming_stations n where n.irve_id = s.irve_id and s.source = 'irve'
      """)
    try await transaction.execute(
      """
      insert into stations (\(sql: Assignments.stationColumns), source, added_by)
      select \(sql: Assignments.stationColumns), 'irve', \(job.id) from incoming_stations n
      where not exists (select from stations s where s.irve_id = n.irve_id)
      """)
    job.progress.update { $0.phase = .points }
    try await transaction.execute(
      """
      update charge_points p set \(sql: Assignments.point), station_id = s.id, content_hash = n.content_hash,
        source_rank = n.source_rank, version = p.version + 1,
        withdrawn_at = case when 'withdrawn_at' = any (p.manual_fields) then p.withdrawn_at end
      from incoming_points n join stations s on s.irve_id = n.station_irve_id
      where n.irve_id = p.irve_id and p.source = 'irve'
        and (n.content_hash <> p.content_hash or p.withdrawn_at is not null)
      """)
    try await transaction.execute(
      """
      insert into charge_points (\(sql: Assignments.pointColumns), station_id, source, added_by)
      select \(sql: Assignments.newPoint), s.id, 'irve', \(job.id)
      from incoming_points n join stations s on s.irve_id = n.station_irve_id
      where not exists (select from charge_points p where p.irve_id = n.irve_id)
      """)
    try await withdraw(job, at: now, in: transaction)
    try await StationsVersion.bump(in: transaction)
  }

  private func withdraw(_ job: ImportJob, at now: Instant, in transaction: Transaction) async throws {
    job.progress.update { $0.phase = .withdrawing }
    try await transaction.execute(
      """
      update charge_points p set withdrawn_at = \(now), version = p.version + 1
      from incoming_gone g where g.point_id = p.id and p.source = 'irve' and p.withdrawn_at is null
        and not 'withdrawn_at' = any (p.manual_fields)
      """)
    // A station is there as long as one of its points is. Looked at are those that lost a point or got one back.
    try await transaction.execute(
      """
      with touched as (
        select p.station_id as id from incoming_gone g join charge_points p on p.id = g.point_id
        union select s.id from incoming_points n join stations s on s.irve_id = n.station_irve_id
          where s.withdrawn_at is not null
        union select b.station_id from charge_points_before b join charge_points p on p.id = b.id
          where p.station_id <> b.station_id
      ), standing as materialized (
        select t.id, l.id is not null as has_points from touched t left join lateral (
          select p.id from charge_points p where p.station_id = t.id and p.withdrawn_at is null limit 1) l on true
      )
      update stations s set withdrawn_at = case when t.has_points then null else \(now)::timestamptz end,
        version = s.version + 1
      from standing t where t.id = s.id and s.source = 'irve' and (s.withdrawn_at is null) <> t.has_points
        and not 'withdrawn_at' = any (s.manual_fields)
      """)
  }

  /// Only the last import can be undone, so only what it replaces is kept.
  private func keepWhatIsReplaced(in transaction: Transaction) async throws {
    try await transaction.execute("truncate stations_before, charge_points_before")
    try await transaction.execute(
      """
      insert into charge_points_before
      select p.* from incoming_points n join charge_points p on p.irve_id = n.irve_id
      union all select p.* from incoming_gone g join charge_points p on p.id = g.point_id
      """)
    try await transaction.execute(
      """
      insert into stations_before
      select s.* from (
        select s.id from incoming_stations n join stations s on s.irve_id = n.irve_id
        union select s.id from incoming_points n join stations s on s.irve_id = n.station_irve_id
        union select station_id from charge_points_before
      ) n join stations s on s.id = n.id
      """)
  }

  func discard(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute("truncate incoming_points, incoming_stations, incoming_gone")
  }
}
