import Postgres

extension IRVESource {
  /// In points. What is stored already is not in the stage, so that all the rest of the accepted is unchanged; the older rows
  /// are part of that.
  func countChanges(accepted: Int, insisting: Bool = false, in transaction: Transaction) async throws
    -> (changes: Changes, older: Int)
  {
    let counts = try await transaction.query(
      """
      select coalesce(kind, ''), count(*) from (\(sql: IRVESource.kinds(insisting: insisting))) k group by 1
      union all select 'withdrawn', count(*) from incoming_gone
      """
    ) { row in (kind: try row.next(String.self), points: try row.next(Int.self)) }
    func points(_ kind: Import.ChangeKind) -> Int { counts.first { $0.kind == kind.rawValue }?.points ?? 0 }
    let (added, changed, moved) = (points(.added), points(.changed), points(.moved))
    let changes = Changes(
      added: added, changed: changed, moved: moved, withdrawn: points(.withdrawn),
      unchanged: accepted - added - changed - moved)
    return (changes, points(.older))
  }

  /// The effect of each staged row on its point; none on those that are equal after all, made by hand or withdrawn by hand.
  static func kinds(insisting: Bool = false) -> SQL {
    """
    select i.irve_id, i.line, p.id as point_id,
      case when p.id is null then 'added'
        when p.source <> 'irve' or 'withdrawn_at' = any (p.manual_fields) then null
        when not \(insisting) and \(sql: isOlder) then 'older'
        when p.withdrawn_at is not null then 'added'
        when i.content_hash = p.content_hash then null
        when st_distancesphere(coalesce(p.location, s.location), i.location) > 25
          and not 'location' = any (s.manual_fields) then 'moved'
        else 'changed' end as kind
    from incoming_points i
    left join charge_points p on p.irve_id = i.irve_id
    left join stations s on s.id = p.station_id
    """
  }

  /// The staged row `i` says something else than what is stored of the point `p`, and is older.
  static let isOlder: SQL = """
    (i.content_hash <> p.content_hash and \(sql: isEarlier("i.source_rank", than: "p.source_rank")))
    """
}
