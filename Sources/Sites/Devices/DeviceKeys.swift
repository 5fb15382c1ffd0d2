import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// A key with which a device sends, and reads nothing. Shown once: only its digest is kept.
struct DeviceKey: Codable, Sendable {
  typealias ID = Identifier<DeviceKey>

  let id: ID
  let createdAt: Instant
  let _links: Links
}

struct NewDeviceKey: Codable, Sendable {
  let id: DeviceKey.ID
  /// Null where the same request is answered again.
  let key: String?
  let createdAt: Instant
  let _links: Links
}

struct KeyPath: Decodable, Sendable {
  let id: Device.ID
  let keyId: DeviceKey.ID
}

struct KeyQuery: Decodable, Sendable {
  let cursor: Cursor<DeviceKey>?
  let limit: PageLimit?
}

extension SitesFeature {
  static let mostKeys = 20

  func addKey(_ call: Call<DevicePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let id = call.path.id
    let replay: @Sendable (Response) throws -> Response = { made in
      guard case .bytes(let bytes) = made.body, made.status == .created,
        let key = try? JSONParser.parse(bytes.array).members(without: "key")
      else { return made }
      return .json(key, status: .created)
    }
    return try await doorkeeper.onlyOnce(call.request, driver, keeping: replay) { transaction in
      try .json(await addKey(to: id, driver, in: transaction), status: .created)
    }
  }

  func addKey(to id: Device.ID, _ driver: Driver, in transaction: Transaction) async throws -> NewDeviceKey {
    try await held(id, for: driver, in: transaction).role.require(.technician)
    let count = try await transaction.first(
      "select count(*) from device_keys where device_id = \(id) and revoked_at is null"
    ) { try $0.next(Int.self) }
    guard count ?? 0 < Self.mostKeys else {
      throw Problem(
        .quotaReached,
        Text(fr: "Au plus \(Self.mostKeys) clés par appareil.", en: "At most \(Self.mostKeys) keys a device."))
    }
    let (token, now) = (Token(), clock.now)
    let key = ids.next(DeviceKey.self, at: now)
    try await transaction.execute(
      """
      insert into device_keys (id, device_id, hash, created_at) values (\(key), \(id), \(token.atRest), \(now))
      """)
    return NewDeviceKey(id: key, key: token.exposed, createdAt: now, _links: DeviceKey.links(key, of: id))
  }

  func listKeys(_ call: Call<DevicePath, KeyQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let found = try await keys(of: call.path.id, for: driver, after: call.query.cursor?.id, limit: limit + 1)
    return try Page(found, limit: limit, at: "/api/devices/\(call.path.id)/keys", call.request) {
      Cursor(id: $0.id)
    }.response()
  }

  func keys(
    of device: Device.ID, for driver: Driver, after last: DeviceKey.ID?, limit: Int
  ) async throws -> [DeviceKey] {
    try await SiteAccess.role(of: driver, atDevice: device, in: database).require(.technician)
    let rest: SQL = last.map { "id > \($0)" } ?? "true"
    return try await database.query(
      """
      select id, created_at from device_keys where device_id = \(device) and revoked_at is null and \(sql: rest)
      order by id limit \(limit)
      """
    ) { row in
      let id = try row.next(DeviceKey.ID.self)
      return DeviceKey(id: id, createdAt: try row.next(), _links: DeviceKey.links(id, of: device))
    }
  }

  func revokeKey(_ call: Call<KeyPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await revoke(call.path.keyId, of: call.path.id, driver, in: transaction)
      return .noContent
    }
  }

  func revoke(_ key: DeviceKey.ID, of device: Device.ID, _ driver: Driver, in transaction: Transaction) async throws {
    try await SiteAccess.role(of: driver, atDevice: device, in: transaction).require(.technician)
    let count = try await transaction.execute(
      """
      update device_keys set revoked_at = \(clock.now)
      where id = \(key) and device_id = \(device) and revoked_at is null
      """)
    guard count == 1 else { throw Problem(.notFound) }
  }
}

extension DeviceKey {
  fileprivate static func links(_ id: ID, of device: Device.ID) -> Links {
    let path = "/api/devices/\(device)/keys"
    return Links().adding("revoke", "\(path)/\(id)", method: .delete).adding("keys", path)
      .adding("device", "/api/devices/\(device)")
  }
}

extension JSON {
  /// The same, with null in the place of one member.
  fileprivate func members(without name: String) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.map { $0.0 == name ? ($0.0, .null) : $0 })
  }
}
