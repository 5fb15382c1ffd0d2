import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/homes.
struct AddHome: Decodable, Sendable {
  let name: HomeName
  let usagePointId: UsagePoint?
  let people: GivenPeople
  let heating: Heating
  let hasSolar: Bool
  let subscribedVa: SubscribedPower?
}

extension HomesFeature {
  /// More than anybody lives in.
  static let mostHomes = 10

  func addHome(_ call: Call<Nothing, Nothing, JSONBody<AddHome>>, _ driver: Driver) async throws -> Response {
    let (wanted, now) = (call.body, clock.now)
    let id = ids.next(Home.self, at: now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await requireRoom(for: driver, in: transaction)
      if let point = wanted.usagePointId, try await isTaken(point, besides: id, in: transaction) {
        throw Problem(.usagePointTaken)
      }
      let isTyped = wanted.usagePointId != nil
      try await transaction.execute(
        """
        insert into homes (id, account_id, name, usage_point, point_state, typed_at, adults, teens, children, heating,
          has_solar, subscribed_va, created_at)
        values (\(id), \(driver.id), \(wanted.name.text), \(wanted.usagePointId), \(isTyped ? "reserved" : nil),
          \(isTyped ? now : nil), \(wanted.people.adults.count), \(wanted.people.teens?.count ?? 0),
          \(wanted.people.children?.count ?? 0), \(wanted.heating.rawValue), \(wanted.hasSolar),
          \(wanted.subscribedVa?.count), \(now))
        """)
      let home = try await home(id, of: driver, in: transaction)
      return try .json(home.home(HomeParts(), isWhole: false), status: .created).tagged(home.tag(HomeParts()))
        .header("Location", "/api/homes/\(id)")
    }
  }

  private func requireRoom(for driver: Driver, in transaction: Transaction) async throws {
    try await transaction.execute("select from accounts where id = \(driver.id) for no key update")
    let count = try await transaction.first("select count(*) from homes where account_id = \(driver.id)") { row in
      try row.next(Int.self)
    }
    guard (count ?? 0) < Self.mostHomes else {
      throw Problem(
        .quotaReached,
        Text(fr: "Au plus \(Self.mostHomes) logements.", en: "At most \(Self.mostHomes) homes."))
    }
  }
}
