import Accounts
import HTTP
import Resources
import Runtime
import Sites

/// What a form of a page says of a subscription: a rule, and perhaps limits.
struct SubscriptionForm: Decodable, Sendable {
  let name: DisplayName
  let site: EnergySite.ID?
  let kind: DeviceKind?
  let key: [MetricKey]?
  let above: Double?
  let below: Double?
  let seconds: AlarmSeconds?

  var alarm: WantedAlarm? { get throws { try WantedAlarm(above, below, seconds) } }

  var wanted: CreateSubscription {
    get throws {
      guard let key, !key.isEmpty else {
        let fault = FieldFault("missing", fr: "Au moins une grandeur.", en: "At least one metric.")
        throw Problem(.validation, faults: [Problem.Fault("/key", fault)])
      }
      let rule = WantedRule(siteIds: site.map { [$0] }, kinds: kind.map { [$0] }, keys: key)
      return CreateSubscription(name: name, metrics: nil, rule: rule, alarm: try alarm)
    }
  }
}

/// The same of one that is there.
struct LimitsForm: Decodable, Sendable {
  let name: DisplayName
  let above: Double?
  let below: Double?
  let seconds: AlarmSeconds?

  var change: ChangeSubscription {
    get throws { ChangeSubscription(name: name, alarm: .some(try WantedAlarm(above, below, seconds))) }
  }
}

extension WantedAlarm {
  /// Nil where there are no limits.
  fileprivate init?(_ above: Double?, _ below: Double?, _ seconds: AlarmSeconds?) throws {
    if above == nil, below == nil { return nil }
    self.init(above: above, below: below, forSeconds: try seconds ?? AlarmSeconds(.text("0")))
    if let fault { throw Problem(.validation, faults: [Problem.Fault("?below", fault)]) }
  }
}

extension FilledForm {
  /// The fields that name a subscription and its limits.
  func subscription(_ known: Subscription?) -> HTML {
    HTML([
      field("name", Text(fr: "Nom", en: "Name"), value: known?.name, .is(.required), .the(.longest, "100")),
      field(
        "seconds", Text(fr: "Alarme après (secondes)", en: "Alarm after (seconds)"),
        value: known?.alarm.map { String($0.forSeconds) }, .the(.inputmode, "numeric")),
      field(
        "above", Text(fr: "Alarme au-dessus de (facultatif)", en: "Alarm above (optional)"),
        value: known?.alarm?.above?.short, .the(.inputmode, "decimal")),
      field(
        "below", Text(fr: "Alarme au-dessous de (facultatif)", en: "Alarm below (optional)"),
        value: known?.alarm?.below?.short, .the(.inputmode, "decimal")),
    ])
  }
}
