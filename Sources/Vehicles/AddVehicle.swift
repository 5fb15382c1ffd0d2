import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Stations

/// POST /api/vehicles: a model, a description, or a model with what differs. The first vehicle is the default one.
struct AddVehicle: Decodable, Sendable {
  let name: DisplayName?
  let modelId: VehicleModel.ID?
  let usableKwh: UsableEnergy?
  let acKw: ACPower?
  let acPhases: Phases?
  let dcKw: DCPower?
  let sockets: [SocketName]?
  let curve: [CurvePoint]?
  let isDefault: Bool?
}

extension VehiclesFeature {
  /// More than a family or a small fleet has; a list that one person fills must end somewhere.
  static let mostVehicles = 20

  func addVehicle(_ call: Call<Nothing, Nothing, JSONBody<AddVehicle>>, _ driver: Driver) async throws -> Response {
    let wanted = call.body
    let model = try await model(wanted.modelId)
    let facts = try wanted.facts(of: model?.facts)
    guard let name = wanted.name?.text ?? model?.name else {
      throw Problem(.validation, faults: [Problem.Fault("/name", .missing)])
    }
    let now = clock.now
    let id = ids.next(Vehicle.self, at: now)
    let added = try await database.transaction { transaction in
      let count = try await holdGarage(of: driver, in: transaction)
      guard count < Self.mostVehicles else {
        throw Problem(
          .quotaReached,
          Text(fr: "Au plus \(Self.mostVehicles) véhicules.", en: "At most \(Self.mostVehicles) vehicles."))
      }
      let isDefault = wanted.isDefault == true || count == 0
      if isDefault { try await clearDefault(of: driver, in: transaction) }
      return try await transaction.first(
        """
        insert into vehicles as v (id, account_id, name, model_id, usable_kwh, ac_kw, ac_phases, dc_kw, sockets, curve_soc,
          curve_kw, is_default, created_at)
        values (\(id), \(driver.id), \(String(name.unicodeScalars.prefix(100))), \(wanted.modelId), \(facts.usableKwh),
          \(facts.acKw), \(facts.acPhases), \(facts.dcKw), \(facts.sockets.map(\.rawValue)),
          \(facts.curve?.map(\.soc)), \(facts.curve?.map(\.kw)), \(isDefault), \(now))
        returning \(sql: Vehicle.columns)
        """
      ) { row in try Vehicle.Versioned(&row) }
    }
    guard let added else { throw Problem(.internal) }
    return try added.response(.created).header("Location", "/api/vehicles/\(id)")
  }

  /// nil when none is asked for; one that does not exist is a mistake in the body.
  func model(_ id: VehicleModel.ID?) async throws -> (name: String, facts: VehicleFacts)? {
    guard let id else { return nil }
    let found = try await database.first(
      """
      select name, usable_kwh, ac_kw, ac_phases, dc_kw, sockets, curve_soc, curve_kw from vehicle_models where id = \(id)
      """
    ) { row in (name: try row.next(String.self), facts: try VehicleFacts(&row)) }
    guard let found else {
      let fault = FieldFault("unknown-model", fr: "Ce modèle n'existe pas.", en: "There is no such model.")
      throw Problem(.validation, faults: [Problem.Fault("/modelId", fault)])
    }
    return found
  }

  /// How many vehicles the driver has. The account is held until the end, so that two requests at once neither pass the
  /// limit nor make two defaults.
  func holdGarage(of driver: Driver, in transaction: Transaction) async throws -> Int {
    try await transaction.execute("select from accounts where id = \(driver.id) for no key update")
    return try await transaction.first("select count(*) from vehicles where account_id = \(driver.id)") { row in
      try row.next(Int.self)
    } ?? 0
  }

  func clearDefault(of driver: Driver, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update vehicles set is_default = false, version = version + 1 where account_id = \(driver.id) and is_default
      """)
  }
}

extension AddVehicle {
  /// The facts that are given, or else those of the model; one that neither tells is missing. A curve belongs to its peak: with another
  /// peak than the model's, the model's curve is not taken over.
  fileprivate func facts(of model: VehicleFacts?) throws -> VehicleFacts {
    var faults: [Problem.Fault] = []
    func wanted<Value>(_ value: Value?, _ name: String, orElse placeholder: Value) -> Value {
      if value == nil { faults.append(Problem.Fault("/" + name, .missing)) }
      return value ?? placeholder
    }
    let peak = dcKw?.value ?? model?.dcKw
    let facts = VehicleFacts(
      usableKwh: wanted(usableKwh?.value ?? model?.usableKwh, "usableKwh", orElse: 0),
      acKw: wanted(acKw?.value ?? model?.acKw, "acKw", orElse: 0),
      acPhases: wanted(acPhases?.count ?? model?.acPhases, "acPhases", orElse: 0), dcKw: peak,
      sockets: wanted(sockets ?? model?.sockets, "sockets", orElse: []),
      curve: curve ?? (peak == model?.dcKw ? model?.curve : nil))
    if !faults.isEmpty { throw Problem(.validation, faults: faults) }
    try facts.check()
    return facts
  }
}
