import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/sites/{id}/devices: with all that its kind must measure, or not at all.
struct AddDevice: Decodable, Sendable {
  let kind: DeviceKind
  let name: ThingName
  let serial: SerialNumber?
  let metrics: [WantedMetric]
}

extension SitesFeature {
  static let mostDevices = 10_000

  func addDevice(_ call: Call<SitePath, Nothing, JSONBody<AddDevice>>, _ driver: Driver) async throws -> Response {
    let (site, wanted) = (call.path.id, call.body)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let id = try await add(wanted, to: site, driver, in: transaction)
      return try await device(id, for: driver, in: transaction).response(.created)
        .header("Location", "/api/devices/\(id)")
    }
  }

  func add(
    _ wanted: AddDevice, to site: EnergySite.ID, _ driver: Driver, in transaction: Transaction
  ) async throws -> Device.ID {
    // The site stays until the end; others may add to it meanwhile.
    try await transaction.execute("select from sites where id = \(site) for key share")
    try await SiteAccess.role(of: driver, at: site, in: transaction).require(.technician)
    try wanted.metrics.check(for: wanted.kind)
    let count = try await transaction.first("select count(*) from devices where site_id = \(site)") {
      try $0.next(Int.self)
    }
    guard count ?? 0 < Self.mostDevices else {
      throw Problem(
        .quotaReached,
        Text(fr: "Au plus \(Self.mostDevices) appareils par site.", en: "At most \(Self.mostDevices) devices a site."))
    }
    let id = ids.next(Device.self, at: clock.now)
    try await transaction.execute(
      """
      insert into devices (id, site_id, kind, name, serial, created_at)
      values (\(id), \(site), \(wanted.kind.rawValue), \(wanted.name.text), \(wanted.serial?.text), \(clock.now))
      """)
    try await keep(wanted.metrics, of: id, in: transaction)
    return id
  }

  /// One that is there already keeps its number, and so its history.
  func keep(_ metrics: [WantedMetric], of device: Device.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into device_metrics (device_id, key, period_seconds, precision)
      select \(device), wanted.key, wanted.period, wanted.precision
      from unnest(\(metrics.map(\.key.rawValue)), \(metrics.map(\.seconds)), \(metrics.map(\.kept)))
        as wanted (key, period, precision)
      on conflict (device_id, key) do update
      set period_seconds = excluded.period_seconds, precision = excluded.precision
      """)
  }
}

extension WantedMetric {
  fileprivate var seconds: Int { (period ?? key.metric.period).seconds }
  fileprivate var kept: Double { precision?.value ?? key.metric.precision }
}
