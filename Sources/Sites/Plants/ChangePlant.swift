import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// PATCH /api/plants/{id}. A field that is not named stays; null takes away what a plant may lack.
struct ChangePlant: Decodable, Sendable {
  struct Storage: Decodable, Sendable {
    let capacityWh: Amount?
    let efficiencyIn: Efficiency?
    let efficiencyOut: Efficiency?
    /// From when on; now where nobody says.
    let since: WallMoment?
  }

  let name: ThingName?
  let peakWatts: PeakPower??
  let storage: Storage??

  private enum Key: String, CodingKey { case name, peakWatts, storage }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decodeIfPresent(ThingName.self, forKey: .name)
    peakWatts = try fields.change(.peakWatts)
    storage = try fields.change(.storage)
  }
}

extension SitesFeature {
  func changePlant(_ call: Call<PlantPath, Nothing, JSONBody<ChangePlant>>, _ driver: Driver) async throws -> Response {
    let (id, wanted) = (call.path.id, call.body)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let held = try await hold(id, for: driver, in: transaction)
      try call.request.requireMatch(held.before.tag)
      if let storage = wanted.storage { try await change(held, storage, in: transaction) }
      let peak = wanted.peakWatts.map { $0?.value } ?? held.before.plant.peakWatts
      try await transaction.execute(
        "update plants set peak_watts = \(peak), version = version + 1 where id = \(id)")
      if let name = wanted.name {
        try await transaction.execute(
          """
          update devices set name = \(name.text), version = version + 1
          where id = \(held.before.plant.deviceId) and name <> \(name.text)
          """)
      }
      return try await plant(id, for: driver, in: transaction).response()
    }
  }

  private func change(
    _ held: HeldPlant, _ wanted: ChangePlant.Storage?, in transaction: Transaction
  ) async throws {
    let hasReserve = held.before.plant.storage != nil
    switch (wanted, hasReserve) {
    case (nil, false): return
    case (nil, true): try await closeReserve(of: held.id, in: transaction)
    case (let wanted?, true): try await changeCapacity(of: held, wanted, in: transaction)
    case (let wanted?, false):
      guard let capacity = wanted.capacityWh else {
        throw Problem(.validation, faults: [Problem.Fault("/storage/capacityWh", .missing)])
      }
      let storage = WantedStorage(
        capacityWh: capacity, efficiencyIn: wanted.efficiencyIn, efficiencyOut: wanted.efficiencyOut)
      try await openReserve(of: held.id, storage, in: transaction)
    }
  }

  /// Only one of which nothing was ever declared.
  private func closeReserve(of plant: Plant.ID, in transaction: Transaction) async throws {
    let isUsed = try await transaction.first(
      "select exists (select from reserve_movements where plant_id = \(plant))"
    ) { try $0.next(Bool.self) }
    guard isUsed == false else {
      throw Problem(
        .conflict,
        Text(
          fr: "Des mouvements ont été déclarés dans cette réserve : elle reste avec eux. Changez plutôt sa capacité.",
          en: "Movements were declared in this reserve: it stays with them. Change its capacity instead."))
    }
    try await transaction.execute("delete from reserve_levels where plant_id = \(plant)")
    try await transaction.execute("delete from plant_capacities where plant_id = \(plant)")
  }
}
