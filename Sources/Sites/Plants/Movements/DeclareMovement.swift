import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/plants/{id}/movements: energy that went in or out, at an instant or evenly over a time.
struct DeclareMovement: Decodable, Sendable {
  enum Kind: String, CaseIterable, Field { case charge, consume }

  let kind: Kind
  let wh: Amount
  let at: WallMoment?
  let from: WallMoment?
  let to: WallMoment?
}

extension SitesFeature {
  func declareMovement(
    _ call: Call<PlantPath, Nothing, JSONBody<DeclareMovement>>, _ driver: Driver
  ) async throws -> Response {
    let wanted = call.body
    let reach = (wanted.from ?? wanted.at).map { Reach.moment($0) } ?? .now
    return try await inTurn(call.request, call.path.id, back: reach) {
      try await doorkeeper.onlyOnce(call.request, driver) { transaction in
        try await declare(wanted, in: call.path.id, driver, transaction)
      }
    }
  }

  private func declare(
    _ wanted: DeclareMovement, in plant: Plant.ID, _ driver: Driver, _ transaction: Transaction
  ) async throws -> Response {
    let held = try await hold(plant, for: driver, in: transaction)
    try held.requireReserveWithRoom()
    let time = try DeclaredTime(at: wanted.at, from: wanted.from, to: wanted.to, in: held.zone, now: clock.now)
    let factor = try await factor(of: held.id, wanted.kind, at: time.from, in: transaction)
    let change = LevelChange(wanted.kind, time, factor)
    let room = try await change.room(in: held.id, transaction)
    guard wanted.wh.value <= room.largest else {
      throw Problem.reserve(change.direction, largest: max(0, room.largest), at: room.blockedAt)
    }
    let id = try await keep(wanted, time, factor, in: held.id, driver, transaction)
    try await transaction.write(Rewriting(plant: held.id, first: time.from, last: time.to))
    return try await answer(id, of: held.id, in: transaction)
  }

  func answer(_ id: Movement.ID, of plant: Plant.ID, in transaction: Transaction) async throws -> Response {
    try Response.json(try await movement(id, of: plant, in: transaction), status: .created)
      .header("Location", "/api/plants/\(plant)/movements/\(id)")
  }

  /// The factor that holds at an instant.
  private func factor(
    of plant: Plant.ID, _ kind: DeclareMovement.Kind, at instant: Instant, in transaction: Transaction
  ) async throws -> Decimal {
    let found = try await transaction.first(
      """
      select case when \(kind == .charge) then c.efficiency_in else c.efficiency_out end from plant_capacities c
      where c.plant_id = \(plant) and c.since <= \(instant) order by c.since desc limit 1
      """
    ) { try $0.next(Decimal.self) }
    guard let found else { throw Problem(.noReserve) }
    return found
  }

  /// What is stored of a charge, and what is drawn for a consumption: rounded here, and never again.
  private func keep(
    _ wanted: DeclareMovement, _ time: DeclaredTime, _ factor: Decimal, in plant: Plant.ID, _ driver: Driver,
    _ transaction: Transaction
  ) async throws -> Movement.ID {
    let id = ids.next(Movement.self, at: clock.now)
    let wh = wanted.wh.value
    try await transaction.execute(
      """
      with counted as (update plants set declared = declared + 1 where id = \(plant) returning declared as number),
      effects as (
        select case when \(wanted.kind == .charge) then round(\(wh)::bigint * \(factor))
          else -round(\(wh)::bigint::numeric(30, 18) / \(factor)) end as effect_wh,
          extract(epoch from \(time.to) - \(time.from)) as seconds
      ), flows as (
        select *, case when seconds = 0 then 0 else trunc(effect_wh::numeric(50, 30) / seconds, 30) end as rate from effects
      )
      insert into reserve_movements (id, plant_id, number, kind, from_at, to_at, declared_wh, efficiency, effect_wh, rate,
        rest_wh, root_id, place, account_id, created_at)
      select \(id), \(plant), number, \(wanted.kind.rawValue), \(time.from), \(time.to), \(wh), \(factor), effect_wh, rate,
        case when seconds = 0 then 0 else effect_wh - rate * seconds end, \(id), number, \(driver.id), \(clock.now)
      from counted cross join flows
      """)
    return id
  }
}

extension LevelChange {
  /// A charge raises the level by less than what is declared, a consumption lowers it by more.
  init(_ kind: DeclareMovement.Kind, _ time: DeclaredTime, _ factor: Decimal) {
    let one = Decimal(units: 1)
    switch kind {
    case .charge: self.init(from: time.from, to: time.to, direction: .up, stored: factor, declared: one)
    case .consume: self.init(from: time.from, to: time.to, direction: .down, stored: one, declared: factor)
    }
  }
}
