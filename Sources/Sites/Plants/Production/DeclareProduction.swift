import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/plants/{id}/production: no time twice.
struct DeclareProduction: Decodable, Sendable {
  let from: WallMoment
  let to: WallMoment
  let wh: Quantity
}

extension SitesFeature {
  func declareProduction(
    _ call: Call<PlantPath, Nothing, JSONBody<DeclareProduction>>, _ driver: Driver
  ) async throws -> Response {
    let wanted = call.body
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let held = try await hold(call.path.id, for: driver, in: transaction)
      let time = try DeclaredTime(from: wanted.from, to: wanted.to, in: held.zone, now: clock.now)
      let id = ids.next(Production.self, at: clock.now)
      let made = try await transaction.first(
        """
        insert into plant_production as e (id, plant_id, during, wh, account_id, created_at)
        values (\(id), \(held.id), \(time.from..<time.to), \(wanted.wh.value), \(driver.id), \(clock.now))
        on conflict do nothing returning \(sql: Production.columns)
        """
      ) { try Production(&$0) }
      guard let made else { throw try await overlap(time.from..<time.to, of: held.id, in: transaction) }
      return try Response.json(made, status: .created)
        .header("Location", "/api/plants/\(held.id)/production/\(id)")
    }
  }

  /// What was declared for a part of that time already.
  private func overlap(
    _ during: Range<Instant>, of plant: Plant.ID, in transaction: Transaction
  ) async throws -> Problem {
    let found = try await transaction.first(
      """
      select \(sql: Production.columns) from plant_production e
      where e.plant_id = \(plant) and e.during && \(during) order by lower(e.during) limit 1
      """
    ) { try Production(&$0) }
    guard let found else { return Problem(.conflict) }
    var problem = Problem(
      .conflict,
      Text(
        fr: "\(found.wh) Wh sont déjà déclarés de \(found.from) à \(found.to) : choisissez un autre temps.",
        en: "\(found.wh) Wh are declared from \(found.from) to \(found.to) already: choose another time."))
    problem.members = [("productionId", .string(found.id.description))]
    return problem
  }

  func deleteProduction(_ call: Call<ProductionPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let held = try await hold(call.path.id, for: driver, in: transaction)
      let gone = try await transaction.execute(
        "delete from plant_production where id = \(call.path.productionId) and plant_id = \(held.id)")
      guard gone > 0 else { throw Problem(.notFound) }
      return .noContent
    }
  }
}

/// The member of a refusal: what stands there already.
struct ProductionRefusal: Decodable {
  let productionId: Production.ID?
}
