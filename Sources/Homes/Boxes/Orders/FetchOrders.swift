import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/box/orders: those that have not expired, oldest first. They are there as often as they are fetched: the box keeps
/// the ids that it has seen.
struct FetchedOrders: Codable, Sendable {
  let items: [Order]
  /// What the home has set in the app; null before it declared anything.
  let relay: SetRelay?
  /// The newest of the last days on which both figures are there, where they are too far apart: the box says so too.
  let divergingDay: String?
}

struct SetRelay: Codable, Sendable {
  let declaredWatts: Int
  let armed: Bool
}

extension HomesFeature {
  func fetchOrders(_ call: Call<Nothing, Nothing, NoBody>, _ caller: BoxCaller) async throws -> Response {
    let now = clock.now
    try await database.execute("update boxes set seen_at = \(now) where id = \(caller.id)")
    let relay = try await database.first("select relay_watts, relay_armed from boxes where id = \(caller.id)") { row in
      try row.next(Int?.self).map { SetRelay(declaredWatts: $0, armed: try row.next()) }
    }
    let orders = try await database.query(
      """
      select id, relay, until, expires_at, signature from box_orders
      where box_id = \(caller.id) and expires_at > \(now) order by made_at, id limit 100
      """
    ) { row in
      Order(
        id: try row.next(), relay: try row.word(), until: try row.next(), expiresAt: try row.next(),
        signature: try row.next())
    }
    try await database.execute(
      "update box_orders set fetched_at = \(now) where id = any(\(orders.map(\.id))) and fetched_at is null")
    let day = try await divergingDay(of: caller.home)
    return try .json(FetchedOrders(items: orders, relay: relay ?? nil, divergingDay: day?.text))
  }

  private func divergingDay(of home: Home.ID) async throws -> CivilDay? {
    let newest = try await database.query(
      """
      select day, verdict = 'diverging' from home_agreements
      where home_id = \(home) and day >= \(Paris.zone.local(clock.now).day.adding(-Self.recentDays))
      order by day desc, verdict desc limit 1
      """
    ) { row in (day: try row.next(CivilDay.self), isDiverging: try row.next(Bool.self)) }
    return newest.first { $0.isDiverging }?.day
  }

  /// A verdict comes some days after its day; one that is older warns of nothing any more.
  private static let recentDays = 10
}
