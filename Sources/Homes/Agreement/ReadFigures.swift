import HTTP
import Postgres
import Resources
import Runtime

extension HomesFeature {
  /// The figures of a home's days, side by side. A day that was read with gaps is the difference of its register over
  /// the whole day where there is one; else only the half-hours that were read are compared, where the operator has a
  /// curve.
  func figures(of home: Home.ID, _ days: Range<CivilDay>, in database: some Querying) async throws -> [DayFigures] {
    let newest = try await threshold(in: database)
    return try await database.query(
      """
      with local as (
        select c.direction, c.day, sum(w) / 2 as wh, count(w) as read, cardinality(c.watts) as expected, c.watts
        from curve_days c cross join lateral unnest(c.watts) as w
        where c.home_id = \(home) and c.quality = 'local' and c.step = 30 and c.day >= \(days.lowerBound)
          and c.day < \(days.upperBound)
        group by c.direction, c.day, c.watts
      ), curves as (
        select c.direction, c.day, (sum(coalesce(w, 0) * c.step::bigint) / 60)::bigint as wh,
          sum(c.step) filter (where w is not null) as minutes
        from curve_days c cross join lateral unnest(c.watts) as w
        where c.home_id = \(home) and c.quality = 'certified' and c.day >= \(days.lowerBound) and c.day < \(days.upperBound)
        group by c.direction, c.day
      ), asked as (
        select d::date as day, direction, (extract(epoch from (d::date + 1)::timestamp at time zone 'Europe/Paris')
          - extract(epoch from d::date::timestamp at time zone 'Europe/Paris'))::integer / 1800 as expected
        from generate_series(\(days.lowerBound)::date, \(days.upperBound.adding(-1))::date, interval '1 day') as d
          cross join (select direction from local union select direction from curves
            union select direction from home_days where home_id = \(home) and quality = 'certified'
              and day >= \(days.lowerBound) and day < \(days.upperBound) union select 'drawn') as directions
      )
      select a.day, a.direction,
        case when l.read < a.expected then coalesce(whole.wh, l.wh) else l.wh end,
        coalesce(h.wh, case when u.minutes = a.expected * 30 then u.wh end),
        case when l.read < a.expected and whole.wh is null and same.read = l.read then same.wh end,
        coalesce(l.read, 0), a.expected, coalesce(s.source, case when exists (
          select from boxes where home_id = \(home) and meter_mode = 'pulses') then 'pulse' else 'tic' end),
        \(sql: Threshold.columns)
      from asked a
        left join local l using (day, direction)
        left join curves u using (day, direction)
        left join home_days h
          on h.home_id = \(home) and h.quality = 'certified' and h.day = a.day and h.direction = a.direction
        left join home_agreements s on s.home_id = \(home) and s.day = a.day and s.direction = a.direction
        join agreement_thresholds t on t.id = coalesce(s.threshold_id, \(newest.id))
        left join lateral (
          select max(box_register_difference(b.id, a.direction, a.day::timestamp at time zone 'Europe/Paris',
            (a.day + 1)::timestamp at time zone 'Europe/Paris')) as wh
          from boxes b
          where b.home_id = \(home) and l.read < a.expected and l.read * 1000 >= a.expected * t.coverage_permille
        ) whole on true
        left join lateral (
          select sum(p.theirs) / 2 as wh, count(p.theirs) as read
          from curve_days c cross join lateral unnest(l.watts, c.watts) as p(ours, theirs)
          where c.home_id = \(home) and c.direction = a.direction and c.day = a.day and c.quality = 'certified'
            and c.step = 30 and p.ours is not null and l.read < a.expected
        ) same on true
      order by a.day, a.direction
      """
    ) { row in try DayFigures(&row) }
  }

  /// The one in force.
  func threshold(in database: some Querying) async throws -> Threshold {
    let found = try await database.first(
      """
      select \(sql: Threshold.columns) from agreement_thresholds t where t.since <= \(clock.now)
      order by t.since desc, t.id desc limit 1
      """
    ) { try Threshold(&$0) }
    guard let found else { throw Problem(.internal) }
    return found
  }
}

extension DayFigures {
  fileprivate init(_ row: inout Row) throws {
    let (day, direction) = (try row.next(CivilDay.self), try row.word(Direction.self))
    let (localWh, certifiedWh, comparedWh) = (
      try row.next(Int?.self), try row.next(Int?.self), try row.next(Int?.self)
    )
    let (read, expected, source) = (try row.next(Int.self), try row.next(Int.self), try row.word(LocalSource.self))
    self.init(
      day: day, direction: direction, localWh: localWh, certifiedWh: certifiedWh, comparedWh: comparedWh, read: read,
      expected: expected, source: source, threshold: try Threshold(&row))
  }
}
