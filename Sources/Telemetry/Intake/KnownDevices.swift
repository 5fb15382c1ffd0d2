import HTTP
import Postgres
import Runtime
import Secrets
import Sites
import Synchronization

/// A device as who writes for it must know it. Whether that is still so is looked at with each write.
struct KnownDevice: Sendable {
  let id: Device.ID
  let version: Int32
  let zone: Zone
  /// By the key of the metric.
  let series: [String: Series]
}

/// Whoever has the key of a device: they write its samples and read nothing.
struct DeviceWriter: Sendable {
  let key: Identifier<DeviceKey>
  let hash: [UInt8]
  let device: KnownDevice
}

/// The subject of the ids of keys.
enum DeviceKey {}

/// The devices that have lately written, so that a write costs no read. What is remembered is never believed: a write says what
/// it was checked against, and is checked anew where that has changed.
final class KnownDevices: Sendable {
  private static let most = 50_000

  private struct State {
    var writers: [[UInt8]: DeviceWriter] = [:]
    var devices: [Device.ID: KnownDevice] = [:]
  }

  private let database: Database
  private let state = Mutex(State())

  init(database: Database) { self.database = database }

  func writer(_ token: Token) async throws -> DeviceWriter? {
    let hash = token.atRest
    if let known = state.withLock({ $0.writers[hash] }) { return known }
    return try await lookUp(hash)
  }

  /// As it is now; nil once the key is revoked.
  func lookUp(_ hash: [UInt8]) async throws -> DeviceWriter? {
    let found = try await database.first(
      "select id, device_id from device_keys where hash = \(hash) and revoked_at is null"
    ) { row in (key: try row.next(Identifier<DeviceKey>.self), device: try row.next(Device.ID.self)) }
    var writer: DeviceWriter?
    if let found, let device = try await read(found.device) {
      writer = DeviceWriter(key: found.key, hash: hash, device: device)
    }
    state.withLock { [writer] state in
      if state.writers.count >= Self.most { state.writers = [:] }
      state.writers[hash] = writer
    }
    return writer
  }

  func device(_ id: Device.ID) async throws -> KnownDevice? {
    if let known = state.withLock({ $0.devices[id] }) { return known }
    return try await lookUp(id)
  }

  func lookUp(_ id: Device.ID) async throws -> KnownDevice? {
    let device = try await read(id)
    state.withLock { state in
      if state.devices.count >= Self.most { state.devices = [:] }
      state.devices[id] = device
    }
    return device
  }

  private func read(_ id: Device.ID) async throws -> KnownDevice? {
    let rows = try await database.query(
      """
      select d.version, s.time_zone, m.id, m.device_id, m.key, m.period_seconds, m.precision
      from devices d join sites s on s.id = d.site_id join device_metrics m on m.device_id = d.id where d.id = \(id)
      """
    ) { row in (version: try row.next(Int32.self), zone: try row.next(String.self), series: try Series(&row)) }
    guard let first = rows.first, let zone = Zone.named(first.zone) ?? Zone.named("Europe/Paris") else { return nil }
    let series = Dictionary(rows.map { ($0.series.key.rawValue, $0.series) }) { first, _ in first }
    return KnownDevice(id: id, version: first.version, zone: zone, series: series)
  }
}

extension KnownDevices {
  /// `Bearer KEY`, or `Token KEY` as InfluxDB's clients say.
  var access: Access<DeviceWriter> {
    Access("device") { [self] request in
      let words = (request.headers["Authorization"] ?? "").split(separator: " ")
      guard words.count == 2, ["bearer", "token"].contains(words[0].lowercased()), let token = Token(String(words[1])),
        let writer = try await writer(token)
      else { throw Self.unknownKey }
      return writer
    }
  }

  static let unknownKey = Problem(
    .unauthenticated,
    Text(
      fr: "Il faut la clé d'un appareil : Authorization: Bearer CLÉ (ou Token CLÉ). Un technicien du site en crée.",
      en: "The key of a device is needed: Authorization: Bearer KEY (or Token KEY). A technician of the site makes one."
    ))
}
