import Accounts
import HTTP
import Postgres
import Resources
import Runtime

extension Device {
  struct Versioned: Sendable {
    let device: Device
    let version: Int
    let role: SiteRole

    var tag: EntityTag { EntityTag(String(version)) }

    func response(_ status: Status = .ok) throws -> Response { try .json(device, version: version, status: status) }
  }

  /// A device without its metrics.
  fileprivate struct Head: Sendable {
    let id: ID
    let siteId: EnergySite.ID
    let kind: DeviceKind
    let name: String
    let serial: String?
    let isStale: Bool
    let version: Int
    let role: SiteRole

    init(_ row: inout Row) throws {
      (id, siteId, kind, name) = (try row.next(), try row.next(), try row.word(), try row.next())
      (serial, isStale, version, role) = (try row.next(), try row.next(), try row.next(), try row.word())
    }
  }
}

extension SitesFeature {
  /// The devices that somebody may see, in the order of their ids. `condition` speaks of `devices` as `d`.
  func devices(
    for driver: Driver, where condition: SQL, limit: Int = 1, in database: some Querying
  ) async throws -> [Device.Versioned] {
    let now = clock.now
    let heads = try await database.query(
      """
      select d.id, d.site_id, d.kind, d.name, d.serial, \(sql: Device.isStale(at: now)), d.version, mine.role
      from devices d \(sql: SiteAccess.join(driver, site: "d.site_id"))
      where \(sql: condition) order by d.id limit \(limit)
      """
    ) { row in try Device.Head(&row) }
    let metrics = try await metrics(of: heads.map(\.id), at: now, in: database)
    return heads.map { head in
      Device.Versioned(
        device: Device(head, metrics[head.id] ?? []), version: head.version, role: head.role)
    }
  }

  func device(_ id: Device.ID, for driver: Driver, in database: some Querying) async throws -> Device.Versioned {
    guard let found = try await devices(for: driver, where: "d.id = \(id)", in: database).first else {
      throw Problem(.notFound)
    }
    return found
  }

  private func metrics(
    of devices: [Device.ID], at now: Instant, in database: some Querying
  ) async throws -> [Device.ID: [DeviceMetric]] {
    let rows = try await database.query(
      """
      select m.device_id, m.key, m.period_seconds, m.precision, l.value, l.at, l.received_at
      from device_metrics m left join metric_latest l on l.metric_id = m.id where m.device_id = any (\(devices))
      """
    ) { row in (device: try row.next(Device.ID.self), metric: try DeviceMetric(&row, at: now)) }
    return Dictionary(grouping: rows, by: \.device).mapValues { $0.compactMap(\.metric).sorted { $0.key < $1.key } }
  }
}

extension DeviceMetric {
  /// Nil for one that the catalogue lacks: a server of yesterday beside one of today.
  fileprivate init?(_ row: inout Row, at now: Instant) throws {
    let key = try row.wordIfAny(MetricKey.self)
    let (seconds, precision) = (try row.next(Int.self), try row.next(Double.self))
    let value = try row.next(Double?.self)
    let (at, receivedAt) = (try row.next(Instant?.self), try row.next(Instant?.self))
    guard let metric = key?.metric else { return nil }
    let period = MetricPeriod(seconds: seconds)
    var latest: LatestValue?
    if let value, let at, let receivedAt {
      latest = LatestValue(value: value, at: at, receivedAt: receivedAt, isStale: at < now - period.patience)
    }
    self.init(
      key: metric.key, unit: metric.unit, range: Range(min: metric.range.lowerBound, max: metric.range.upperBound),
      period: period, precision: precision, type: metric.type, latest: latest)
  }
}

extension Device {
  fileprivate init(_ head: Head, _ metrics: [DeviceMetric]) {
    let path = "/api/devices/\(head.id)"
    var links = Links().adding("self", path).adding("site", "/api/sites/\(head.siteId)")
      .adding("latest", path + "/metrics/{key}").adding("series", path + "/metrics/{key}/series{?from,to,resolution}")
    if head.role >= .technician {
      links = links.adding("change", path, method: .patch).adding("delete", path, method: .delete)
        .adding("keys", path + "/keys").adding("addKey", path + "/keys", method: .post)
    }
    self.init(
      id: head.id, siteId: head.siteId, kind: head.kind, name: head.name, serial: head.serial, metrics: metrics,
      isStale: head.isStale, _links: links)
  }
}
