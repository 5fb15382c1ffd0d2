package import Postgres
import Resources
package import Runtime

/// A house that does not exist, which whoever is signed in may look at.
package enum MadeUpSite {
  private static let devices: [(kind: DeviceKind, name: String, keys: [MetricKey])] = [
    (.solar, "Panneaux", [.power, .irradiance]), (.wind, "Éolienne", [.power, .windSpeed]),
    (.battery, "Batterie", [.soc, .power]), (.meter, "Compteur", [.energyDrawn, .energyInjected, .power]),
    (.weather, "Jardin", [.temperature]),
  ]
  /// Seconds between two values.
  package static let period = 300

  /// Its devices, made if they are not there.
  package static func devices(
    in transaction: Transaction, ids: IdentifierSource = .random, at now: Instant
  ) async throws -> [DeviceKind: Device.ID] {
    try await transaction.execute("select pg_advisory_xact_lock(hashtextextended('made-up site', 0))")
    let found = try await known(in: transaction)
    if !found.isEmpty { return found }
    let site = ids.next(EnergySite.self, at: now)
    try await transaction.execute(
      """
      insert into sites (id, name, lat, lon, time_zone, created_at, demonstration)
      values (\(site), 'Maison de démonstration', 46.5, 2.4, 'Europe/Paris', \(now), true)
      """)
    for device in devices {
      let id = ids.next(Device.self, at: now)
      try await transaction.execute(
        """
        insert into devices (id, site_id, kind, name, created_at)
        values (\(id), \(site), \(device.kind.rawValue), \(device.name), \(now))
        """)
      try await transaction.execute(
        """
        insert into device_metrics (device_id, key, period_seconds, precision)
        select \(id), key, \(period), precision
        from unnest(\(device.keys.map(\.rawValue)), \(device.keys.map(\.metric.precision))) as k (key, precision)
        """)
    }
    return try await known(in: transaction)
  }

  private static func known(in transaction: Transaction) async throws -> [DeviceKind: Device.ID] {
    let rows = try await transaction.query(
      "select d.kind, d.id from devices d join sites s on s.id = d.site_id where s.demonstration"
    ) { row in (kind: try row.word(DeviceKind.self), id: try row.next(Device.ID.self)) }
    return Dictionary(rows.map { ($0.kind, $0.id) }) { first, _ in first }
  }

  /// It goes with the demonstration.
  package static func end(in transaction: Transaction) async throws {
    try await transaction.execute("delete from sites where demonstration")
  }
}
