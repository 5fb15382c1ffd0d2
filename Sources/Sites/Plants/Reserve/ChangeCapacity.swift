import HTTP
import Postgres
import Resources
import Runtime

/// What a plant can hold from a moment on, up to the next change.
private struct CapacityPeriod: Sendable {
  let since: Instant
  let capacity: Int
  let efficiencyIn: Decimal
  let efficiencyOut: Decimal
  let until: Instant?
}

extension SitesFeature {
  func changeCapacity(
    of held: HeldPlant, _ wanted: ChangePlant.Storage, in transaction: Transaction
  ) async throws {
    let now = clock.now
    let since = try wanted.since?.resolved(in: held.zone, "/storage/since") ?? now
    try DeclaredTime.check(since, "/storage/since", now: now)
    let before = try await period(of: held.id, at: since, in: transaction)
    let after = CapacityPeriod(
      since: since, capacity: wanted.capacityWh?.value ?? before.capacity,
      efficiencyIn: wanted.efficiencyIn.map(Reserve.factor) ?? before.efficiencyIn,
      efficiencyOut: wanted.efficiencyOut.map(Reserve.factor) ?? before.efficiencyOut, until: before.until)
    if after.isLike(before) { return }
    try await check(after, of: held.id, in: transaction)
    try await transaction.execute(
      """
      insert into plant_capacities (plant_id, since, capacity_wh, efficiency_in, efficiency_out)
      values (\(held.id), \(since), \(after.capacity), \(after.efficiencyIn), \(after.efficiencyOut))
      on conflict (plant_id, since) do update set capacity_wh = excluded.capacity_wh,
        efficiency_in = excluded.efficiency_in, efficiency_out = excluded.efficiency_out
      """)
    let end = after.until ?? Instant(seconds: 253_402_300_799)
    try await transaction.write(Rewriting(plant: held.id, first: since, last: since, until: end))
  }

  private func period(
    of plant: Plant.ID, at since: Instant, in transaction: Transaction
  ) async throws -> CapacityPeriod {
    let found = try await transaction.first(
      """
      select c.since, c.capacity_wh, c.efficiency_in, c.efficiency_out,
        (select min(n.since) from plant_capacities n where n.plant_id = c.plant_id and n.since > \(since))
      from plant_capacities c where c.plant_id = \(plant) and c.since <= \(since) order by c.since desc limit 1
      """
    ) { row in
      CapacityPeriod(
        since: try row.next(), capacity: try row.next(), efficiencyIn: try row.next(), efficiencyOut: try row.next(),
        until: try row.next())
    }
    guard let found else { throw Problem(.noReserve) }
    return found
  }

  /// Refuses a capacity below a level that is held while it would hold.
  private func check(_ period: CapacityPeriod, of plant: Plant.ID, in transaction: Transaction) async throws {
    let (since, until) = (period.since, period.until)
    let found = try await transaction.first(
      """
      with later as (
        select l.* from reserve_levels l
        where l.plant_id = \(plant) and l.at > \(since) and (\(until)::timestamptz is null or l.at <= \(until))
        order by l.at limit \(Reserve.mostLater + 1)
      ), points as (
        (
          select \(since) as at, \(sql: ReserveLevel.at(since)) as level_wh from reserve_levels l
          where l.plant_id = \(plant) and l.at <= \(since) order by l.at desc limit 1
        )
        union all select at, before_wh from later
        union all select at, wh from later where \(until)::timestamptz is null or at < \(until)
      )
      select (select min(at) from points where round(level_wh, 9) > \(period.capacity)), (select count(*) from later)
      """
    ) { row in (blockedAt: try row.next(Instant?.self), later: try row.next(Int.self)) }
    guard let found else { throw Problem(.internal) }
    if found.later > Reserve.mostLater { throw Problem.tooMuchLater }
    if let blocked = found.blockedAt { throw Problem.tooSmall(period.capacity, at: blocked) }
  }
}

extension CapacityPeriod {
  fileprivate func isLike(_ other: CapacityPeriod) -> Bool {
    capacity == other.capacity && efficiencyIn == other.efficiencyIn && efficiencyOut == other.efficiencyOut
  }
}

extension Problem {
  fileprivate static func tooSmall(_ capacity: Int, at blocked: Instant) -> Problem {
    var problem = Problem(
      .reserveFull,
      Text(
        fr:
          "La réserve contient plus de \(capacity) Wh à \(blocked) : choisissez une date plus tardive, ou plus grand.",
        en: "The reserve holds more than \(capacity) Wh at \(blocked): choose a later date, or more."))
    problem.members = [("blockedAt", .string(blocked.description))]
    return problem
  }
}
