import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// That an alarm was raised, or is over.
struct AlarmNotice: Codable, Sendable {
  typealias ID = Identifier<AlarmNotice>

  enum State: String, CaseIterable, Field { case raised, over }

  let id: ID
  let deviceId: Device.ID
  let key: MetricKey
  let state: State
  let value: Double
  let unit: String
  let at: Instant
  let createdAt: Instant
}

struct AlarmsQuery: Decodable, Sendable {
  let cursor: Cursor<AlarmNotice>?
  let limit: PageLimit?
}

extension TelemetryFeature {
  /// Newest first.
  func listAlarms(_ call: Call<SubscriptionPath, AlarmsQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let id = call.path.id
    _ = try await nameOfSubscription(id, of: driver)
    let limit = call.query.limit?.count ?? 50
    let cursor = call.query.cursor?.id
    let found = try await database.query(
      """
      select n.id, v.device_id, v.key, n.state, n.value, n.at, n.created_at
      from alarm_notices n join subscribed_metrics v on v.subscription_id = n.subscription_id and v.metric_id = n.metric_id
      where n.subscription_id = \(id) and v.account_id = \(driver.id) and (v.role <> 'admin' or \(driver.administers))
        and (\(cursor)::uuid is null or (n.created_at, n.id) < (
          select c.created_at, c.id from alarm_notices c where c.id = \(cursor) and c.subscription_id = \(id)))
      order by n.created_at desc, n.id desc limit \(limit + 1)
      """
    ) { row in
      let (id, device, key) = (
        try row.next(AlarmNotice.ID.self), try row.next(Device.ID.self), try row.word(MetricKey.self)
      )
      return AlarmNotice(
        id: id, deviceId: device, key: key, state: try row.word(), value: try row.next(), unit: key.metric.unit,
        at: try row.next(), createdAt: try row.next())
    }
    return try Page(found, limit: limit, at: Subscription.path(id) + "/alarms", call.request) {
      Cursor(id: $0.id)
    }.response()
  }
}
