import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/plants/{id}/movements/{movementId}/reversal: the opposite at the same time. A reversal can be reversed as well.
private struct Reversible: Sendable {
  let id: Movement.ID
  let kind: Movement.Kind
  let root: Movement.ID
  let rootKind: Movement.Kind
  let from: Instant
  let to: Instant
  let wh: Int?
  let factor: Decimal
  let raises: Bool
  let isReversed: Bool
  /// Whether a count at the same instant, after it, makes it meaningless.
  let isShielded: Bool
}

extension SitesFeature {
  func reverseMovement(_ call: Call<MovementPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await inTurn(call.request, call.path.id, back: .movement(call.path.movementId)) {
      try await doorkeeper.onlyOnce(call.request, driver) { transaction in
        try await reverse(call.path.movementId, in: call.path.id, driver, transaction)
      }
    }
  }

  private func reverse(
    _ id: Movement.ID, in plant: Plant.ID, _ driver: Driver, _ transaction: Transaction
  ) async throws -> Response {
    let held = try await hold(plant, for: driver, in: transaction)
    try held.requireReserveWithRoom()
    let movement = try await reversible(id, of: held.id, in: transaction)
    guard !movement.isReversed else {
      throw Problem(
        .conflict,
        Text(
          fr: "Ce mouvement est déjà annulé : annulez plutôt son annulation.",
          en: "This movement is reversed already: reverse its reversal instead."))
    }
    if !movement.isShielded { try await check(movement, in: held.id, transaction) }
    let made = try await keep(reversing: movement.id, in: held.id, driver, transaction)
    try await transaction.write(Rewriting(plant: held.id, first: movement.from, last: movement.to))
    return try await answer(made, of: held.id, in: transaction)
  }

  private func reversible(
    _ id: Movement.ID, of plant: Plant.ID, in transaction: Transaction
  ) async throws -> Reversible {
    let found = try await transaction.first(
      """
      select m.id, m.kind, m.root_id, o.kind, m.from_at, m.to_at, m.declared_wh, m.efficiency, m.effect_wh > 0,
        exists (select from reserve_movements r where r.reverses = m.id),
        m.from_at = m.to_at and exists (
          select from reserve_movements c where c.plant_id = m.plant_id and c.from_at = m.from_at and c.kind = 'count'
            and c.place > m.place and (select count(*) from reserve_movements r where r.root_id = c.id) % 2 = 1)
      from reserve_movements m join reserve_movements o on o.id = m.root_id
      where m.id = \(id) and m.plant_id = \(plant)
      """
    ) { row in
      Reversible(
        id: try row.next(), kind: try row.word(), root: try row.next(), rootKind: try row.word(), from: try row.next(),
        to: try row.next(), wh: try row.next(), factor: try row.next(), raises: try row.next(),
        isReversed: try row.next(), isShielded: try row.next())
    }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  private func check(_ movement: Reversible, in plant: Plant.ID, _ transaction: Transaction) async throws {
    guard let wh = movement.wh else {
      try await checkCount(movement, in: plant, transaction)
      return
    }
    let direction: Direction = movement.raises ? .down : .up
    let one = Decimal(units: 1)
    let isCharge = movement.rootKind == .charge
    let change = LevelChange(
      from: movement.from, to: movement.to, direction: direction, stored: isCharge ? movement.factor : one,
      declared: isCharge ? one : movement.factor)
    let room = try await change.room(in: plant, transaction)
    guard wh <= room.largest else {
      throw Problem.irreversible(direction, largest: max(0, room.largest), at: room.blockedAt)
    }
  }

  /// Without a count the level is what the rows before it lead to; with it again, what it says.
  private func checkCount(_ movement: Reversible, in plant: Plant.ID, _ transaction: Transaction) async throws {
    let found = try await transaction.first(
      """
      with here as (
        select * from reserve_movements m where m.plant_id = \(plant) and m.from_at = \(movement.from) and m.to_at = m.from_at
      ), counted as (
        select c.level_wh, c.place from here c
        where c.kind = 'count' and ((select count(*) from here r where r.root_id = c.id) % 2 = 1) <> (c.id = \(movement.root))
        order by c.place desc limit 1
      )
      select round(coalesce((select c.level_wh from counted c), l.before_wh) - l.wh + coalesce((
        select sum(h.effect_wh) from here h where h.place > coalesce((select c.place from counted c), 0)), 0), 9)
      from reserve_levels l where l.plant_id = \(plant) and l.at = \(movement.from)
      """
    ) { try $0.next(Decimal.self) }
    guard let difference = found else { throw Problem(.internal) }
    let direction: Direction = difference.units > 0 ? .up : .down
    let change = LevelChange(
      from: movement.from, to: movement.from, direction: direction,
      base: Decimal(units: direction == .up ? -difference.units : difference.units, scale: difference.scale))
    let room = try await change.room(in: plant, transaction)
    guard room.largest >= 0 else { throw Problem.irreversible(direction, largest: 0, at: room.blockedAt) }
  }

  private func keep(
    reversing movement: Movement.ID, in plant: Plant.ID, _ driver: Driver, _ transaction: Transaction
  ) async throws -> Movement.ID {
    let id = ids.next(Movement.self, at: clock.now)
    try await transaction.execute(
      """
      with counted as (update plants set declared = declared + 1 where id = \(plant) returning declared as number)
      insert into reserve_movements (id, plant_id, number, kind, from_at, to_at, declared_wh, efficiency, level_wh, effect_wh,
        rate, rest_wh, reverses, root_id, place, account_id, created_at)
      select \(id), m.plant_id, counted.number, 'reversal', m.from_at, m.to_at, m.declared_wh, m.efficiency, m.level_wh,
        -m.effect_wh, -m.rate, -m.rest_wh, m.id, m.root_id, m.place, \(driver.id), \(clock.now)
      from counted cross join reserve_movements m where m.id = \(movement)
      """)
    return id
  }
}

extension Problem {
  fileprivate static func irreversible(_ direction: Direction, largest: Int, at blocked: Instant) -> Problem {
    reserve(
      direction, largest: largest, at: blocked,
      direction == .up
        ? Text(
          fr: "Impossible d'annuler : la réserve déborderait à \(blocked). Corrigez d'abord ce qui suit.",
          en: "This cannot be reversed: the reserve would overflow at \(blocked). Correct what comes after it first.")
        : Text(
          fr: "Impossible d'annuler : la réserve manquerait à \(blocked). Corrigez d'abord ce qui suit.",
          en: "This cannot be reversed: the reserve would fall short at \(blocked). Correct what comes after it first.")
    )
  }
}
