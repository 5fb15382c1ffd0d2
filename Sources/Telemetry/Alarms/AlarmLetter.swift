package import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Sites

extension TelemetryFeature {
  /// Worded when it goes out: whoever may not see the device any more is told nothing of it.
  package static let alarmLetter = Commission("alarm") { database, account, subject, site, _ in
    let id = AlarmNotice.ID(high: subject.high, low: subject.low)
    let found = try await database.first(
      """
      select s.id, s.name, d.name, t.name, t.time_zone, m.key, n.state, n.value, n.at, s.above, s.below
      from alarm_notices n join subscriptions s on s.id = n.subscription_id
        join subscribed_metrics v on v.subscription_id = s.id and v.metric_id = n.metric_id
        join device_metrics m on m.id = n.metric_id join devices d on d.id = m.device_id join sites t on t.id = d.site_id
      where n.id = \(id) and s.account_id = \(account)
      """
    ) { row in try AlarmFacts(&row) }
    return found.map { $0.words(at: site) }
  }
}

private struct AlarmFacts {
  let subscription: Subscription.ID
  let name: String
  let device: String
  let place: String
  let zone: String
  let key: MetricKey
  let state: AlarmNotice.State
  let value: Double
  let at: Instant
  let above: Double?
  let below: Double?

  init(_ row: inout Row) throws {
    (subscription, name, device) = (try row.next(), try row.next(), try row.next())
    (place, zone, key) = (try row.next(), try row.next(), try row.word())
    (state, value, at) = (try row.word(), try row.next(), try row.next())
    (above, below) = (try row.next(), try row.next())
  }

  func words(at site: Site) -> LetterWords {
    let shown = "\(value.text) \(key.metric.unit)"
    let time = (try? Zone.ofSite(zone)).map { String(at.text(in: $0).prefix(16)) } ?? at.description
    let what = "\(device) (\(place)), \(key.rawValue)"
    let link = "\(site.url)/abonnements/\(subscription)"
    let limits = [above.map { "> \($0.text)" }, below.map { "< \($0.text)" }].compactMap { $0 }.joined(separator: ", ")
    switch state {
    case .raised:
      return LetterWords(
        subject: Text(fr: "Alarme : \(device), \(shown)", en: "Alarm: \(device), \(shown)"),
        text: Text(
          fr:
            "\(what) : \(shown) le \(time), heure du site. Limites de « \(name) » : \(limits).\n\nPour voir :\n\n\(link)",
          en: "\(what): \(shown) on \(time), local time. Limits of \"\(name)\": \(limits).\n\nTo see it:\n\n\(link)"))
    case .over:
      return LetterWords(
        subject: Text(fr: "Fin d'alarme : \(device), \(shown)", en: "Alarm over: \(device), \(shown)"),
        text: Text(
          fr: "\(what) est revenu dans les limites de « \(name) » : \(shown) le \(time), heure du site.\n\n\(link)",
          en: "\(what) is back within the limits of \"\(name)\": \(shown) on \(time), local time.\n\n\(link)"))
    }
  }
}
