import Accounts
import Postgres
import Resources
import Runtime
import Sites

/// Holds new samples against the limits that technicians set. One server at a time does it; what it finds, the notice and the
/// letter are one transaction, so that each is told once.
extension TelemetryFeature {
  private static let atOnce = 500
  /// Letters of one subscription within an hour: a value that dances around a limit fills nobody's mailbox.
  private static let mostLetters = 20

  private struct Pair: Sendable {
    let subscription: Subscription.ID
    let series: SeriesNumber
    let limits: Subscription.Alarm
    var watch: AlarmWatch
  }

  package func evaluateAlarms() async throws {
    let now = clock.now
    try await database.transaction { transaction in
      let isFree = try await transaction.first(
        "select pg_try_advisory_xact_lock(hashtextextended('telemetry alarms', 0))"
      ) {
        try $0.next(Bool.self)
      }
      guard isFree == true else { return }
      try await dropOrphans(in: transaction)
      var pairs = try await due(in: transaction)
      guard let first = pairs.map(\.watch.seenAt).min(), let last = pairs.map(\.newest).max() else { return }
      let numbers = Array(Set(pairs.map(\.pair.series)))
      let samples = try await history.hot.samples(of: numbers, in: first..<(last + .milliseconds(1)))
      var events: [(pair: Pair, event: AlarmWatch.Event)] = []
      for index in pairs.indices {
        // What left the ring while nobody looked is gone; the newest value is always known.
        let known = (samples[pairs[index].pair.series] ?? []).merged(with: [pairs[index].latest])
        for sample in known {
          if let event = pairs[index].pair.watch.look(at: sample, pairs[index].pair.limits) {
            events.append((pairs[index].pair, event))
          }
        }
      }
      try await keep(pairs.map(\.pair), in: transaction)
      try await tell(events, at: now, in: transaction)
    }
  }

  private struct Due: Sendable {
    var pair: Pair
    let latest: Sample
    var watch: AlarmWatch { pair.watch }
    var newest: Instant { latest.at }
  }

  /// What was measured before there were limits is no news: of it they look at the newest sample, and before that for as long as
  /// a value must stay beyond them. What has not sent yet is looked at from its first sample on.
  func beginWatch(of id: Subscription.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into metric_alarms (subscription_id, metric_id, seen_at)
      select s.id, v.metric_id, l.at - make_interval(secs => s.for_seconds + 1)
      from subscriptions s join subscribed_metrics v on v.subscription_id = s.id and v.role <> 'reader'
        join metric_latest l on l.metric_id = v.metric_id
      where s.id = \(id) and s.for_seconds is not null
      on conflict do nothing
      """)
  }

  /// Metrics with newer samples than were looked at; a new one from the oldest that the ring holds.
  private func due(in transaction: Transaction) async throws -> [Due] {
    try await transaction.query(
      """
      select s.id, v.metric_id, s.above, s.below, s.for_seconds,
        coalesce(a.seen_at, l.at - interval '3 hours' - make_interval(secs => s.for_seconds)), a.beyond_since, a.raised_at, l.at, l.value
      from subscriptions s join subscribed_metrics v on v.subscription_id = s.id and v.role <> 'reader'
        join accounts c on c.id = s.account_id and c.locked_at is null
        join metric_latest l on l.metric_id = v.metric_id
        left join metric_alarms a on a.subscription_id = s.id and a.metric_id = v.metric_id
      where s.for_seconds is not null and (a.seen_at is null or l.at > a.seen_at)
      order by s.id, v.metric_id limit \(Self.atOnce)
      """
    ) { row in
      let (subscription, series) = (try row.next(Subscription.ID.self), try row.next(SeriesNumber.self))
      let limits = Subscription.Alarm(above: try row.next(), below: try row.next(), forSeconds: try row.next())
      let watch = AlarmWatch(seenAt: try row.next(), beyondSince: try row.next(), raisedAt: try row.next())
      return Due(
        pair: Pair(subscription: subscription, series: series, limits: limits, watch: watch),
        latest: Sample(at: try row.next(), value: try row.next()))
    }
  }

  /// What a subscription no longer has, or its person may no longer see, is in alarm for nobody.
  private func dropOrphans(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      delete from metric_alarms a where a.raised_at is not null and not exists (
        select from subscribed_metrics v
        where v.subscription_id = a.subscription_id and v.metric_id = a.metric_id and v.role <> 'reader')
      """)
  }

  private func keep(_ pairs: [Pair], in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into metric_alarms (subscription_id, metric_id, seen_at, beyond_since, raised_at)
      select * from unnest(\(pairs.map(\.subscription)), \(pairs.map(\.series)), \(pairs.map(\.watch.seenAt)),
        \(pairs.map(\.watch.beyondSince)), \(pairs.map(\.watch.raisedAt)))
      on conflict (subscription_id, metric_id) do update
        set seen_at = excluded.seen_at, beyond_since = excluded.beyond_since, raised_at = excluded.raised_at
      """)
  }

  private func tell(
    _ events: [(pair: Pair, event: AlarmWatch.Event)], at now: Instant, in transaction: Transaction
  ) async throws {
    if events.isEmpty { return }
    let ids = events.map { _ in self.ids.next(AlarmNotice.self, at: now) }
    // What came in one batch keeps its order.
    let moments = events.indices.map { now + .microseconds($0) }
    try await transaction.execute(
      """
      insert into alarm_notices (id, subscription_id, metric_id, state, value, at, created_at)
      select * from unnest(\(ids), \(events.map(\.pair.subscription)), \(events.map(\.pair.series)),
        \(events.map(\.event.state)), \(events.map(\.event.sample.value)), \(events.map(\.event.sample.at)), \(moments))
      on conflict do nothing
      """)
    let wanted: SQL = """
      select s.account_id, n.id as about from alarm_notices n join subscriptions s on s.id = n.subscription_id
      where n.id = any(\(ids)) and (
        select count(*) from alarm_notices o
        where o.subscription_id = n.subscription_id and o.created_at > \(now - .seconds(3600))) <= \(Self.mostLetters)
      """
    try await transaction.execute(Self.alarmLetter.queue(wanted, at: now))
  }
}
