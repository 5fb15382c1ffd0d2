import Runtime

/// Calls a second over all APIs, and calls an hour for each, in windows that begin with their first call.
struct Quotas: Sendable {
  private struct Window: Sendable {
    var start: Instant
    var calls = 0
  }

  private var second: Window?
  private var hours: [String: Window] = [:]

  /// nil where the call may pass, else the moment from which one may again.
  mutating func refuse(_ api: String, _ knobs: Knobs, at now: Instant) -> Instant? {
    guard knobs.hasLimits else { return nil }
    var brief = Quotas.window(second, lasting: .seconds(1), at: now)
    var long = Quotas.window(hours[api], lasting: .seconds(3600), at: now)
    defer { (second, hours[api]) = (brief, long) }
    if brief.calls >= knobs.perSecond { return brief.start + .seconds(1) }
    if long.calls >= knobs.perHour { return long.start + .seconds(3600) }
    brief.calls += 1
    long.calls += 1
    return nil
  }

  private static func window(_ known: Window?, lasting length: Duration, at now: Instant) -> Window {
    if let known, known.start <= now, now < known.start + length { return known }
    return Window(start: now)
  }

  /// The calls of the running hour, by API.
  var counters: [(api: String, calls: Int)] {
    hours.map { ($0.key, $0.value.calls) }.sorted { $0.api < $1.api }
  }
}
