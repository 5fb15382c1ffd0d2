import Runtime

/// How well a time is known, and from whom. The numbers stand in the store.
enum ClockQuality: Int, Comparable, CaseIterable, Sendable {
  case none = 0
  case rtc = 1
  case tic = 2
  case ntp = 3

  static func < (left: ClockQuality, right: ClockQuality) -> Bool { left.rawValue < right.rawValue }

  var name: String { "\(self)" }
}

/// What time it is, by the best clock that has been seen, on top of one that only goes forward. A machine without a battery
/// does not know at first; the meter, the network or a server tells it later.
struct BoxClock: Sendable {
  /// When the machine's own milliseconds were 0; nil while no clock is known.
  private(set) var zero: Instant?
  private(set) var quality = ClockQuality.none
  /// What the last row bears: a battery that shows less is empty. The meter and the network know better than a row.
  private let floor: Instant

  /// 1 November 2026: the program is younger. Only what a meter told before may be older, and is read again from a file.
  static let birth = Instant(seconds: 1_793_491_200)

  /// 1 December 2015, from when on meters with such a wire were put in: one that shows less has lost its time.
  private static let firstMeters = Instant(seconds: 1_448_928_000)

  init(floor: Instant?) { self.floor = max(floor ?? BoxClock.birth, BoxClock.birth) }

  /// Returns true when the time has just become known. What comes from afar in whole seconds moves a clock of its own quality
  /// only by more than its `slack`.
  mutating func see(
    _ instant: Instant, _ seen: ClockQuality, at monotonic: Int, slack: Duration = .zero
  ) -> Bool {
    guard seen != .none, seen >= quality, instant >= bound(of: seen) else { return false }
    let isNew = zero == nil
    let shown = instant - .milliseconds(monotonic)
    if let zero, seen == quality, abs((shown - zero).microseconds) < slack.microseconds { return false }
    zero = shown
    quality = seen
    return isNew
  }

  private func bound(of quality: ClockQuality) -> Instant {
    switch quality {
    case .rtc: floor
    case .tic: BoxClock.firstMeters
    case .ntp, .none: BoxClock.birth
    }
  }

  func instant(at monotonic: Int) -> Instant? { zero.map { $0 + .milliseconds(monotonic) } }
}
