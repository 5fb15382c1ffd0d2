import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/sites: whoever makes one is its owner.
struct CreateSite: Decodable, Sendable {
  let name: ThingName
  let location: WantedLocation?
  let timeZone: ZoneName?
}

extension SitesFeature {
  /// More than a large installer looks after; a list that one person fills must end somewhere.
  static let mostSites = 500

  func createSite(_ call: Call<Nothing, Nothing, JSONBody<CreateSite>>, _ driver: Driver) async throws -> Response {
    let wanted = call.body
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let id = try await create(
        wanted.name.text, wanted.location, wanted.timeZone?.text ?? "Europe/Paris", for: driver, in: transaction)
      return try await site(id, for: driver, in: transaction).response(.created)
        .header("Location", "/api/sites/\(id)")
    }
  }

  func create(
    _ name: String, _ location: WantedLocation?, _ zone: String, for driver: Driver, in transaction: Transaction
  ) async throws -> EnergySite.ID {
    let now = clock.now
    let id = ids.next(EnergySite.self, at: now)
    // The account is held until the end, so that two requests at once do not pass the limit.
    try await transaction.execute("select from accounts where id = \(driver.id) for no key update")
    let count = try await transaction.first(
      "select count(*) from site_people where account_id = \(driver.id) and role = 'owner'"
    ) { try $0.next(Int.self) }
    guard count ?? 0 < Self.mostSites else {
      throw Problem(
        .quotaReached, Text(fr: "Au plus \(Self.mostSites) sites.", en: "At most \(Self.mostSites) sites."))
    }
    try await transaction.execute(
      """
      with made as (
        insert into sites (id, name, lat, lon, time_zone, created_at)
        values (\(id), \(name), \(location?.lat.value), \(location?.lon.value), \(zone), \(now)) returning id
      )
      insert into site_people (site_id, account_id, role, created_at) select id, \(driver.id), 'owner', \(now) from made
      """)
    return id
  }
}
