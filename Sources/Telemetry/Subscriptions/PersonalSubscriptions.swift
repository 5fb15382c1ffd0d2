package import Accounts
import HTTP
import Postgres
import Runtime
import Sites

extension TelemetryFeature {
  /// What somebody follows, and the notices of its alarms. Their rows go with the row of the account.
  package static let personalData = PersonalData(
    "subscriptions",
    export: { database, account in
      let notices = try await database.query(
        """
        select n.subscription_id, m.device_id, m.key, n.state, n.value, n.at
        from alarm_notices n join subscriptions s on s.id = n.subscription_id join device_metrics m on m.id = n.metric_id
        where s.account_id = \(account) order by n.created_at, n.id
        """
      ) { row in (subscription: try row.next(Subscription.ID.self), notice: try notice(&row)) }
      let subscriptions = try await database.query(
        """
        select \(sql: Subscription.columns(administers: false)) from subscriptions s where s.account_id = \(account) order by s.id
        """
      ) { row in try Subscription.Versioned(&row).subscription }
      return .array(
        subscriptions.map { one in one.exported(notices.filter { $0.subscription == one.id }.map(\.notice)) })
    },
    forget: { _, _, _ in })

  private static func notice(_ row: inout Row) throws -> JSON {
    [
      "deviceId": .string(try row.next(Identifier<Subscription>.self).description), "key": .string(try row.next()),
      "state": .string(try row.next()), "value": .double(try row.next()),
      "at": .string(try row.next(Instant.self).description),
    ]
  }
}

extension Subscription {
  fileprivate func exported(_ notices: [JSON]) -> JSON {
    [
      "id": .string(id.description), "name": .string(name), "createdAt": .string(createdAt.description),
      "metrics": metrics.map { names in
        .array(names.map { ["deviceId": .string($0.deviceId.description), "key": .string($0.key.rawValue)] })
      } ?? .null,
      "rule": rule.map { rule in
        [
          "siteIds": rule.siteIds.map { .array($0.map { .string($0.description) }) } ?? .null,
          "kinds": rule.kinds.map { .array($0.map { .string($0.rawValue) }) } ?? .null,
          "keys": .array(rule.keys.map { .string($0.rawValue) }),
        ]
      } ?? .null,
      "alarm": alarm.map { alarm in
        [
          "above": alarm.above.map { .double($0) } ?? .null, "below": alarm.below.map { .double($0) } ?? .null,
          "forSeconds": .integer(alarm.forSeconds),
        ]
      } ?? .null,
      "notices": .array(notices),
    ]
  }
}
