import Postgres
import Runtime

/// Where something has changed, and up to where the levels behind it follow.
struct Rewriting: Sendable {
  let plant: Plant.ID
  let first: Instant
  let last: Instant
  /// Up to the end of what follows; nil goes up to the next count.
  var until: Instant?
}

extension Transaction {
  /// Brings the levels of a reserve in line with its movements and capacities.
  func write(_ levels: Rewriting) async throws {
    try await execute(levels.breakpoints)
    try await execute(levels.suffix)
  }
}

extension Rewriting {
  /// The rows in which something will happen, where there are none yet: for now the line goes through them.
  fileprivate var breakpoints: SQL {
    """
    insert into reserve_levels (plant_id, at, previous_at, previous_wh, previous_rate, previous_since, previous_capacity_wh,
      turn, rest_wh, jump_wh, before_wh, wh, rate, since, capacity_wh)
    select l.plant_id, l.moment, l.at, l.wh, l.rate, l.since, l.capacity_wh, 0, 0, 0, l.level_wh, l.level_wh, l.rate, l.since,
      l.capacity_wh
    from unnest(array[\(first), \(last)]) as wanted (moment) cross join lateral (
      select l.*, wanted.moment,
        l.wh + case when l.rate = 0 then 0 else l.rate * extract(epoch from wanted.moment - l.at) end as level_wh
      from reserve_levels l where l.plant_id = \(plant) and l.at < wanted.moment order by l.at desc limit 1
    ) l
    on conflict (plant_id, at) do nothing
    """
  }

  /// One pass over the rows from the first change on: each takes what the one before hands on, a count begins anew. Only rows
  /// that come out different are written.
  fileprivate var suffix: SQL {
    """
    with base as (
      select l.at, l.wh, l.rate, l.since, l.capacity_wh from reserve_levels l
      where l.plant_id = \(plant) and l.at < \(first) order by l.at desc limit 1
    ), touched as materialized (
      select distinct on (wanted.moment) wanted.moment, f.*
      from unnest(array[\(first), \(last)]) as wanted (moment) cross join lateral reserve_facts(\(plant), wanted.moment) f
    ), facts as (
      select l.at, coalesce(f.turn, l.turn) as turn, coalesce(f.rest_wh, l.rest_wh) as rest_wh,
        case when f.turn is null then l.counted_wh else f.counted_wh end as counted_wh,
        coalesce(f.jump_wh, l.jump_wh) as jump_wh, c.since, c.capacity_wh
      from reserve_levels l
        left join touched f on f.moment = l.at
        cross join lateral (
          select c.since, c.capacity_wh from plant_capacities c where c.plant_id = l.plant_id and c.since <= l.at
          order by c.since desc limit 1
        ) c
      where l.plant_id = \(plant) and l.at >= \(first) and l.at <= coalesce(\(until), (
        select min(l.at) from reserve_levels l where l.plant_id = \(plant) and l.at > \(last) and l.counted_wh is not null
      ), 'infinity')
    ), placed as (
      select f.*, coalesce(lag(f.at) over up, b.at) as previous_at, coalesce(lag(f.since) over up, b.since) as previous_since,
        coalesce(lag(f.capacity_wh) over up, b.capacity_wh) as previous_capacity_wh,
        b.rate + sum(f.turn) over up as rate, count(f.counted_wh) over up as anchor, b.wh as base_wh
      from facts f cross join base b window up as (order by f.at)
    ), flowing as (
      select p.*, p.rate - p.turn as previous_rate,
        p.rest_wh + case when p.rate = p.turn then 0
          else (p.rate - p.turn) * extract(epoch from p.at - p.previous_at) end as flow
      from placed p
    ), summed as (
      select f.*, case when f.anchor = 0 then f.base_wh else 0 end
        + sum(coalesce(f.counted_wh, f.flow) + f.jump_wh) over (partition by f.anchor order by f.at) as wh
      from flowing f
    ), chained as (
      select s.*, coalesce(lag(s.wh) over (order by s.at), s.base_wh) as previous_wh from summed s
    )
    update reserve_levels l set previous_at = c.previous_at, previous_wh = c.previous_wh, previous_rate = c.previous_rate,
      previous_since = c.previous_since, previous_capacity_wh = c.previous_capacity_wh, turn = c.turn, rest_wh = c.rest_wh,
      counted_wh = c.counted_wh, jump_wh = c.jump_wh, before_wh = c.previous_wh + c.flow, wh = c.wh, rate = c.rate,
      since = c.since, capacity_wh = c.capacity_wh
    from chained c
    where l.plant_id = \(plant) and l.at = c.at and (l.previous_at, l.previous_wh, l.previous_rate, l.previous_since,
      l.previous_capacity_wh, l.turn, l.rest_wh, l.counted_wh, l.jump_wh, l.wh, l.rate, l.since, l.capacity_wh)
      is distinct from (c.previous_at, c.previous_wh, c.previous_rate, c.previous_since, c.previous_capacity_wh, c.turn,
      c.rest_wh, c.counted_wh, c.jump_wh, c.wh, c.rate, c.since, c.capacity_wh)
    """
  }
}
