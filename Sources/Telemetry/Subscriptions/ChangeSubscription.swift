import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

struct SubscriptionPath: Decodable, Sendable {
  let id: Subscription.ID
}

extension TelemetryFeature {
  func changeSubscription(
    _ call: Call<SubscriptionPath, Nothing, JSONBody<ChangeSubscription>>, _ driver: Driver
  ) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await change(call.path.id, call.body, driver, in: transaction) { try call.request.requireMatch($0) }
        .response()
    }
  }

  /// - Parameter check: refuses a version that is not the one which is to be changed.
  func change(
    _ id: Subscription.ID, _ wanted: ChangeSubscription, _ driver: Driver, in transaction: Transaction,
    ifIt check: (EntityTag) throws -> Void
  ) async throws -> Subscription.Versioned {
    let before = try await held(id, of: driver, in: transaction)
    try check(before.tag)
    let hasAlarm = wanted.alarm.map { $0 != nil } ?? (before.subscription.alarm != nil)
    try await checkAlarm(of: before.subscription, wanted, hasAlarm, driver, in: transaction)
    if let rule = wanted.rule { try await put(rule, on: id, hasAlarm, driver, in: transaction) }
    if let metrics = wanted.metrics { try await put(metrics, on: id, hasAlarm, driver, in: transaction) }
    if let alarm = wanted.alarm { try await put(alarm, on: id, in: transaction) }
    if hasAlarm { try await beginWatch(of: id, in: transaction) }
    try await transaction.execute(
      """
      update subscriptions set name = coalesce(\(wanted.name?.text), name), version = version + 1 where id = \(id)
      """)
    return try await subscription(id, of: driver, in: transaction)
  }

  /// Who puts limits on what was there before must have the right to.
  private func checkAlarm(
    of before: Subscription, _ wanted: ChangeSubscription, _ hasAlarm: Bool, _ driver: Driver,
    in transaction: Transaction
  ) async throws {
    guard hasAlarm, wanted.alarm != nil, wanted.metrics == nil, wanted.rule == nil else { return }
    if let rule = before.rule, rule.siteIds == nil { return try await requireTechnician(driver, in: transaction) }
    let roles = try await transaction.query(
      "select role from subscribed_metrics where subscription_id = \(before.id)"
    ) { try $0.word(SiteRole.self) }
    for role in roles { try role.require(.technician) }
  }

  private func put(
    _ rule: WantedRule, on id: Subscription.ID, _ hasAlarm: Bool, _ driver: Driver, in transaction: Transaction
  ) async throws {
    try await check(rule, withAlarm: hasAlarm, driver, in: transaction)
    try await transaction.execute("delete from subscription_metrics where subscription_id = \(id)")
    try await transaction.execute(
      """
      update subscriptions set rule_sites = \(rule.siteIds), rule_kinds = \(rule.kinds?.map(\.rawValue)),
        rule_keys = \(rule.keys.map(\.rawValue)) where id = \(id)
      """)
  }

  private func put(
    _ metrics: [WantedName], on id: Subscription.ID, _ hasAlarm: Bool, _ driver: Driver, in transaction: Transaction
  ) async throws {
    let series = try await find(metrics, withAlarm: hasAlarm, driver, in: transaction)
    try await transaction.execute("delete from subscription_metrics where subscription_id = \(id)")
    try await transaction.execute(
      "update subscriptions set rule_sites = null, rule_kinds = null, rule_keys = null where id = \(id)")
    try await keep(series, of: id, in: transaction)
  }

  /// Other limits: what was beyond the old ones is forgotten.
  private func put(_ alarm: WantedAlarm?, on id: Subscription.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      update subscriptions set above = \(alarm?.above), below = \(alarm?.below),
        for_seconds = \(alarm.map { Int32($0.forSeconds.count) }) where id = \(id)
      """)
    try await transaction.execute("delete from metric_alarms where subscription_id = \(id)")
  }

  func deleteSubscription(
    _ call: Call<SubscriptionPath, Nothing, NoBody>, _ driver: Driver
  ) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      try await delete(call.path.id, driver, in: transaction) { try call.request.honourMatch($0) }
      return .noContent
    }
  }

  func delete(
    _ id: Subscription.ID, _ driver: Driver, in transaction: Transaction,
    ifIt check: (EntityTag) throws -> Void = { _ in }
  ) async throws {
    try check(try await held(id, of: driver, in: transaction).tag)
    try await transaction.execute("delete from subscriptions where id = \(id)")
  }

  private func held(
    _ id: Subscription.ID, of driver: Driver, in transaction: Transaction
  ) async throws -> Subscription.Versioned {
    try await transaction.execute("select from subscriptions where id = \(id) for no key update")
    return try await subscription(id, of: driver, in: transaction)
  }
}
