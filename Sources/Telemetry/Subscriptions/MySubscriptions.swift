import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

struct SubscriptionsQuery: Decodable, Sendable {
  let cursor: Cursor<Subscription>?
  let limit: PageLimit?
}

/// Somebody else's subscription does not exist, for administrators neither: what they see they subscribe to themselves.
extension TelemetryFeature {
  func listSubscriptions(
    _ call: Call<Nothing, SubscriptionsQuery, NoBody>, _ driver: Driver
  ) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let found = try await subscriptions(of: driver, after: call.query.cursor?.id, limit: limit + 1)
    return try Page(found, limit: limit, at: "/api/subscriptions", call.request) { Cursor(id: $0.id) }.response()
  }

  func subscriptions(
    of driver: Driver, after last: Subscription.ID?, limit: Int
  ) async throws -> [Subscription] {
    let rest: SQL = last.map { "s.id > \($0)" } ?? "true"
    return try await database.query(
      """
      select \(sql: Subscription.columns(administers: driver.administers)) from subscriptions s
      where s.account_id = \(driver.id) and \(sql: rest) order by s.id limit \(limit)
      """
    ) { row in try Subscription.Versioned(&row).subscription }
  }

  func showSubscription(_ call: Call<SubscriptionPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await subscription(call.path.id, of: driver, in: database).response()
  }

  func subscription(
    _ id: Subscription.ID, of driver: Driver, in database: some Querying
  ) async throws -> Subscription.Versioned {
    let found = try await database.first(
      """
      select \(sql: Subscription.columns(administers: driver.administers)) from subscriptions s
      where s.id = \(id) and s.account_id = \(driver.id)
      """
    ) { row in try Subscription.Versioned(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// The name of one's own.
  func nameOfSubscription(_ id: Subscription.ID, of driver: Driver) async throws -> String {
    let found = try await database.first(
      "select name from subscriptions where id = \(id) and account_id = \(driver.id)"
    ) { try $0.next(String.self) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// The series that it has right now, for this person.
  func series(of id: Subscription.ID, _ driver: Driver) async throws -> [(series: Series, zone: String)] {
    try await database.query(
      """
      select s.time_zone, v.metric_id, v.device_id, v.key, v.period_seconds, v.precision
      from subscribed_metrics v join sites s on s.id = v.site_id
      where v.subscription_id = \(id) and v.account_id = \(driver.id) and (v.role <> 'admin' or \(driver.administers))
      order by v.place, v.metric_id
      """
    ) { row in
      let zone = try row.next(String.self)
      return (series: try Series(&row), zone: zone)
    }
  }
}
