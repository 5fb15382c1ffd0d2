package import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

extension TelemetryFeature {
  /// The notices of alarms among those of the person. Of a device that they may not see any more they are told nothing.
  package static let alarmNotices = OtherNotices(
    list: { database, driver, wanted in
      try await database.query(
        """
        select \(sql: told) \(sql: mine(driver)) and (\(wanted.isUnread)::boolean is null or (n.read_at is null) = \(wanted.isUnread))
          and (\(wanted.last?.createdAt)::timestamptz is null
            or (n.created_at, n.id) < (\(wanted.last?.createdAt), \(wanted.last?.id)))
        order by n.created_at desc, n.id desc limit \(wanted.limit)
        """
      ) { row in try alarm(&row) }
    },
    find: { database, driver, id in
      try await database.first("select n.created_at \(sql: mine(driver)) and n.id = \(id)") {
        try $0.next(Instant.self)
      }
    },
    read: { database, driver, id, now in
      let marked = try await database.query(
        """
        update alarm_notices set read_at = coalesce(read_at, \(now))
        where id in (select n.id \(sql: mine(driver)) and n.id = \(id)) returning id
        """
      ) { try $0.next(OtherNotices.ID.self) }
      return !marked.isEmpty
    })

  private static func mine(_ driver: Driver) -> SQL {
    """
    from subscriptions s join alarm_notices n on n.subscription_id = s.id
      join subscribed_metrics v on v.subscription_id = s.id and v.metric_id = n.metric_id
      join devices d on d.id = v.device_id
    where s.account_id = \(driver.id) and (v.role <> 'admin' or \(driver.administers))
    """
  }

  private static let told: SQL =
    "n.id, n.state, s.id, s.name, d.id, d.name, v.key, n.value, n.at, n.created_at, n.read_at"

  private static func alarm(_ row: inout Row) throws -> OtherNotices.Alarm {
    let (id, state) = (try row.next(OtherNotices.ID.self), try row.word(AlarmNotice.State.self))
    let (subscription, name) = (try row.next(Subscription.ID.self), try row.next(String.self))
    let (device, place) = (try row.next(Device.ID.self), try row.next(String.self))
    let (key, value) = (try row.word(MetricKey.self), try row.next(Double.self))
    let shown = "\(value.text) \(key.metric.unit)"
    let text =
      switch state {
      case .raised:
        Text(fr: "Alarme « \(name) » : \(place), \(shown).", en: "Alarm \"\(name)\": \(place), \(shown).")
      case .over:
        Text(
          fr: "Fin de l'alarme « \(name) » : \(place), \(shown).", en: "Alarm \"\(name)\" is over: \(place), \(shown).")
      }
    return OtherNotices.Alarm(
      id: id, isOver: state == .over, subscription: subscription.description, device: device.description,
      key: key.rawValue, value: value, unit: key.metric.unit, at: try row.next(), text: text,
      createdAt: try row.next(), readAt: try row.next())
  }
}
