import Accounts
import HTTP
import Postgres
import Runtime

/// A plant that waits for nobody else until the end of the transaction: writers of one reserve come one after another.
struct HeldPlant: Sendable {
  let before: Plant.Versioned
  let zone: Zone
  /// How many movements were declared of it.
  var declared = 0

  var id: Plant.ID { before.plant.id }

  /// Whoever asks of a reserve that is not there is told so.
  func requireReserve() throws {
    guard before.plant.storage != nil else { throw Problem(.noReserve) }
  }

  func requireReserveWithRoom() throws {
    try requireReserve()
    guard declared < Reserve.mostMovements else {
      throw Problem(
        .quotaReached,
        Text(
          fr: "Au plus \(Reserve.mostMovements) mouvements par centrale.",
          en: "At most \(Reserve.mostMovements) movements a plant."))
    }
  }
}

extension SitesFeature {
  /// Holds a plant for somebody who may declare.
  func hold(_ id: Plant.ID, for driver: Driver, in transaction: Transaction) async throws -> HeldPlant {
    let declared = try await transaction.first("select declared from plants where id = \(id) for update") {
      try $0.next(Int.self)
    }
    let before = try await plant(id, for: driver, in: transaction)
    try before.right.require(.technician)
    return HeldPlant(before: before, zone: try zone(of: before.plant), declared: declared ?? 0)
  }

  /// A plant to read of, and the clocks where it stands.
  func visible(_ id: Plant.ID, for driver: Driver) async throws -> HeldPlant {
    let found = try await plant(id, for: driver, in: database)
    return HeldPlant(before: found, zone: try zone(of: found.plant))
  }

  private func zone(of plant: Plant) throws -> Zone {
    guard let zone = Zone.named(plant.timeZone) else { throw Problem(.internal) }
    return zone
  }
}
