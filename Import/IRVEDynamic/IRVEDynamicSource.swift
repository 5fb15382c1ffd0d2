import HTTP
import Postgres
import Runtime
import Stations

extension Import.Source {
  static let irveDynamic = Import.Source(named: "irve-dynamic")
}

extension RegisteredSource {
  static let irveDynamic = RegisteredSource(
    name: .irveDynamic, file: "a file of states",
    option: Option(flag: "--dynamic", help: "reads a file of states instead")
  ) { tools in IRVEDynamicSource(workers: tools.workers, clock: tools.clock) }
}

/// The national file of states, `schema-irve-dynamique`: what points are doing, not what they are.
struct IRVEDynamicSource: ImportSource {
  let workers: Workers
  let clock: WallClock

  var source: Import.Source { .irveDynamic }

  var kinds: [Import.ChangeKind] { [.added, .changed] }

  func sentence(_ code: String) -> Text? {
    DynamicRefusal(rawValue: code)?.sentence ?? HeaderFault.ofIRVE(code)?.sentence
  }

  /// Each state is newer than the one before, so there is nothing to withdraw and nothing to ask.
  func merge(_ job: ImportJob, counted: Changes?, in transaction: Transaction) async throws -> Changes {
    let changes = try await countChanges(accepted: job.progress.counts.rowsAccepted, in: transaction)
    job.progress.update { $0.phase = .points }
    try await transaction.execute(
      """
      create temporary table replaced on commit drop as
      select p.id as point_id, t.condition, t.occupancy, t.at
      from incoming_status i join charge_points p on p.irve_id = i.irve_id left join point_status t on t.point_id = p.id
      where t.at is null or i.at > t.at
      """)
    try await transaction.execute(
      """
      insert into point_status as t (point_id, condition, occupancy, at)
      select p.id, i.condition, i.occupancy, i.at
      from incoming_status i join charge_points p on p.irve_id = i.irve_id join replaced b on b.point_id = p.id
      on conflict (point_id) do update
      set condition = excluded.condition, occupancy = excluded.occupancy, at = excluded.at, source = excluded.source
      where excluded.at > t.at
      """)
    try await PointChanges.note(in: transaction, selectedBy: IRVEDynamicSource.told)
    // The same states with later stamps change nothing, and leave what the last import replaced.
    if changes.touched > 0 {
      try await transaction.execute("truncate point_status_before")
      try await transaction.execute("insert into point_status_before select * from replaced")
    }
    try await transaction.execute("drop table replaced")
    try await discard(job.id, in: transaction)
    return changes
  }

  func undo(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      "delete from point_status t using point_status_before b where b.point_id = t.point_id and b.at is null")
    try await transaction.execute(
      """
      update point_status t set condition = b.condition, occupancy = b.occupancy, at = b.at
      from point_status_before b where b.point_id = t.point_id
      """)
    try await PointChanges.note(in: transaction, selectedBy: "select point_id from point_status_before")
    try await transaction.execute("truncate point_status_before")
  }

  /// A feed repeats itself: only those of which it says something else are worth telling, or had fallen silent.
  private static let told: SQL = """
    select b.point_id from replaced b join point_status t on t.point_id = b.point_id
    where (b.condition, b.occupancy) is distinct from (t.condition, t.occupancy) or t.at - b.at > interval '30 minutes'
    """

  func discard(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute("truncate incoming_status")
  }

  /// Added: points of which nothing was known. Changed: those of which something else is said, and later.
  func countChanges(accepted: Int, in transaction: Transaction) async throws -> Changes {
    let counts = try await transaction.first(
      """
      select count(*) filter (where kind = 'added'), count(*) filter (where kind = 'changed')
      from (\(sql: IRVEDynamicSource.kinds)) k
      """
    ) { row in (try row.next(Int.self), try row.next(Int.self)) }
    guard let (added, changed) = counts else { return Changes() }
    return Changes(added: added, changed: changed, unchanged: accepted - added - changed)
  }

  static let kinds: SQL = """
    select i.irve_id, i.line, p.id as point_id,
      case when t.at is null then 'added'
        when i.at > t.at and (i.condition, i.occupancy) <> (t.condition, t.occupancy) then 'changed' end as kind
    from incoming_status i join charge_points p on p.irve_id = i.irve_id left join point_status t on t.point_id = p.id
    """

  func changes(
    _ id: Import.ID, _ kind: Import.ChangeKind, after cursor: String?, limit: Int, in database: Database
  ) async throws -> ChangePage {
    let rows = try await database.query(
      """
      select k.irve_id, jsonb_build_object('irveId', k.irve_id, 'line', k.line,
        'before', case when t.at is not null then
          jsonb_build_object('condition', t.condition, 'occupancy', t.occupancy, 'at', t.at) end,
        'after', jsonb_build_object('condition', i.condition, 'occupancy', i.occupancy, 'at', i.at),
        'code', null, 'field', null, 'value', null, 'message', null)
      from (\(sql: IRVEDynamicSource.kinds)) k join incoming_status i on i.irve_id = k.irve_id
      left join point_status t on t.point_id = k.point_id
      where k.kind = \(kind.rawValue) and (\(cursor)::text is null or k.irve_id > \(cursor))
      order by k.irve_id limit \(limit + 1)
      """
    ) { row in (id: try row.next(String.self), json: try row.next(JSONText.self)) }
    var page = ChangePage(items: try rows.prefix(limit).map { try JSONParser.parse(Array($0.json.text.utf8)) })
    if rows.count > limit { page.next = rows[limit - 1].id }
    return page
  }
}
