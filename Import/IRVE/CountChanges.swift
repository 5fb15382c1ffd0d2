import Postgres

extension IRVESource {
  /// In points. What is stored already is not in the stage, so that all the rest of the accepted is unchanged.
  func countChanges(accepted: Int, in transaction: Transaction) async throws -> Changes {
    let counts = try await transaction.first(
      """
      select count(*) filter (where kind = 'added'), count(*) filter (where kind = 'changed'),
        count(*) filter (where kind = 'moved'), (select count(*) from incoming_gone)
      from (\(sql: IRVESource.kinds)) k
      """
    ) { row in (try row.next(Int.self), try row.next(Int.self), try row.next(Int.self), try row.next(Int.self)) }
    guard let (added, changed, moved, withdrawn) = counts else { return Changes() }
    return Changes(
      added: added, changed: changed, moved: moved, withdrawn: withdrawn,
      unchanged: accepted - added - changed - moved)
  }

  /// What each staged row does to its point; nothing to those that are equal after all, made by hand or withdrawn by hand.
  static let kinds: SQL = """
    select i.irve_id, i.line, p.id as point_id, s.id as station_id, n.irve_id is not null as has_station,
      case when p.id is null then 'added'
        when p.source <> 'irve' or 'withdrawn_at' = any (p.manual_fields) then null
        when p.withdrawn_at is not null then 'added'
        when st_distancesphere(s.location, n.location) > 25 then 'moved'
        when i.content_hash <> p.content_hash then 'changed' end as kind
    from incoming_points i
    left join charge_points p on p.irve_id = i.irve_id
    left join incoming_stations n on n.irve_id = i.station_irve_id
    left join stations s on s.irve_id = n.irve_id
    """
}
