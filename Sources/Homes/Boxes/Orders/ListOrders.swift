import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes/{id}/boxes/{boxId}/orders: what was asked of a relay, newest first. What the relay does is the box's to
/// say: somebody who stands before it has the last word.
struct OrdersQuery: Decodable, Sendable {
  let cursor: Cursor<ListedOrder>?
  let limit: PageLimit?
}

struct ListedOrder: Codable, Sendable {
  /// No box has fetched it yet; one has, and it holds; it is over; nobody fetched it in time; the box does not follow it.
  enum State: String, CaseIterable, Field { case waiting, running, over, expired, refused }

  let id: Identifier<ListedOrder>
  let relay: OrderedRelay
  let until: Instant
  let expiresAt: Instant
  let madeAt: Instant
  let fetchedAt: Instant?
  /// When the box said what it makes of it.
  let answeredAt: Instant?
  let state: State
  /// Why it is refused, in the box's word.
  let reason: String?

  init(_ row: inout Row, at now: Instant) throws {
    (id, relay, until) = (try row.next(), try row.word(), try row.next())
    (expiresAt, madeAt, fetchedAt) = (try row.next(), try row.next(), try row.next())
    (answeredAt, reason) = (try row.next(), try row.next())
    let followed = fetchedAt == nil ? expiresAt > now ? State.waiting : .expired : until > now ? .running : .over
    state = reason == nil ? followed : .refused
  }
}

extension HomesFeature {
  func listOrders(_ call: Call<BoxPath, OrdersQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let (path, limit, now) = (call.path, call.query.limit?.count ?? 50, clock.now)
    _ = try await box(path, of: driver, in: database)
    let orders = try await database.query(
      """
      select id, relay, until, expires_at, made_at, fetched_at, answered_at, refused_because from box_orders
      where box_id = \(path.boxId) and (\(call.query.cursor?.id)::uuid is null or id < \(call.query.cursor?.id))
      order by id desc limit \(limit + 1)
      """
    ) { row in try ListedOrder(&row, at: now) }
    let address = "/api/homes/\(path.id)/boxes/\(path.boxId)/orders"
    return try Page(orders, limit: limit, at: address, call.request) { Cursor(id: $0.id) }.response()
  }
}
