import Runtime

/// What can be turned for all points at once.
struct Knobs: Sendable {
  /// The body in which too many calls are refused. All have been seen.
  enum QuotaForm: String, CaseIterable, Sendable { case gateway, fault, quota, metering, html }

  enum Fault: String, CaseIterable, Sendable { case none, server, html, cut, octets, slow }

  /// What becomes of a consent that was accepted.
  enum Consent: String, CaseIterable, Sendable { case given, serverError, notCompleted }

  enum Resharing: String, CaseIterable, Sendable { case stable, refused }

  var tokenSeconds = 12_600
  /// How many times the services of a new consent are empty at first.
  var emptyFirst = 0
  var hasLimits = true
  var perSecond = 5
  var perHour = 1000
  var quotaForm = QuotaForm.gateway
  var fault = Fault.none
  /// How many calls the fault meets.
  var faultTimes = 0
  /// The first segment of the path of APIs to which the application has not subscribed.
  var unsubscribed: Set<String> = []
  var consent = Consent.given
  var resharing = Resharing.stable
  /// The day from which the paths of the fifth version are gone.
  var oldEnds = CivilDay(year: 2026, month: 10, day: 12)

  /// The fault of this call.
  mutating func takeFault() -> Fault {
    guard fault != .none, faultTimes > 0 else { return .none }
    faultTimes -= 1
    defer { if faultTimes == 0 { fault = .none } }
    return fault
  }
}
