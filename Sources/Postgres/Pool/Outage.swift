import Runtime

/// When to try the server again. One probe at a time, ever rarer: fifty clients that all knock at once keep a server that
/// is starting from starting.
struct Outage {
  static let firstDelay = Duration.milliseconds(50)
  static let longestDelay = Duration.seconds(2)

  let since: Moment
  private(set) var reason: String
  private var failures = 0
  var hasFailed: Bool { failures > 0 }
  private(set) var nextProbe: Moment

  init(at now: Moment, reason: String) {
    since = now
    nextProbe = now
    self.reason = reason
  }

  /// Somebody else has been let in: there is no reason to wait for the next try.
  mutating func end(at now: Moment) { nextProbe = min(nextProbe, now) }

  /// `jitter` from 0 to 1 spreads the delay from half to one and a half, so that instances do not keep step.
  mutating func failed(at now: Moment, reason: String, jitter: Double) {
    let delay = min(Self.longestDelay, Self.firstDelay * (1 << min(failures, 10)))
    failures += 1
    self.reason = reason
    nextProbe = now + delay * (0.5 + jitter)
  }
}
