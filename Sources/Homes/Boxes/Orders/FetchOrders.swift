import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/box/orders: those that have not expired, oldest first. To fetch them changes nothing: the box keeps the ids
/// that it has seen.
struct FetchedOrders: Codable, Sendable {
  let items: [Order]
  /// What the home has set in the app; null before it declared anything.
  let relay: SetRelay?
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
    return try .json(FetchedOrders(items: orders, relay: relay ?? nil))
  }
}
