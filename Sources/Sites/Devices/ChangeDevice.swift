import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// PATCH /api/devices/{id}. A field that is not named stays; null takes the serial number away. `metrics` names all of them:
/// one that is left out goes, with what was measured.
struct ChangeDevice: Decodable, Sendable {
  let name: ThingName?
  let serial: SerialNumber??
  let metrics: [WantedMetric]?

  init(name: ThingName?, serial: SerialNumber??, metrics: [WantedMetric]? = nil) {
    (self.name, self.serial, self.metrics) = (name, serial, metrics)
  }

  private enum Key: String, CodingKey { case name, serial, metrics }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decodeIfPresent(ThingName.self, forKey: .name)
    serial = try fields.change(.serial)
    metrics = try fields.decodeIfPresent([WantedMetric].self, forKey: .metrics)
  }
}

extension SitesFeature {
  func changeDevice(
    _ call: Call<DevicePath, Nothing, JSONBody<ChangeDevice>>, _ driver: Driver
  ) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await change(call.path.id, call.body, driver, in: transaction) { try call.request.requireMatch($0) }
        .response()
    }
  }

  /// - Parameter check: refuses a version that is not the one which is to be changed.
  func change(
    _ id: Device.ID, _ wanted: ChangeDevice, _ driver: Driver, in transaction: Transaction,
    ifIt check: (EntityTag) throws -> Void
  ) async throws -> Device.Versioned {
    let before = try await held(id, for: driver, in: transaction)
    try before.role.require(.technician)
    try check(before.tag)
    if let metrics = wanted.metrics {
      try metrics.check(for: before.device.kind)
      let keys = metrics.map(\.key.rawValue)
      try await keep(metrics, of: id, in: transaction)
      try await transaction.execute("delete from device_metrics where device_id = \(id) and key <> all (\(keys))")
    }
    let serial = wanted.serial.map { $0?.text } ?? before.device.serial
    try await transaction.execute(
      """
      update devices set name = coalesce(\(wanted.name?.text), name), serial = \(serial), version = version + 1
      where id = \(id)
      """)
    return try await device(id, for: driver, in: transaction)
  }

  func deleteDevice(_ call: Call<DevicePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      _ = try await delete(call.path.id, driver, in: transaction) { try call.request.honourMatch($0) }
      return .noContent
    }
  }

  /// Returns what has gone.
  func delete(
    _ id: Device.ID, _ driver: Driver, in transaction: Transaction, ifIt check: (EntityTag) throws -> Void = { _ in }
  ) async throws -> Device {
    let before = try await held(id, for: driver, in: transaction)
    try before.role.require(.technician)
    try check(before.tag)
    try await transaction.execute("delete from devices where id = \(id)")
    return before.device
  }

  func held(_ id: Device.ID, for driver: Driver, in transaction: Transaction) async throws -> Device.Versioned {
    try await transaction.execute("select from devices where id = \(id) for no key update")
    return try await device(id, for: driver, in: transaction)
  }
}
