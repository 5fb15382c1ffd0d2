import Ground
import Postgres

extension IRVESource {
  /// Of several rows with one identifier one is believed: that of the better source, then the newer, then the first in the
  /// file. A row that is stored already, because it was the first and nothing has changed, takes part. The others leave the
  /// stage; what they were is noted on the point.
  func settleRepeated(in transaction: Transaction) async throws {
    let at = clock.now.description
    try await transaction.execute("analyze incoming_points (irve_id)")
    try await transaction.execute(
      """
      create temporary table settled on commit drop as
      with repeated as (select distinct irve_id from incoming_points where is_repeated),
      candidates as (
        select i.irve_id, i.line, i.source_rank, i.content_hash
        from incoming_points i join repeated r on r.irve_id = i.irve_id
        union all
        select p.irve_id, 0, p.source_rank, p.content_hash
        from charge_points p join repeated r on r.irve_id = p.irve_id
        where not exists (select from incoming_points f where f.irve_id = p.irve_id and not f.is_repeated)
      )
      select irve_id, line, source_rank, content_hash,
        row_number() over by_belief as place,
        first_value(line) over by_belief as believed,
        first_value(source_rank) over by_belief as believed_rank,
        first_value(content_hash) over by_belief as believed_hash
      from candidates
      window by_belief as (partition by irve_id order by source_rank desc, line)
      """)
    // What is noted of a row that is stored and stays was noted when it came, unless it came just now.
    try await transaction.execute(
      """
      with reasons as (
        select irve_id, believed, jsonb_agg(jsonb_build_object('code', code, 'field', 'id_pdc_itinerance',
          'from', \(sql: Self.place("line")), 'to', \(sql: Self.place("believed")), 'source', 'irve', 'at', \(at)::text) order by line) as entries
        from (
          select *, case
              when (content_hash # believed_hash) in (0, 1) then 'duplicate-identical'
              when source_rank >> 56 < believed_rank >> 56 then 'duplicate-lesser-source'
              when source_rank < believed_rank then 'duplicate-older'
              else 'duplicate-later-line' end as code
          from settled where place between 2 and 6) losers
        group by irve_id, believed
      ), noted as (
        update incoming_points i set evidence = coalesce(i.evidence, '[]') || r.entries
        from reasons r where i.irve_id = r.irve_id and i.line = r.believed
      )
      update charge_points p set evidence = coalesce(p.evidence, '[]') || r.entries
      from reasons r where p.irve_id = r.irve_id and r.believed = 0
        and not coalesce(p.evidence, '[]') @> '[{"field": "id_pdc_itinerance"}]'
      """)
    try await transaction.execute(
      """
      delete from incoming_points i using settled s
      where s.place > 1 and i.irve_id = s.irve_id and i.line = s.line
      """)
    try await transaction.execute("drop table settled")
    try await transaction.execute(
      """
      delete from incoming_stations r where r.is_repeated and (
        not exists (select from incoming_points i where i.station_irve_id = r.irve_id)
        or exists (select from incoming_stations o where o.irve_id = r.irve_id and not o.is_repeated)
        or exists (select from stations s where s.irve_id = r.irve_id))
      """)
  }

  /// In words: a row that is stored already has no line any more.
  private static func place(_ line: SQL) -> SQL {
    "case when \(sql: line) = 0 then 'déjà enregistrée' else 'ligne ' || \(sql: line) end"
  }
}
