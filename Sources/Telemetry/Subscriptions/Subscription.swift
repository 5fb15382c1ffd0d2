import HTTP
import Postgres
import Resources
import Runtime
import Sites

/// What somebody follows: metrics that they named, or a rule that finds them, also those of devices to come.
struct Subscription: Codable, Sendable {
  typealias ID = Identifier<Subscription>

  enum AlarmWord: String, CaseIterable, Field { case ok, alarm }

  let id: ID
  let name: String
  /// Those that its person may see; null for a rule.
  let metrics: [MetricName]?
  let rule: Rule?
  let alarm: Alarm?
  /// Null without limits.
  let alarmState: AlarmWord?
  /// What is beyond the limits right now, and since when that is an alarm.
  let alarms: [Raised]
  let createdAt: Instant
  let _links: Links

  struct MetricName: Codable, Hashable, Sendable {
    let deviceId: Device.ID
    let key: MetricKey
  }

  struct Rule: Codable, Sendable {
    /// Null: all my sites, and all kinds.
    let siteIds: [EnergySite.ID]?
    let kinds: [DeviceKind]?
    let keys: [MetricKey]
  }

  struct Alarm: Codable, Sendable {
    let above: Double?
    let below: Double?
    let forSeconds: Int
  }

  struct Raised: Codable, Sendable {
    let deviceId: Device.ID
    let key: MetricKey
    let since: Instant
  }
}

extension Subscription {
  /// The columns that `Versioned` reads, of the table `subscriptions` under the name `s`.
  /// - Parameter administers: whether what an administrator sees is seen.
  static func columns(administers: Bool) -> SQL {
    """
    s.id, s.name, s.rule_sites, s.rule_kinds, s.rule_keys, s.above, s.below, s.for_seconds, s.created_at, s.version,
    (select array_agg(v.device_id order by v.place) from subscribed_metrics v
      where v.subscription_id = s.id and s.rule_keys is null and (v.role <> 'admin' or \(administers))),
    (select array_agg(v.key order by v.place) from subscribed_metrics v
      where v.subscription_id = s.id and s.rule_keys is null and (v.role <> 'admin' or \(administers))),
    (select array_agg(v.device_id order by a.metric_id) from metric_alarms a
      join subscribed_metrics v on v.subscription_id = a.subscription_id and v.metric_id = a.metric_id
      where a.subscription_id = s.id and a.raised_at is not null and (v.role <> 'admin' or \(administers))),
    (select array_agg(v.key order by a.metric_id) from metric_alarms a
      join subscribed_metrics v on v.subscription_id = a.subscription_id and v.metric_id = a.metric_id
      where a.subscription_id = s.id and a.raised_at is not null and (v.role <> 'admin' or \(administers))),
    (select array_agg(a.raised_at order by a.metric_id) from metric_alarms a
      join subscribed_metrics v on v.subscription_id = a.subscription_id and v.metric_id = a.metric_id
      where a.subscription_id = s.id and a.raised_at is not null and (v.role <> 'admin' or \(administers)))
    """
  }

  struct Versioned: Sendable {
    let subscription: Subscription
    let tag: EntityTag

    init(_ row: inout Row) throws {
      let (id, name) = (try row.next(ID.self), try row.next(String.self))
      let rule = try Rule(&row)
      let alarm = try Alarm(&row)
      let createdAt = try row.next(Instant.self)
      tag = EntityTag(String(try row.next(Int.self)))
      let metrics = try row.metricNames()
      let raised = try row.metricNames()
      let since = try row.next([Instant]?.self) ?? []
      subscription = Subscription(
        id: id, name: name, metrics: rule == nil ? metrics : nil, rule: rule, alarm: alarm,
        alarmState: alarm.map { _ in raised.isEmpty ? .ok : .alarm },
        alarms: zip(raised, since).map { Raised(deviceId: $0.deviceId, key: $0.key, since: $1) }, createdAt: createdAt,
        _links: Subscription.links(id))
    }

    func response(_ status: Status = .ok) throws -> Response { try .json(subscription, status: status).tagged(tag) }
  }

  static func path(_ id: ID) -> String { "/api/subscriptions/\(id)" }

  private static func links(_ id: ID) -> Links {
    let path = path(id)
    return Links().adding("self", path).adding("change", path, method: .patch)
      .adding("delete", path, method: .delete).adding("latest", path + "/latest{?cursor,limit}")
      .adding("series", path + "/series{?from,to,resolution}").adding("live", path + "/live")
      .adding("alarms", path + "/alarms{?cursor,limit}").adding("subscriptions", "/api/subscriptions")
  }
}

extension Subscription.Rule {
  /// rule_sites, rule_kinds, rule_keys
  fileprivate init?(_ row: inout Row) throws {
    let sites = try row.next([EnergySite.ID]?.self)
    let kinds = try row.next([String]?.self)
    guard let keys = try row.next([String]?.self) else { return nil }
    self.init(
      siteIds: sites, kinds: kinds.map { $0.compactMap(DeviceKind.init) }, keys: keys.compactMap(MetricKey.init))
  }
}

extension Subscription.Alarm {
  /// above, below, for_seconds
  fileprivate init?(_ row: inout Row) throws {
    let (above, below) = (try row.next(Double?.self), try row.next(Double?.self))
    guard let seconds = try row.next(Int?.self) else { return nil }
    self.init(above: above, below: below, forSeconds: seconds)
  }
}

extension Row {
  /// Two arrays, of devices and of keys.
  fileprivate mutating func metricNames() throws -> [Subscription.MetricName] {
    let (devices, keys) = (try next([Device.ID]?.self) ?? [], try next([String]?.self) ?? [])
    return zip(devices, keys).compactMap { device, key in
      MetricKey(rawValue: key).map { Subscription.MetricName(deviceId: device, key: $0) }
    }
  }
}
