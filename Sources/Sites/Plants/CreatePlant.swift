import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/plants: a device with power and energy, and a reserve where it stores.
struct CreatePlant: Decodable, Sendable {
  let name: ThingName
  let kind: PlantKind
  let peakWatts: PeakPower?
  let storage: WantedStorage?
  /// Without one, the account's own site.
  let siteId: EnergySite.ID?
}

extension SitesFeature {
  func createPlant(_ call: Call<Nothing, Nothing, JSONBody<CreatePlant>>, _ driver: Driver) async throws -> Response {
    let wanted = call.body
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let site =
        if let named = wanted.siteId {
          named
        } else {
          try await ownSite(of: driver, call.request.language, in: transaction)
        }
      let id = try await create(wanted, at: site, driver, in: transaction)
      return try await plant(id, for: driver, in: transaction).response(.created)
        .header("Location", "/api/plants/\(id)")
    }
  }

  private func create(
    _ wanted: CreatePlant, at site: EnergySite.ID, _ driver: Driver, in transaction: Transaction
  ) async throws -> Plant.ID {
    let kind = wanted.kind
    let device = try await add(
      AddDevice(kind: kind.deviceKind, name: wanted.name, serial: nil, metrics: kind.metrics), to: site, driver,
      in: transaction)
    let id = ids.next(Plant.self, at: clock.now)
    try await transaction.execute(
      """
      insert into plants (id, device_id, peak_watts, created_at)
      values (\(id), \(device), \(wanted.peakWatts?.value), \(clock.now))
      """)
    if let storage = wanted.storage { try await openReserve(of: id, storage, in: transaction) }
    return id
  }

  /// The oldest site that the account owns, made when it has none. The account is held, so that two at once make one.
  private func ownSite(
    of driver: Driver, _ language: Language, in transaction: Transaction
  ) async throws -> EnergySite.ID {
    try await transaction.execute("select from accounts where id = \(driver.id) for no key update")
    let found = try await transaction.first(
      """
      select s.id from site_people p join sites s on s.id = p.site_id
      where p.account_id = \(driver.id) and p.role = 'owner' order by s.created_at, s.id limit 1
      """
    ) { row in try row.next(EnergySite.ID.self) }
    if let found { return found }
    return try await create(
      Text(fr: "Chez moi", en: "My place")(in: language), nil, "Europe/Paris", for: driver, in: transaction)
  }

  /// What a plant stores from the beginning of time on: nothing yet.
  func openReserve(of plant: Plant.ID, _ storage: WantedStorage, in transaction: Transaction) async throws {
    let (capacity, start) = (storage.capacityWh.value, Reserve.beginning)
    try await transaction.execute(
      """
      insert into plant_capacities (plant_id, since, capacity_wh, efficiency_in, efficiency_out)
      values (\(plant), \(start), \(capacity), \(Reserve.factor(storage.efficiencyIn)),
        \(Reserve.factor(storage.efficiencyOut)))
      """)
    try await transaction.execute(
      """
      insert into reserve_levels (plant_id, at, previous_wh, previous_rate, previous_since, previous_capacity_wh, turn, rest_wh,
        jump_wh, before_wh, wh, rate, since, capacity_wh)
      values (\(plant), \(start), 0, 0, \(start), \(capacity), 0, 0, 0, 0, 0, 0, \(start), \(capacity))
      """)
  }
}
