import Postgres
import Runtime

extension IRVESource {
  /// One of several rows with one identifier is believed: that of the better source, then the newer, then the first in the
  /// file. A row that is stored already, because it was the first and nothing has changed, takes part. The others leave the
  /// stage; what they were is noted on the point. Rows that describe one point socket by socket are believed together.
  func settleRepeated(_ job: ImportJob, in transaction: Transaction) async throws {
    try await transaction.execute("analyze incoming_points (irve_id)")
    try await collectRepeated(in: transaction)
    try await collectUnited(in: transaction)
    try await noteReasons(in: transaction)
    try await transaction.execute(
      """
      delete from incoming_points i using settled s
      where s.place > 1 and i.irve_id = s.irve_id and i.line = s.line
      """)
    // A row that nobody believes does not speak for a station that others brought.
    try await transaction.execute(
      """
      delete from incoming_stations n using settled s
      where s.place > 1 and s.line > 0 and n.line = s.line and not s.is_united
        and exists (select from stations o where o.irve_id = n.irve_id and o.place = n.place and o.added_by = \(job.id))
      """)
    try await uniteSockets(job, in: transaction)
    try await forgetSplits(job, in: transaction)
    try await transaction.execute("drop table settled, united")
  }

  /// A place is split from another only as long as somebody believes that there is the other: a row that is not believed may
  /// have been the first of its station.
  private func forgetSplits(_ job: ImportJob, in transaction: Transaction) async throws {
    let isAlone: SQL = """
      n.place > 0 and n.evidence is not null
        and exists (select from settled s where s.place > 1 and s.station_irve_id = n.irve_id and s.station_place = 0)
        and not exists (select from incoming_points i where i.station_irve_id = n.irve_id and i.station_place = 0)
        and not exists (
          select from stations o join charge_points p on p.station_id = o.id and p.withdrawn_at is null
          where o.irve_id = n.irve_id and o.place = 0
            and not exists (select from incoming_points i where i.irve_id = p.irve_id))
      """
    try await transaction.execute("update incoming_stations n set evidence = null where \(sql: isAlone)")
    try await transaction.execute(
      "update stations n set evidence = null where n.added_by = \(job.id) and \(sql: isAlone)")
    let code = CorrectionCode.stationSplit.rawValue
    try await transaction.execute(
      """
      update import_corrections set rows = (
        select count(*) from (
          select irve_id, place from incoming_stations where place > 0 and evidence is not null
          union select irve_id, place from stations where added_by = \(job.id) and place > 0 and evidence is not null
        ) as split)
      where import_id = \(job.id) and code = \(code)
      """)
    try await transaction.execute(
      "delete from import_corrections where import_id = \(job.id) and code = \(code) and rows = 0")
  }

