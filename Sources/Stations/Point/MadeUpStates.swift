package import Postgres
package import Runtime

/// The states of a demonstration's points, as a dynamic feed would tell them of real ones: some towns are crowded, some
/// stations full or busy, a few points broken. A state follows from the point and the time, so that servers agree and a new
/// start changes nothing. Points that somebody has booked for soon are left alone, and so is what a real feed has said.
package enum MadeUpStates {
  /// The seconds after which a state is told again, before it is too old to count. Each station has its second in a turn.
  package static let turn: Int64 = 1024

  /// Tells the states of the stations whose seconds these are. They must be of one turn.
  package static func tell(_ seconds: ClosedRange<Int64>, at now: Instant, in transaction: Transaction) async throws {
    let points = try await transaction.query(
      """
      with drawn as (\(sql: drawn(seconds, at: now))), gone as (
        delete from point_status t using drawn d
        where t.point_id = d.id and d.condition = '' and t.source = 'demonstration' returning t.point_id
      ), told as (
        insert into point_status as t (point_id, condition, occupancy, at, source)
        select id, condition, case condition when 'inService' then 'occupied' else 'unknown' end, \(now), 'demonstration'
        from drawn where condition <> ''
        on conflict (point_id) do update set condition = excluded.condition, occupancy = excluded.occupancy,
          -- Broken since it broke; occupied as of now.
          at = case when t.condition = 'outOfService' and excluded.condition = 'outOfService' then t.at else excluded.at end
        where t.source = 'demonstration'
        returning t.point_id
      )
      select point_id from gone
      union all
      select d.id from told join drawn d on d.id = told.point_id
      where d.was is distinct from d.condition or \(now) - d.was_at > interval '30 minutes'
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(points, in: transaction)
  }

  /// Each point with its condition, without a word where it is free, and with what was told of it before. A day has some
  /// 84 turns: what is broken stays so.
  private static func drawn(_ seconds: ClosedRange<Int64>, at now: Instant) -> SQL {
    let number = seconds.lowerBound / turn
    return """
      select p.id, case
        when exists (
          select from reservations r where r.point_id = p.id and r.state in \(sql: OpenReservation.states)
            and r.lapses_at > \(now) and lower(r.during) < \(now + .seconds(2 * 3600))) then ''
        when made_up_chance(p.irve_id, \(number / 84)) < 0.018 then 'outOfService'
        when made_up_chance(p.irve_id, \(number)) < case
          when made_up_chance(coalesce(s.insee_code, s.irve_id), \(number / 4)) < 0.05 then 0.9
          when made_up_chance(s.irve_id, \(number)) < 0.1 then 0.97
          when made_up_chance(s.irve_id, \(number)) < 0.2 then 0.75
          else 0.06 end then 'inService'
        else '' end as condition, t.condition as was, t.at as was_at
      from stations s join charge_points p on p.station_id = s.id left join point_status t on t.point_id = p.id
      where s.demonstration and s.withdrawn_at is null and p.withdrawn_at is null
        and hashtext(s.irve_id) between \(hash(seconds.lowerBound)) and \(hash(seconds.upperBound) + share - 1)
      """
  }

  /// Hashes of 32 bits are dealt to the seconds of a turn.
  private static let share: Int64 = 1 << 22

  private static func hash(_ second: Int64) -> Int64 { Int64(Int32.min) + second % turn * share }

  /// Takes back what was told of points that are withdrawn, or of all.
  package static func silence(all: Bool, in transaction: Transaction) async throws {
    let points = try await transaction.query(
      """
      delete from point_status t using charge_points p join stations s on s.id = p.station_id
      where p.id = t.point_id and t.source = 'demonstration'
        and (\(all) or p.withdrawn_at is not null or s.withdrawn_at is not null)
      returning t.point_id
      """
    ) { try $0.next(ChargePoint.ID.self) }
    try await PointChanges.note(points, in: transaction)
  }
}
