import Postgres

extension IRVESource {
  /// A station that is known, and all of whose points are in another place of its identifier now, has moved there.
  func settlePlaces(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      create temporary table moved_stations on commit drop as
      with added as (
        select n.irve_id, n.place, row_number() over (partition by n.irve_id order by n.place) as turn
        from (select distinct irve_id, place from incoming_stations where place > 0) n
        where exists (select from stations s where s.irve_id = n.irve_id)
          and not exists (select from stations s where s.irve_id = n.irve_id and s.place = n.place)
      ), left_behind as (
        select s.irve_id, s.place, row_number() over (partition by s.irve_id order by s.place) as turn
        from stations s
        where s.source = 'irve' and s.irve_id in (select irve_id from added)
          and not exists (
            select from incoming_points i where i.station_irve_id = s.irve_id and i.station_place = s.place)
          and not exists (
            select from charge_points p
            where p.station_id = s.id and p.withdrawn_at is null
              and not exists (select from incoming_points i where i.irve_id = p.irve_id)
              and not exists (select from incoming_gone g where g.point_id = p.id))
      )
      select a.irve_id, a.place as from_place, l.place as to_place
      from added a join left_behind l on l.irve_id = a.irve_id and l.turn = a.turn
      """)
    try await transaction.execute(
      """
      update incoming_points i set station_place = m.to_place from moved_stations m
      where m.irve_id = i.station_irve_id and m.from_place = i.station_place
      """)
    try await transaction.execute(
      """
      update incoming_stations n set place = m.to_place, has_moved = true, evidence = null from moved_stations m
      where m.irve_id = n.irve_id and m.from_place = n.place
      """)
    try await transaction.execute("drop table moved_stations")
  }

  /// The newest row that is believed speaks for its station, of several the first. A row that is stored and stays takes part:
  /// it said what is stored of the station. Descriptions by others leave the stage.
  func settleSpeakers(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      create temporary table speakers on commit drop as
      select distinct on (station_irve_id, station_place)
        station_irve_id as irve_id, station_place as place, station_hash, source_rank
      from incoming_points
      order by station_irve_id, station_place, source_rank desc, line
      """)
    // By three columns that belong together the planner expects one row, and would look through the whole stage for each station.
    try await transaction.execute("set local enable_nestloop = off")
    try await transaction.execute(
      """
      create temporary table spoken on commit drop as
      select distinct on (n.irve_id, n.place) n.*
      from incoming_stations n join speakers k
        on k.irve_id = n.irve_id and k.place = n.place and k.station_hash = n.content_hash
      where not exists (
        select from stations s join charge_points p on p.station_id = s.id and p.withdrawn_at is null
        where s.irve_id = n.irve_id and s.place = n.place and not n.has_moved
          and \(sql: Self.isNoLater("k.source_rank", than: "p.source_rank"))
          and not exists (select from incoming_points i where i.irve_id = p.irve_id)
          and not exists (select from incoming_gone g where g.point_id = p.id))
      order by n.irve_id, n.place, n.line
      """)
    try await transaction.execute("set local enable_nestloop = on")
    try await transaction.execute("truncate incoming_stations")
    try await transaction.execute("insert into incoming_stations select * from spoken")
    try await transaction.execute("drop table speakers, spoken")
    try await transaction.execute("analyze incoming_stations (irve_id, place)")
  }

  /// The same where the stations were written as they came: then each description in the stage outranks those before it.
  func settleDirectSpeakers(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      delete from incoming_stations n using incoming_stations later
      where later.irve_id = n.irve_id and later.place = n.place and later.line > n.line
      """)
  }

  func keepTerms(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into terms (\(sql: TermsColumns.all.names))
      select \(sql: TermsColumns.all.names) from incoming_terms on conflict do nothing
      """)
  }
}
