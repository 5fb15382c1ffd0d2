import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// A generator of a site, which may also store. It is a device of the site.
struct Plant: Codable, Sendable {
  typealias ID = Identifier<Plant>

  struct Storage: Codable, Sendable {
    let capacityWh: Int
    let efficiencyIn: Double
    let efficiencyOut: Double
    /// When this began to hold; null for what holds from the beginning.
    let since: Instant?
  }

  let id: ID
  let siteId: EnergySite.ID
  let deviceId: Device.ID
  let name: String
  let kind: PlantKind
  let peakWatts: Int?
  let storage: Storage?
  /// What the reserve holds now; null without storage.
  let levelWh: Int?
  /// What whoever asks is at its site; null for an administrator who is none of its people.
  let role: PersonRole?
  let timeZone: String
  let createdAt: Instant
  let _links: Links
}

extension Plant {
  struct Versioned: Sendable {
    let plant: Plant
    /// What whoever asks may do.
    let right: SiteRole
    let version: Int

    var tag: EntityTag { EntityTag(String(version)) }

    func response(_ status: Status = .ok) throws -> Response { try .json(plant, version: version, status: status) }
  }

  /// The plants that somebody may see, in the order of their ids. `condition` speaks of `plants` as `p` and `devices` as `d`.
  static func select(for driver: Driver, at now: Instant, where condition: SQL, limit: Int = 1) -> SQL {
    """
    select p.id, d.site_id, p.device_id, d.name, d.kind, p.peak_watts, c.capacity_wh, c.efficiency_in::double precision,
      c.efficiency_out::double precision, c.since, l.level, mine.role, mine.standing, s.time_zone, p.created_at, p.version + d.version
    from plants p join devices d on d.id = p.device_id join sites s on s.id = d.site_id
      \(sql: SiteAccess.join(driver, site: "d.site_id"))
      left join lateral (
        select * from plant_capacities c where c.plant_id = p.id and c.since <= \(now) order by c.since desc limit 1
      ) c on true
      left join lateral (
        select whole_wh(\(sql: ReserveLevel.at(now))) as level from reserve_levels l
        where l.plant_id = p.id and l.at <= \(now) order by l.at desc limit 1
      ) l on true
    where \(sql: condition) order by p.id limit \(limit)
    """
  }
}

extension Plant.Versioned {
  init(_ row: inout Row) throws {
    let (id, site) = (try row.next(Plant.ID.self), try row.next(EnergySite.ID.self))
    let (device, name) = (try row.next(Device.ID.self), try row.next(String.self))
    let (kind, peak) = (try row.word(PlantKind.self), try row.next(Int?.self))
    let (storage, level) = (try Plant.Storage(&row), try row.next(Int?.self))
    right = try row.word()
    let role = try row.wordIfAny(PersonRole.self)
    plant = Plant(
      id: id, siteId: site, deviceId: device, name: name, kind: kind, peakWatts: peak, storage: storage, levelWh: level,
      role: role, timeZone: try row.next(), createdAt: try row.next(),
      _links: Plant.links(id, site, device, right, hasReserve: storage != nil))
    version = try row.next()
  }
}

extension Plant.Storage {
  /// Nil for a plant that stores nothing.
  fileprivate init?(_ row: inout Row) throws {
    let capacity = try row.next(Int?.self)
    let (into, out) = (try row.next(Double?.self), try row.next(Double?.self))
    let since = try row.next(Instant?.self)
    guard let capacity, let into, let out, let since else { return nil }
    self.init(
      capacityWh: capacity, efficiencyIn: into, efficiencyOut: out, since: since == Reserve.beginning ? nil : since)
  }
}

extension Plant {
  /// What somebody in this role can do from here.
  fileprivate static func links(
    _ id: ID, _ site: EnergySite.ID, _ device: Device.ID, _ role: SiteRole, hasReserve: Bool
  ) -> Links {
    let path = "/api/plants/\(id)"
    var links = Links().adding("self", path).adding("site", "/api/sites/\(site)")
      .adding("device", "/api/devices/\(device)").adding("production", path + "/production{?from,to,cursor,limit}")
    if hasReserve {
      links = links.adding("movements", path + "/movements{?cursor,limit}")
        .adding("levels", path + "/levels{?from,to,resolution}")
    }
    guard role >= .technician else { return links.adding("plants", "/api/plants") }
    links = links.adding("change", path, method: .patch).adding("delete", path, method: .delete)
      .adding("declareProduction", path + "/production", method: .post)
    if hasReserve {
      links = links.adding("declare", path + "/movements", method: .post)
        .adding("count", path + "/counts", method: .post)
    }
    return links.adding("plants", "/api/plants")
  }
}
