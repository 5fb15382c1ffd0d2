import Postgres
import Runtime
import Stations

extension IRVESource {
  func merge(_ job: ImportJob, counted: Changes?, in transaction: Transaction) async throws -> Changes {
    job.progress.update { $0.phase = .comparing }
    var changes = counted ?? Changes()
    if counted == nil {
      let (found, older) = try await countChanges(
        accepted: job.progress.counts.rowsAccepted, insisting: job.insists, in: transaction)
      job.progress.update { $0.rowsOlder = older }
      changes = found
    }
    // The rows that the last one replaced are kept as long as nothing else is replaced.
    if changes.touched > 0 {
      if job.progress.counts.rowsOlder > 0 { try await dropOlder(in: transaction) }
      try await settlePlaces(in: transaction)
      try await settleSpeakers(in: transaction)
      try await keepTerms(in: transaction)
      // The planner, which thinks of disks, reads a whole country for what is found at once (measured: three times as long).
      if changes.touched * 8 < changes.touched + changes.unchanged {
        try await transaction.execute("set local enable_hashjoin = off")
        try await transaction.execute("set local enable_mergejoin = off")
      }
      try await carryOut(job, addsPoints: changes.added > 0, in: transaction)
    }
    try await discard(job.id, in: transaction)
    return changes
  }

  /// Rows that are older than what is stored change nothing.
  private func dropOlder(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      delete from incoming_points i using charge_points p
      where p.irve_id = i.irve_id and p.source = 'irve' and \(sql: IRVESource.isOlder)
      """)
  }

  /// By set, stations first. A point or station that was made by hand is not ours to change, nor is a field that was set so.
  func carryOut(_ job: ImportJob, addsPoints: Bool = true, in transaction: Transaction) async throws {
    let now = clock.now
    try await keepWhatIsReplaced(in: transaction)
    job.progress.update { $0.phase = .stations }
    try await carryOutStations(job, in: transaction)
    job.progress.update { $0.phase = .points }
    try await transaction.execute(
      """
      update charge_points p set \(sql: PointColumns.assignments), terms_id = n.terms_id, source_terms_id = null,
        location = \(sql: Self.ownLocation), station_id = s.id, content_hash = n.content_hash,
        source_rank = n.source_rank, version = p.version + 1,
        withdrawn_at = case when 'withdrawn_at' = any (p.manual_fields) then p.withdrawn_at end
      from incoming_points n join stations s on s.irve_id = n.station_irve_id and s.place = n.station_place
      where n.irve_id = p.irve_id and p.source = 'irve'
        and (n.content_hash <> p.content_hash or p.withdrawn_at is not null)
      """)
    if addsPoints { try await addPoints(job, in: transaction) }
    try await settleTerms(of: "incoming_points", in: transaction)
    try await withdraw(job, at: now, in: transaction)
    try await StationsVersion.bump(in: transaction)
  }

  private func addPoints(_ job: ImportJob, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into charge_points (\(sql: PointColumns.described.names), terms_id, location, station_id, source, added_by)
      select \(sql: PointColumns.described.names(of: "n")), n.terms_id, \(sql: Self.ownLocation), s.id, 'irve', \(job.id)
      from incoming_points n join stations s on s.irve_id = n.station_irve_id and s.place = n.station_place
      where not exists (select from charge_points p where p.irve_id = n.irve_id)
      """)
  }

  /// A point's place where it is not its station's, or, once that was set by hand, not where the file has the station.
  private static let ownLocation: SQL = """
    own_location(n.location, case when 'location' = any (s.manual_fields)
      then coalesce(s.first_location, s.location) else s.location end)
    """

  private func carryOutStations(_ job: ImportJob, in transaction: Transaction) async throws {
    // Points that stay where they are while their station is put elsewhere.
    try await transaction.execute(
      """
      update charge_points p set location = s.location, version = p.version + 1
      from incoming_stations n join stations s on s.irve_id = n.irve_id and s.place = n.place
      where p.station_id = s.id and p.location is null and own_location(n.location, s.location) is not null
        and not 'location' = any (s.manual_fields)
        and not exists (select from incoming_points i where i.irve_id = p.irve_id)
      """)
    try await transaction.execute(
      """
      update stations s set \(sql: StationColumns.assignments), content_hash = n.content_hash, version = s.version + 1,
        first_location = case
          when n.has_moved then case when 'location' = any (s.manual_fields) then n.location end
          when 'location' = any (s.manual_fields) then coalesce(s.first_location, s.location)
          else nullif(coalesce(s.first_location, s.location), n.location) end
      from incoming_stations n where n.irve_id = s.irve_id and n.place = s.place and s.source = 'irve'
      """)
    try await transaction.execute(
      """
      insert into stations (\(sql: StationColumns.described.names), first_location, source, added_by)
      select \(sql: StationColumns.described.names), first_location, 'irve', \(job.id) from incoming_stations n
      where not exists (select from stations s where s.irve_id = n.irve_id and s.place = n.place)
      """)
  }

  /// Settles the terms of points for which, or for whose stations, some were set by hand.
  func settleTerms(of rows: SQL, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      select settle_terms(array(
        select p.id from charge_points p
        where p.id in (
            select id from charge_points where manual_terms_id is not null
            union select o.id from stations s join charge_points o on o.station_id = s.id
            where s.manual_terms_id is not null)
          and exists (select from \(sql: rows) n where n.irve_id = p.irve_id)))
      """)
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
        union select s.id from incoming_points n
          join stations s on s.irve_id = n.station_irve_id and s.place = n.station_place
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
        select s.id from incoming_stations n join stations s on s.irve_id = n.irve_id and s.place = n.place
        union select s.id from incoming_points n
          join stations s on s.irve_id = n.station_irve_id and s.place = n.station_place
        union select station_id from charge_points_before
      ) n join stations s on s.id = n.id
      """)
  }

  /// Truncating takes 10 ms a table, also an empty one.
  func discard(_ id: Import.ID, in transaction: Transaction) async throws {
    let size = try await transaction.first(
      """
      select pg_relation_size('incoming_points') + pg_relation_size('incoming_stations')
        + pg_relation_size('incoming_terms') + pg_relation_size('incoming_gone')
      """
    ) { row in try row.next(Int.self) }
    if size == 0 { return }
    try await transaction.execute("truncate incoming_points, incoming_stations, incoming_terms, incoming_gone")
  }
}
