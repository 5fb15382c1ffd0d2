import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// PATCH /api/sites/{id}. A field that is not named stays; null takes the location away.
struct ChangeSite: Decodable, Sendable {
  var name: ThingName?
  var location: WantedLocation??
  var timeZone: ZoneName?

  init(name: ThingName?, location: WantedLocation??, timeZone: ZoneName?) {
    (self.name, self.location, self.timeZone) = (name, location, timeZone)
  }

  private enum Key: String, CodingKey { case name, location, timeZone }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decodeIfPresent(ThingName.self, forKey: .name)
    location = try fields.change(.location)
    timeZone = try fields.decodeIfPresent(ZoneName.self, forKey: .timeZone)
  }
}

extension SitesFeature {
  func changeSite(_ call: Call<SitePath, Nothing, JSONBody<ChangeSite>>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await change(call.path.id, call.body, driver, in: transaction) { try call.request.requireMatch($0) }
        .response()
    }
  }

  /// - Parameter check: refuses a version that is not the one which is to be changed.
  func change(
    _ id: EnergySite.ID, _ wanted: ChangeSite, _ driver: Driver, in transaction: Transaction,
    ifIt check: (EntityTag) throws -> Void
  ) async throws -> EnergySite.Versioned {
    try await SiteAccess.role(of: driver, holding: id, in: transaction).require(.owner)
    let before = try await site(id, for: driver, in: transaction)
    try check(before.tag)
    let location =
      wanted.location.map { $0.map { ($0.lat.value, $0.lon.value) } } ?? before.site.location.map { ($0.lat, $0.lon) }
    try await transaction.execute(
      """
      update sites set name = coalesce(\(wanted.name?.text), name), lat = \(location?.0), lon = \(location?.1),
        time_zone = coalesce(\(wanted.timeZone?.text), time_zone), version = version + 1
      where id = \(id)
      """)
    return try await site(id, for: driver, in: transaction)
  }
}
