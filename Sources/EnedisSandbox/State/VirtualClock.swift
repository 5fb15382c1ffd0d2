import Runtime

/// The time that the sandbox lives in: the real one, moved, and perhaps held.
struct VirtualClock: Sendable {
  private var shift = Duration.zero
  private var held: Instant?

  /// Beyond that no meter has counted, and none will.
  static let bounds = Instant(seconds: 946_684_800)..<Instant(seconds: 4_102_444_800)

  var isHeld: Bool { held != nil }

  func now(_ real: Instant) -> Instant { held ?? running(real) }

  /// Goes on while the clock is held: a quota of so many calls a second is about the time that passes.
  func running(_ real: Instant) -> Instant { real + shift }

  mutating func set(to instant: Instant, _ real: Instant) {
    shift = instant - real
    if held != nil { held = instant }
  }

  mutating func advance(by duration: Duration, _ real: Instant) { set(to: now(real) + duration, real) }

  mutating func hold(_ isHeld: Bool, _ real: Instant) {
    let instant = now(real)
    held = nil
    set(to: instant, real)
    if isHeld { held = instant }
  }
}

/// Where Enedis' days begin and end.
enum Paris {
  static let zone: Zone = {
    guard let zone = Zone.named("Europe/Paris") else { preconditionFailure("no Europe/Paris in the zone database") }
    return zone
  }()
}

extension CivilDay {
  /// `2026-11-30`, and nothing else.
  init?(iso text: String) {
    guard text.utf8.count == 10, let instant = Instant(rfc3339: text + "T00:00:00Z") else { return nil }
    self.init(daysSince1970: Int(instant.seconds / 86_400))
  }

  func adding(months: Int) -> CivilDay {
    let count = year * 12 + month - 1 + months
    let (year, month) = (count / 12, count % 12 + 1)
    return CivilDay(year: year, month: month, day: min(day, CivilDay.length(ofMonth: month, year: year)))
  }

  /// From midnight to midnight.
  var hours: Range<Instant> { Paris.zone.start(of: self)..<Paris.zone.start(of: adding(1)) }
}

extension Instant {
  /// `2026-11-30 08:30:00`, by the clock on the wall.
  var stamp: String {
    let local = Paris.zone.local(self)
    return "\(local.day.text) \(local.second.clock)"
  }
}

extension Int {
  /// Seconds of a day as `08:30:00`.
  fileprivate var clock: String {
    [self / 3600, self / 60 % 60, self % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":")
  }
}
