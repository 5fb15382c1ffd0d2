import HTTP
import Runtime

/// What a call for measures asks, in either generation.
struct Question: Sendable {
  enum Form: Sendable { case present, old }

  enum Measure: Sendable {
    case curve(Direction), daily(Direction), peak, index(Direction)

    var direction: Direction {
      switch self {
      case .curve(let direction), .daily(let direction), .index(let direction): direction
      case .peak: .drawn
      }
    }

    var isCurve: Bool { if case .curve = self { true } else { false } }
  }

  let measure: Measure
  let form: Form
  let prm: String
  let days: Range<CivilDay>
  let isMonthly: Bool

  /// Names that are not in its documents the gateway answers with 500; values that are wrong with 400.
  init(_ measure: Measure, _ form: Form, _ query: [(name: String, value: String)], at now: Instant) throws(Refusal) {
    (self.measure, self.form) = (measure, form)
    let names = Question.names(measure, form)
    guard Set(query.map(\.name)) == Set(names), query.count == names.count else {
      throw form == .present ? .undocumented : .invalid("The request parameters are missing or unknown.")
    }
    let values = Dictionary(uniqueKeysWithValues: query.map { ($0.name, $0.value) })
    prm = values[names[0]] ?? ""
    guard prm.isPoint else { throw .invalid("The usage point id must have 14 digits.") }
    guard let start = CivilDay(iso: values[names[1]] ?? ""), let end = CivilDay(iso: values[names[2]] ?? "") else {
      throw .invalid("Dates must have the format YYYY-MM-DD.")
    }
    guard start < end else { throw .invalid("The start date must be before the end date.") }
    guard end <= Paris.zone.local(now).day else { throw .invalid("The end date cannot be after today.") }
    days = start..<end
    let step = values["mesuresPas"] ?? "P1D"
    guard ["P1D", "P1M"].contains(step), ["PMA", "TOUT"].contains(values["grandeurPhysique"] ?? "PMA") else {
      throw .invalid("mesuresPas is P1D or P1M, grandeurPhysique PMA or TOUT.")
    }
    isMonthly = step == "P1M"
  }

  private static func names(_ measure: Measure, _ form: Form) -> [String] {
    if form == .old { return ["usage_point_id", "start", "end"] }
    let common = ["pointId", "dateDebut", "dateFin"]
    if case .peak = measure { return common + ["mesuresPas", "grandeurPhysique"] }
    return common
  }

  /// What stands between the question and its answer.
  func check(_ point: Scenario, hasConsent: Bool, at now: Instant) throws(Refusal) {
    guard hasConsent else { throw .noConsent }
    try point.checkRefused(measure)
    if let from = point.consentedFrom, days.lowerBound < from { throw .beforeConsent }
    guard point.measures(measure.direction) else { throw .wrongDirection }
    if days.lowerBound < point.activatedOn { throw .beforeActivation }
    let depth = measure.isCurve ? 24 : 36
    let today = Paris.zone.local(now).day
    if days.lowerBound < today.adding(months: -depth).adding(-15) { throw .tooOld(form) }
    let length = days.upperBound.daysSince1970 - days.lowerBound.daysSince1970
    if measure.isCurve, length > 7 { throw .tooLong(form) }
  }
}

extension Scenario {
  fileprivate func checkRefused(_ measure: Question.Measure) throws(Refusal) {
    switch refused {
    case .none: return
    case .revoked: throw .noConsent
    case .moved: throw .moved(refusedStatus)
    case .notHolder: throw .notHolder
    case .opposed: if measure.isCurve { throw .opposed }
    }
  }
}
