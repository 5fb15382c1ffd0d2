import Accounts
import HTTP
import Resources
import Sites

/// A metric of a device, as somebody names it.
struct WantedName: Decodable, Sendable {
  let deviceId: Device.ID
  let key: MetricKey
}

struct WantedRule: Decodable, Sendable {
  let siteIds: [EnergySite.ID]?
  let kinds: [DeviceKind]?
  let keys: [MetricKey]
}

/// Limits, and how long a value must stay beyond one before that is an alarm.
struct WantedAlarm: Decodable, Sendable, CheckedWhole {
  let above: Double?
  let below: Double?
  let forSeconds: AlarmSeconds

  var fault: FieldFault? {
    if above == nil && below == nil {
      return FieldFault("missing", fr: "Il faut above, below ou les deux.", en: "Name above, below or both.")
    }
    guard let above, let below, below >= above else { return nil }
    return FieldFault("bad-span", fr: "below doit être inférieur à above.", en: "below must be less than above.")
  }
}

typealias AlarmSeconds = BoundedNumber<AlarmSecondsRule>

enum AlarmSecondsRule: NumberRule {
  static let bounds = Bounds(0...86_400)
  static let sample = 60
}

/// POST /api/subscriptions: metrics, or a rule.
struct CreateSubscription: Decodable, Sendable, CheckedWhole {
  let name: DisplayName
  let metrics: [WantedName]?
  let rule: WantedRule?
  let alarm: WantedAlarm?

  var fault: FieldFault? {
    (metrics == nil) == (rule == nil) ? .oneOfTwo : nil
  }
}

/// PATCH. A field that is not named stays; null takes the alarm away. Metrics take the place of a rule, and the other way.
struct ChangeSubscription: Decodable, Sendable, CheckedWhole {
  let name: DisplayName?
  let metrics: [WantedName]?
  let rule: WantedRule?
  let alarm: WantedAlarm??

  init(name: DisplayName?, alarm: WantedAlarm??) {
    (self.name, self.alarm, metrics, rule) = (name, alarm, nil, nil)
  }

  private enum Key: String, CodingKey { case name, metrics, rule, alarm }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decodeIfPresent(DisplayName.self, forKey: .name)
    metrics = try fields.decodeIfPresent([WantedName].self, forKey: .metrics)
    rule = try fields.decodeIfPresent(WantedRule.self, forKey: .rule)
    alarm = try fields.change(.alarm)
  }

  var fault: FieldFault? { metrics != nil && rule != nil ? .oneOfTwo : nil }
}

extension FieldFault {
  fileprivate static let oneOfTwo = FieldFault(
    "one-of-two", fr: "Soit metrics, soit rule.", en: "Either metrics or rule.")
}