  private func collectRepeated(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      create temporary table settled on commit drop as
      with repeated as (select distinct irve_id from incoming_points where is_repeated),
      candidates as (
        select i.irve_id, i.line, i.source_rank, i.content_hash, i.sockets, i.power_w, i.station_irve_id, i.station_place
        from incoming_points i join repeated r on r.irve_id = i.irve_id
        union all
        select p.irve_id, 0, p.source_rank, p.content_hash, p.sockets, p.power_w, s.irve_id, s.place
        from charge_points p join repeated r on r.irve_id = p.irve_id join stations s on s.id = p.station_id
        where not exists (select from incoming_points f where f.irve_id = p.irve_id and not f.is_repeated)
      )
      select *,
        row_number() over by_belief as place,
        first_value(line) over by_belief as believed,
        first_value(source_rank) over by_belief as believed_rank,
        first_value(content_hash) over by_belief as believed_hash,
        first_value(sockets) over by_belief as believed_sockets,
        -- As good as the believed one, and of the same station.
        source_rank = first_value(source_rank) over by_belief
          and station_irve_id = first_value(station_irve_id) over by_belief
          and station_place = first_value(station_place) over by_belief as is_equal,
        false as is_united
      from candidates
      window by_belief as (partition by irve_id order by source_rank desc, line)
      """)
  }

  /// Equally good rows that have no socket in common describe one point together. Their content is that of all of them, so
  /// that a file that says the same again changes nothing, and one that leaves a row out does.
  private func collectUnited(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      create temporary table united on commit drop as
      select irve_id, believed, believed_sockets, bit_or(sockets) as sockets, max(power_w) as power_w,
        bit_xor(content_hash & ~1::bigint) | 1 as content_hash, min(line) filter (where line > 0) as line,
        count(*) as rows
      from (
        select distinct on (irve_id, content_hash & ~1::bigint) * from settled where is_equal
        order by irve_id, content_hash & ~1::bigint, line
      ) one
      group by irve_id, believed, believed_sockets
      having count(*) > 1 and bool_and(sockets > 0)
        and sum(bit_count(sockets::integer::bit(5))) = bit_count(bit_or(sockets)::integer::bit(5))
      """)
    try await transaction.execute(
      "update settled s set is_united = true from united u where u.irve_id = s.irve_id and s.is_equal")
  }

  /// The notes on a row that is stored and stays were made when it came, unless it came just now.
  private func noteReasons(in transaction: Transaction) async throws {
    let at = clock.now.description
    try await transaction.execute(
      """
      with reasons as (
        select irve_id, believed, jsonb_agg(jsonb_build_object('code', code, 'field', 'id_pdc_itinerance',
          'from', \(sql: Self.place("line")), 'to', \(sql: Self.place("believed")), 'source', 'irve',
          'at', \(at)::text) order by line) as entries
        from (
          select *, case
              when (content_hash # believed_hash) in (0, 1) then 'duplicate-identical'
              when source_rank >> 56 < believed_rank >> 56 then 'duplicate-lesser-source'
              when source_rank < believed_rank then 'duplicate-older'
              else 'duplicate-later-line' end as code
          from settled where place between 2 and 6 and not is_united) losers
        group by irve_id, believed
      ), noted as (
        update incoming_points i set evidence = coalesce(i.evidence, '[]') || r.entries
        from reasons r where i.irve_id = r.irve_id and i.line = r.believed
      )
      update charge_points p set evidence = coalesce(p.evidence, '[]') || r.entries
      from reasons r where p.irve_id = r.irve_id and r.believed = 0
        and not coalesce(p.evidence, '[]') @> '[{"field": "id_pdc_itinerance"}]'
      """)
  }

  /// In words: a row that is stored already has no line any more.
  private static func place(_ line: SQL) -> SQL {
    "case when \(sql: line) = 0 then 'déjà enregistrée' else 'ligne ' || \(sql: line) end"
  }

  private func uniteSockets(_ job: ImportJob, in transaction: Transaction) async throws {
    // A row that is stored and stays comes into the stage, as what it becomes together with the others.
    try await transaction.execute(
      """
      insert into incoming_points (\(sql: PointColumns.described.names), terms_id, location, station_irve_id,
        station_place, station_hash, line, is_repeated)
      select \(sql: PointColumns.described.names(of: "p")), coalesce(p.source_terms_id, p.terms_id),
        coalesce(p.location, s.location), s.irve_id, s.place, s.content_hash, u.line, false
      from united u join charge_points p on p.irve_id = u.irve_id join stations s on s.id = p.station_id
      where u.believed = 0
      """)
    try await transaction.execute(
      """
      update incoming_points i set sockets = u.sockets, power_w = u.power_w, content_hash = u.content_hash,
        evidence = coalesce(i.evidence, '[]') || jsonb_build_object('code', 'sockets-united', 'field', 'prise_type',
          'from', array_to_string(socket_names(u.believed_sockets), ', '),
          'to', array_to_string(socket_names(u.sockets), ', '), 'source', 'irve', 'at', \(clock.now.description)::text)
      from united u where i.irve_id = u.irve_id
      """)
    try await transaction.execute(
      """
      insert into import_corrections (import_id, code, rows)
      select \(job.id), \(CorrectionCode.socketsUnited.rawValue), sum(rows) from united having sum(rows) > 0
      on conflict (import_id, code) do update set rows = excluded.rows
      """)
  }
}
