import HTTP
import Postgres
import Runtime

/// Whether a declaration raises the level or lowers it.
enum Direction: Sendable {
  case up, down

  var opposite: Direction { self == .up ? .down : .up }
}

/// A change of the level to be: at an instant, or evenly over a time.
struct LevelChange: Sendable {
  let from: Instant
  let to: Instant
  let direction: Direction
  /// Wh in the reserve for each that is declared, as a fraction.
  var stored = Decimal(units: 1)
  var declared = Decimal(units: 1)
  /// Added to the room before it is rounded down: a count asks for a level, not for a difference.
  var base = Decimal(units: 0)
}

/// What is left of a reserve for a change.
struct ReserveRoom: Sendable {
  /// The most that can be declared, in whole Wh.
  let largest: Int
  /// The earliest instant that forbids more.
  let blockedAt: Instant
  /// How many rows of levels come after it, up to the next count; none are counted beyond what may be written anew.
  let later: Int
}

extension LevelChange {
  /// Half a nanowatt-hour, to which the levels' own constraint looks.
  private var room: SQL {
    direction == .up ? "capacity_wh - level_wh + 0.0000000005" : "level_wh + 0.0000000005"
  }

  /// Looks at every point of the level that the change moves: at both sides of each row behind it, up to the next count, and at
  /// its own end. What is declared does whole Wh to the level: so much less than half a one more still fits. A point feels of an even flow as much as has flowed since it began, or since a count within it.
  func roomQuery(in plant: Plant.ID) -> SQL {
    """
    with stop as (
      select coalesce(min(l.at), 'infinity') as at from reserve_levels l
      where l.plant_id = \(plant) and l.at > \(to) and l.counted_wh is not null
    ), later as (
      select l.* from reserve_levels l cross join stop where l.plant_id = \(plant) and l.at > \(from) and l.at <= stop.at
      order by l.at limit \(Reserve.mostLater + 1)
    ), points as (
      (
        select \(to) as at, false as is_before, \(sql: ReserveLevel.at(to)) as level_wh, l.capacity_wh,
          null::timestamptz as counted_at
        from reserve_levels l where l.plant_id = \(plant) and l.at <= \(to) order by l.at desc limit 1
      ) union all (
        select at, true, before_wh, previous_capacity_wh, null from later
      ) union all (
        select l.at, false, l.wh, l.capacity_wh, case when l.counted_wh is not null then l.at end
        from later l cross join stop where l.at < stop.at
      )
    ), flowing as (
      select *, extract(epoch from least(at, \(to)) - greatest(\(from), max(counted_at) over (order by at, is_before desc)))
        as seconds
      from points
    ), limits as (
      select at, least(1000000000000000, ceil((0.5 + floor(((\(sql: room))::numeric(60, 30) + \(base))
        * case when \(isInstant) then 1 else extract(epoch from \(to) - \(from)) end
        / case when \(isInstant) then 1 else seconds end)) * \(declared) / \(stored)) - 1)::bigint as largest
      from flowing where \(isInstant) or seconds > 0
    )
    select largest, at, (select count(*) from later) from limits order by largest, at limit 1
    """
  }

  private var isInstant: Bool { from == to }

  func room(in plant: Plant.ID, _ transaction: Transaction) async throws -> ReserveRoom {
    let found = try await transaction.first(roomQuery(in: plant)) { row in
      ReserveRoom(largest: try row.next(), blockedAt: try row.next(), later: try row.next())
    }
    guard let found else { throw Problem(.internal) }
    guard found.later <= Reserve.mostLater else { throw Problem.tooMuchLater }
    return found
  }
}
