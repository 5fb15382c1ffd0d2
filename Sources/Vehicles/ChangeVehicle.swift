import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Stations

/// PATCH /api/vehicles/{id}. A field that is not named stays; null takes away what a vehicle may lack.
struct ChangeVehicle: Decodable, Sendable {
  let name: DisplayName?
  let usableKwh: UsableEnergy?
  let acKw: ACPower?
  let acPhases: Phases?
  let dcKw: DCPower??
  let sockets: [SocketName]?
  let curve: [CurvePoint]??
  let isDefault: Bool?

  private enum Key: String, CodingKey {
    case name, usableKwh, acKw, acPhases, dcKw, sockets, curve, isDefault
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decodeIfPresent(DisplayName.self, forKey: .name)
    usableKwh = try fields.decodeIfPresent(UsableEnergy.self, forKey: .usableKwh)
    acKw = try fields.decodeIfPresent(ACPower.self, forKey: .acKw)
    acPhases = try fields.decodeIfPresent(Phases.self, forKey: .acPhases)
    dcKw = try fields.change(.dcKw)
    sockets = try fields.decodeIfPresent([SocketName].self, forKey: .sockets)
    curve = try fields.change(.curve)
    isDefault = try fields.decodeIfPresent(Bool.self, forKey: .isDefault)
  }
}

/// The id in a path below /api/vehicles.
struct VehiclePath: Decodable, Sendable {
  let id: Vehicle.ID
}

extension VehiclesFeature {
  func changeVehicle(
    _ call: Call<VehiclePath, Nothing, JSONBody<ChangeVehicle>>, _ driver: Driver
  ) async throws -> Response {
    let (id, wanted) = (call.path.id, call.body)
    let changed = try await database.transaction { transaction in
      _ = try await holdGarage(of: driver, in: transaction)
      let before = try await vehicle(id, of: driver, in: transaction)
      try call.request.honourMatch(before.tag)
      let isDefault = try wanted.isDefault(of: before.vehicle)
      let facts = wanted.facts(of: before.vehicle)
      try facts.check()
      if isDefault && !before.vehicle.isDefault { try await clearDefault(of: driver, in: transaction) }
      return try await transaction.first(
        """
        update vehicles v set name = coalesce(\(wanted.name?.text), name), usable_kwh = \(facts.usableKwh),
          ac_kw = \(facts.acKw), ac_phases = \(facts.acPhases), dc_kw = \(facts.dcKw),
          sockets = \(facts.sockets.map(\.rawValue)), curve_soc = \(facts.curve?.map(\.soc)),
          curve_kw = \(facts.curve?.map(\.kw)), is_default = \(isDefault), version = version + 1
        where id = \(id) returning \(sql: Vehicle.columns)
        """
      ) { row in try Vehicle.Versioned(&row) }
    }
    guard let changed else { throw Problem(.notFound) }
    return try changed.response()
  }
}

extension ChangeVehicle {
  fileprivate func facts(of vehicle: Vehicle) -> VehicleFacts {
    VehicleFacts(
      usableKwh: usableKwh?.value ?? vehicle.usableKwh, acKw: acKw?.value ?? vehicle.acKw,
      acPhases: acPhases?.count ?? vehicle.acPhases, dcKw: dcKw.map { $0?.value } ?? vehicle.dcKw,
      sockets: sockets ?? vehicle.sockets, curve: curve ?? vehicle.curve)
  }

  /// A driver who has vehicles has a default one; another one takes its place, it does not step down.
  fileprivate func isDefault(of vehicle: Vehicle) throws -> Bool {
    if vehicle.isDefault, isDefault == false {
      let fault = FieldFault(
        "needs-default", fr: "Choisissez plutôt un autre véhicule par défaut.",
        en: "Make another vehicle the default instead.")
      throw Problem(.validation, faults: [Problem.Fault("/isDefault", fault)])
    }
    return isDefault ?? vehicle.isDefault
  }
}
