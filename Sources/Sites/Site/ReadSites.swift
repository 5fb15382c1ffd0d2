import Accounts
import HTTP
import Postgres
import Resources
import Runtime

extension EnergySite {
  struct Versioned: Sendable {
    let site: EnergySite
    /// What whoever asks may do.
    let right: SiteRole
    let version: Int

    var tag: EntityTag { EntityTag(String(version)) }

    func response(_ status: Status = .ok) throws -> Response { try .json(site, version: version, status: status) }
  }

  /// The sites that somebody may see, in the order of their ids. `condition` speaks of `sites` as `s`.
  static func select(for driver: Driver, at now: Instant, where condition: SQL, limit: Int = 1) -> SQL {
    """
    select s.id, s.name, s.lat, s.lon, s.time_zone, s.role, s.standing, t.total, t.stale, t.alarm, s.demonstration, s.created_at, s.version
    from (
      select s.*, mine.role, mine.standing from sites s \(sql: SiteAccess.join(driver, site: "s.id"))
      where \(sql: condition) order by s.id limit \(limit)
    ) as s cross join lateral (\(sql: totals(at: now))) as t
    order by s.id
    """
  }

  private static func totals(at now: Instant) -> SQL {
    """
    select count(*) as total, count(*) filter (where \(sql: Device.isStale(at: now))) as stale,
      count(*) filter (where exists (select from devices_in_alarm a where a.device_id = d.id)) as alarm
    from devices d where d.site_id = s.id
    """
  }
}

extension EnergySite.Versioned {
  init(_ row: inout Row) throws {
    let (id, name) = (try row.next(EnergySite.ID.self), try row.next(String.self))
    let (lat, lon) = (try row.next(Double?.self), try row.next(Double?.self))
    let zone: String = try row.next()
    right = try row.word()
    let role = try row.wordIfAny(PersonRole.self)
    site = EnergySite(
      id: id, name: name, location: lat.flatMap { lat in lon.map { EnergySite.Location(lat: lat, lon: $0) } },
      timeZone: zone, role: role,
      devices: EnergySite.DeviceTotals(total: try row.next(), stale: try row.next(), alarm: try row.next()),
      demonstration: try row.next(), createdAt: try row.next(), _links: EnergySite.links(id, right))
    version = try row.next()
  }
}

extension EnergySite {
  /// What somebody in this role can do from here.
  fileprivate static func links(_ id: ID, _ role: SiteRole) -> Links {
    let path = "/api/sites/\(id)"
    var links = Links().adding("self", path).adding("people", path + "/people").adding("devices", path + "/devices")
    if role >= .technician { links = links.adding("addDevice", path + "/devices", method: .post) }
    if role >= .owner {
      links = links.adding("change", path, method: .patch).adding("delete", path, method: .delete)
        .adding("invitations", path + "/invitations").adding("invite", path + "/invitations", method: .post)
    }
    return links.adding("sites", "/api/sites")
  }
}

extension SitesFeature {
  func site(_ id: EnergySite.ID, for driver: Driver, in database: some Querying) async throws -> EnergySite.Versioned {
    let found = try await database.first(
      EnergySite.select(for: driver, at: clock.now, where: "s.id = \(id)")
    ) { row in try EnergySite.Versioned(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }
}
