import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

extension TelemetryFeature {
  /// A list that one person fills must end somewhere.
  static let mostSubscriptions = 100

  func addSubscription(
    _ call: Call<Nothing, Nothing, JSONBody<CreateSubscription>>, _ driver: Driver
  ) async throws -> Response {
    let wanted = call.body
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let id = try await insert(wanted, driver, in: transaction)
      return try await subscription(id, of: driver, in: transaction).response(.created)
        .header("Location", Subscription.path(id))
    }
  }

  func insert(
    _ wanted: CreateSubscription, _ driver: Driver, in transaction: Transaction
  ) async throws -> Subscription.ID {
    try await transaction.execute("select from accounts where id = \(driver.id) for no key update")
    let count = try await transaction.first("select count(*) from subscriptions where account_id = \(driver.id)") {
      try $0.next(Int.self)
    }
    guard count ?? 0 < Self.mostSubscriptions else {
      throw Problem(
        .quotaReached,
        Text(
          fr: "Au plus \(Self.mostSubscriptions) abonnements.", en: "At most \(Self.mostSubscriptions) subscriptions."))
    }
    let hasAlarm = wanted.alarm != nil
    if let rule = wanted.rule { try await check(rule, withAlarm: hasAlarm, driver, in: transaction) }
    let now = clock.now
    let id = ids.next(Subscription.self, at: now)
    try await transaction.execute(
      """
      insert into subscriptions (id, account_id, name, rule_sites, rule_kinds, rule_keys, above, below, for_seconds, created_at)
      values (\(id), \(driver.id), \(wanted.name.text), \(wanted.rule?.siteIds), \(wanted.rule?.kinds?.map(\.rawValue)),
        \(wanted.rule?.keys.map(\.rawValue)), \(wanted.alarm?.above), \(wanted.alarm?.below),
        \(wanted.alarm.map { Int32($0.forSeconds.count) }), \(now))
      """)
    if let metrics = wanted.metrics {
      let series = try await find(metrics, withAlarm: hasAlarm, driver, in: transaction)
      try await keep(series, of: id, in: transaction)
    }
    if hasAlarm { try await beginWatch(of: id, in: transaction) }
    return id
  }

  func keep(_ series: [SeriesNumber], of id: Subscription.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into subscription_metrics (subscription_id, metric_id, place)
      select \(id), metric_id, place from unnest(\(series)) with ordinality as wanted(metric_id, place)
      """)
  }
}
