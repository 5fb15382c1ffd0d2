import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// What a subscription names is looked up with the rights of whoever names it: somebody else's device is named like none. Alarms
/// are a technician's.
extension TelemetryFeature {
  static let mostMetrics = 200

  func find(
    _ wanted: [WantedName], withAlarm: Bool, _ driver: Driver, in transaction: Transaction
  ) async throws -> [SeriesNumber] {
    guard (1...Self.mostMetrics).contains(wanted.count) else {
      let fault = FieldFault(
        "bad-list", fr: "De 1 à \(Self.mostMetrics) mesures.", en: "From 1 to \(Self.mostMetrics) metrics.")
      throw Problem(.validation, faults: [Problem.Fault("/metrics", fault)])
    }
    let found = try await transaction.query(
      """
      select w.number, m.id, mine.role
      from unnest(\(wanted.map(\.deviceId)), \(wanted.map(\.key.rawValue))) with ordinality as w(device_id, key, number)
        join device_metrics m on m.device_id = w.device_id and m.key = w.key join devices d on d.id = m.device_id
        \(sql: SiteAccess.join(driver, site: "d.site_id"))
      order by w.number
      """
    ) { row in
      (place: try row.next(Int.self) - 1, series: try row.next(SeriesNumber.self), role: try row.word(SiteRole.self))
    }
    let places = Set(found.map(\.place))
    let faults = wanted.indices.filter { !places.contains($0) }.map {
      Problem.Fault("/metrics/\($0)", Self.unknownMetric)
    }
    if !faults.isEmpty { throw Problem(.validation, faults: faults) }
    if withAlarm { for one in found { try one.role.require(.technician) } }
    var seen: Set<SeriesNumber> = []
    return found.map(\.series).filter { seen.insert($0).inserted }
  }

  private static let unknownMetric = FieldFault(
    "unknown-metric", fr: "Il n'y a pas de telle mesure, ou pas pour vous.",
    en: "There is no such metric, or not for you.")

  func check(_ rule: WantedRule, withAlarm: Bool, _ driver: Driver, in transaction: Transaction) async throws {
    var faults: [Problem.Fault] = []
    if rule.keys.isEmpty { faults.append(Problem.Fault("/rule/keys", Self.emptyList)) }
    if rule.kinds?.isEmpty == true { faults.append(Problem.Fault("/rule/kinds", Self.emptyList)) }
    if let sites = rule.siteIds {
      if !(1...Self.mostMetrics).contains(sites.count) { faults.append(Problem.Fault("/rule/siteIds", Self.emptyList)) }
      let roles = try await roles(at: sites, driver, in: transaction)
      for (place, site) in sites.enumerated() where roles[site] == nil {
        faults.append(Problem.Fault("/rule/siteIds/\(place)", Self.unknownSite))
      }
      if withAlarm, faults.isEmpty { for role in roles.values { try role.require(.technician) } }
    }
    if !faults.isEmpty { throw Problem(.validation, faults: faults) }
    if withAlarm, rule.siteIds == nil { try await requireTechnician(driver, in: transaction) }
  }

  /// A rule of all sites may have an alarm unless its person is a reader wherever they are somebody.
  func requireTechnician(_ driver: Driver, in transaction: Transaction) async throws {
    if driver.administers { return }
    let roles = try await transaction.query("select role from site_people where account_id = \(driver.id)") {
      try $0.word(SiteRole.self)
    }
    try roles.max()?.require(.technician)
  }

  private func roles(
    at sites: [EnergySite.ID], _ driver: Driver, in transaction: Transaction
  ) async throws -> [EnergySite.ID: SiteRole] {
    let found = try await transaction.query(
      """
      select s.id, mine.role from sites s \(sql: SiteAccess.join(driver, site: "s.id")) where s.id = any(\(sites))
      """
    ) { row in (try row.next(EnergySite.ID.self), try row.word(SiteRole.self)) }
    return Dictionary(found) { first, _ in first }
  }

  private static let emptyList = FieldFault(
    "bad-list", fr: "Entre 1 et 200 éléments.", en: "Between 1 and 200 elements.")
  private static let unknownSite = FieldFault(
    "unknown-site", fr: "Il n'y a pas de tel site, ou pas pour vous.", en: "There is no such site, or not for you.")
}
