import Postgres
import Runtime
import Stations

extension IRVESource {
  /// Points that the import brought are withdrawn, not deleted: somebody may have booked there since. What it replaced comes
  /// back, but for fields that were set by hand.
  func undo(_ id: Import.ID, in transaction: Transaction) async throws {
    let now = clock.now
    try await transaction.execute(
      """
      update charge_points p set \(sql: PointColumns.assignments), location = n.location, station_id = n.station_id,
        terms_id = coalesce(n.source_terms_id, n.terms_id), source_terms_id = null, content_hash = n.content_hash,
        source_rank = n.source_rank, version = p.version + 1,
        withdrawn_at = case when 'withdrawn_at' = any (p.manual_fields) then p.withdrawn_at else n.withdrawn_at end
      from charge_points_before n where n.id = p.id
      """)
    try await transaction.execute(
      """
      update stations s set \(sql: StationColumns.assignments), first_location = n.first_location, content_hash = n.content_hash,
        version = s.version + 1,
        withdrawn_at = case when 'withdrawn_at' = any (s.manual_fields) then s.withdrawn_at else n.withdrawn_at end
      from stations_before n where n.id = s.id
      """)
    try await transaction.execute(
      """
      update charge_points set withdrawn_at = \(now), version = version + 1
      where added_by = \(id) and withdrawn_at is null and source = 'irve'
      """)
    try await transaction.execute(
      """
      update stations s set withdrawn_at = \(now), version = version + 1
      where added_by = \(id) and withdrawn_at is null and source = 'irve'
        and not exists (select from charge_points p where p.station_id = s.id and p.withdrawn_at is null)
      """)
    try await settleTerms(of: "charge_points_before", in: transaction)
    try await transaction.execute("truncate stations_before, charge_points_before")
    try await StationsVersion.bump(in: transaction)
  }
}
