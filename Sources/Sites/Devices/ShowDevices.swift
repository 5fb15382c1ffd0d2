import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/sites/{id}/devices, GET /api/devices/{id}. A device at a site where one is nobody does not exist.
struct DeviceQuery: Decodable, Sendable {
  let kind: DeviceKind?
  /// Only those that have fallen silent, or only the others.
  let stale: Bool?
  let cursor: Cursor<Device>?
  let limit: PageLimit?
}

extension SitesFeature {
  func listDevices(_ call: Call<SitePath, DeviceQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let found = try await devices(of: call.path.id, call.query, for: driver, limit: limit + 1)
    return try Page(found, limit: limit, at: "/api/sites/\(call.path.id)/devices", call.request) {
      Cursor(id: $0.id)
    }.response()
  }

  func devices(
    of site: EnergySite.ID, _ query: DeviceQuery, for driver: Driver, limit: Int
  ) async throws -> [Device] {
    _ = try await SiteAccess.role(of: driver, at: site, in: database)
    var condition: SQL = "d.site_id = \(site)"
    if let kind = query.kind { condition = "\(sql: condition) and d.kind = \(kind.rawValue)" }
    if let stale = query.stale {
      condition = "\(sql: condition) and \(sql: Device.isStale(at: clock.now)) = \(stale)"
    }
    if let last = query.cursor?.id { condition = "\(sql: condition) and d.id > \(last)" }
    return try await devices(for: driver, where: condition, limit: limit, in: database).map(\.device)
  }

  func showDevice(_ call: Call<DevicePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await device(call.path.id, for: driver, in: database).response()
  }
}
