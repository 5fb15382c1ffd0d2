import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/plants/{id}/counts: what the reserve holds, as somebody read it. The difference to what was declared is shown, and
/// whatever is declared before it later changes that difference alone.
struct CountLevel: Decodable, Sendable {
  let levelWh: Quantity
  let at: WallMoment?
}

extension SitesFeature {
  func countLevel(
    _ call: Call<PlantPath, Nothing, JSONBody<CountLevel>>, _ driver: Driver
  ) async throws -> Response {
    let wanted = call.body
    let reach = wanted.at.map { Reach.moment($0) } ?? .now
    return try await inTurn(call.request, call.path.id, back: reach) {
      try await doorkeeper.onlyOnce(call.request, driver) { transaction in
        try await count(wanted, in: call.path.id, driver, transaction)
      }
    }
  }

  private func count(
    _ wanted: CountLevel, in plant: Plant.ID, _ driver: Driver, _ transaction: Transaction
  ) async throws -> Response {
    let held = try await hold(plant, for: driver, in: transaction)
    try held.requireReserveWithRoom()
    let at = try DeclaredTime(at: wanted.at, in: held.zone, now: clock.now).from
    try await check(wanted.levelWh.value, at: at, in: held.id, transaction)
    let id = try await keep(wanted, at: at, in: held.id, driver, transaction)
    try await transaction.write(Rewriting(plant: held.id, first: at, last: at))
    return try await answer(id, of: held.id, in: transaction)
  }

  /// Either bound of the level there, by what was declared after it.
  private func check(_ level: Int, at: Instant, in plant: Plant.ID, _ transaction: Transaction) async throws {
    let held = try await declaredLevel(at: at, of: plant, in: transaction)
    let up = LevelChange(from: at, to: at, direction: .up, base: held)
    let highest = try await up.room(in: plant, transaction)
    guard level <= highest.largest else {
      throw Problem.reserve(
        .up, largest: highest.largest, at: highest.blockedAt,
        Text(
          fr: "Au plus \(highest.largest) Wh à ce moment : la réserve serait pleine à \(highest.blockedAt).",
          en: "At most \(highest.largest) Wh at that time: the reserve would be full at \(highest.blockedAt)."))
    }
    let down = LevelChange(from: at, to: at, direction: .down, base: Decimal(units: -held.units, scale: held.scale))
    let lowest = try await down.room(in: plant, transaction)
    guard level >= -lowest.largest else {
      throw Problem.reserve(leastLevel: -lowest.largest, at: lowest.blockedAt)
    }
  }

  /// The declared level, to the nanowatt-hour.
  private func declaredLevel(at: Instant, of plant: Plant.ID, in transaction: Transaction) async throws -> Decimal {
    let found = try await transaction.first(
      """
      select round(\(sql: ReserveLevel.at(at)), 9) from reserve_levels l
      where l.plant_id = \(plant) and l.at <= \(at) order by l.at desc limit 1
      """
    ) { try $0.next(Decimal.self) }
    guard let found else { throw Problem(.noReserve) }
    return found
  }

  private func keep(
    _ wanted: CountLevel, at: Instant, in plant: Plant.ID, _ driver: Driver, _ transaction: Transaction
  ) async throws -> Movement.ID {
    let id = ids.next(Movement.self, at: clock.now)
    try await transaction.execute(
      """
      with counted as (update plants set declared = declared + 1 where id = \(plant) returning declared as number)
      insert into reserve_movements (id, plant_id, number, kind, from_at, to_at, level_wh, effect_wh, root_id, place, account_id,
        created_at)
      select \(id), \(plant), number, 'count', \(at), \(at), \(wanted.levelWh.value), 0, \(id), number, \(driver.id), \(clock.now)
      from counted
      """)
    return id
  }
}
