import HTTP
import Postgres
import Runtime

/// Reckons the days whose readings have changed: a night reads what is new.
extension CommunityFeature {
  /// Days before a season that say how a home was.
  static let referenceDays = 366
  /// For so long a certified reading may still take the place of the box's; after that nothing counts.
  static let patienceForCertified = 30

  func refreshDays(of season: Season, at now: Instant, in transaction: Transaction) async throws {
    let (today, since) = (France.zone.local(now).day, season.first.adding(-Self.referenceDays))
    try await noteNewHomes(since, at: now, in: transaction)
    try await noteExpired(today, in: transaction)
    try await transaction.execute(
      """
      with taken as (
        delete from community_dirty_days d where community_may_use(d.home_id, \(now)) returning d.home_id, d.day
      ), due as (select distinct home_id, day from taken where day >= \(since)),
      \(sql: Self.sums), \(sql: Self.chosen(today)),
      gone as (
        delete from community_days d using due
        where d.home_id = due.home_id and d.day = due.day
          and not exists (select from chosen c where c.home_id = due.home_id and c.day = due.day)
      )
      insert into community_days as d
        (home_id, day, drawn_wh, injected_wh, produced_wh, midday_wh, certified, mark, changed_at)
      select home_id, day, drawn_wh, injected_wh, produced_wh, midday_wh, certified, mark, \(now) from chosen
      on conflict (home_id, day) do update set drawn_wh = excluded.drawn_wh, injected_wh = excluded.injected_wh,
        produced_wh = excluded.produced_wh, midday_wh = excluded.midday_wh, certified = excluded.certified,
        mark = excluded.mark, changed_at = excluded.changed_at
      where (d.drawn_wh, d.injected_wh, d.produced_wh, d.midday_wh, d.certified, d.mark) is distinct from
        (excluded.drawn_wh, excluded.injected_wh, excluded.produced_wh, excluded.midday_wh, excluded.certified, excluded.mark)
      """)
  }

  /// Whoever has come, or has given their consent again, brings all their days.
  private func noteNewHomes(_ since: CivilDay, at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      with new as (
        update community_players pl set days_from = \(since)
        where (pl.days_from is null or pl.days_from > \(since)) and community_may_use(pl.home_id, \(now))
        returning pl.home_id
      )
      insert into community_dirty_days (home_id, day)
      select c.home_id, c.day from new join curve_days c using (home_id) where c.day >= \(since)
      union select r.home_id, r.day from new join day_readings r using (home_id) where r.day >= \(since)
      union select p.home_id, p.day from new join production_days p using (home_id) where p.day >= \(since)
      """)
  }

  private func noteExpired(_ today: CivilDay, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into community_dirty_days (home_id, day)
      select home_id, day from community_days
      where not certified and day <= \(today.adding(-Self.patienceForCertified)) and drawn_wh is not null
      """)
  }

  /// Energy by home, day, direction and quality. Between 11 and 16 h is counted from the end of the day, as the clocks are
  /// changed at its beginning.
  private static let sums: SQL = """
    spans as (
      select day, (extract(epoch from ((day + 1)::timestamp at time zone 'Europe/Paris')
        - (day::timestamp at time zone 'Europe/Paris')) / 60)::integer as minutes
      from (select distinct day from due) as days
    ), sums as (
      select c.home_id, c.day, c.direction, c.quality, s.minutes as span, sum(e.wh)::bigint as wh,
        sum(e.minutes)::bigint as minutes, sum(e.midday)::bigint as midday, sum(e.mark)::bigint as mark
      from due join curve_days c using (home_id, day) join spans s using (day) cross join lateral (
        select coalesce(sum(w), 0) * c.step / 60 as wh, count(w) * c.step as minutes,
          coalesce(sum(w) filter (where (i - 1) * c.step between s.minutes - 780 and s.minutes - 481), 0) * c.step / 60
            as midday,
          coalesce(sum(w * i), 0) as mark
        from unnest(c.watts::bigint[]) with ordinality as p (w, i)
      ) as e
      where c.quality <> 'provisional' group by c.home_id, c.day, c.direction, c.quality, s.minutes
    )
    """

  /// For each day what is believed: the figure of the day, the certified curve where four fifths of it are there, the box's for
  /// a while.
  private static func chosen(_ today: CivilDay) -> SQL {
    """
    curves as (
      select home_id, day, \(sql: pivot("drawn", "dc", "dl")), \(sql: pivot("injected", "ic", "il")),
        max(midday * span / minutes) filter (
          where direction = 'drawn' and quality = 'certified' and minutes * 5 >= span * 4) as dc_midday,
        max(midday * span / minutes) filter (
          where direction = 'drawn' and quality = 'local' and minutes * 5 >= span * 4) as dl_midday,
        sum(mark * (case direction when 'drawn' then 1 else 3 end) * (case quality when 'local' then 7 else 1 end))::bigint
          as mark
      from sums group by home_id, day
    ), figures as (
      select due.home_id, due.day, max(r.value) filter (where r.direction = 'drawn') as drawn,
        max(r.value) filter (where r.direction = 'injected') as injected
      from due join day_readings r on r.home_id = due.home_id and r.day = due.day
      where r.kind = 'daily' and r.quality = 'certified' group by due.home_id, due.day
    ), roofs as (
      select due.home_id, due.day, p.wh * s.minutes / nullif(p.minutes, 0) as produced
      from due join production_days r on r.home_id = due.home_id and r.day = due.day join spans s on s.day = due.day
        cross join lateral (
          select coalesce(sum(w), 0) / 2 as wh, count(w) * 30 as minutes from unnest(r.watts::bigint[]) as p (w)) as p
      where p.minutes * 5 >= s.minutes * 4
    ), chosen as (
      select home_id, day, coalesce(f.drawn, c.dc, case when is_young then c.dl end) as drawn_wh,
        coalesce(f.injected, c.ic, case when is_young then c.il end) as injected_wh, roof.produced::bigint as produced_wh,
        coalesce(c.dc_midday, case when is_young then c.dl_midday end) as midday_wh,
        coalesce(f.drawn, c.dc) is not null
          and (coalesce(f.injected, c.ic) is not null or not (is_young and coalesce(c.il, 0) > 0)) as certified,
        coalesce(c.mark, 0) + coalesce(f.drawn, 0) as mark
      from curves c full join figures f using (home_id, day) left join roofs roof using (home_id, day)
        cross join lateral (select day > \(today.adding(-patienceForCertified))) as age (is_young)
    )
    """
  }

  private static func pivot(_ direction: SQL, _ certified: SQL, _ local: SQL) -> SQL {
    """
    max(wh * span / minutes) filter (
      where direction = '\(sql: direction)' and quality = 'certified' and minutes * 5 >= span * 4) as \(sql: certified),
    max(wh * span / minutes) filter (
      where direction = '\(sql: direction)' and quality = 'local' and minutes * 5 >= span * 4) as \(sql: local)
    """
  }
}
