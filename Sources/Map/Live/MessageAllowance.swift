import Runtime

/// The messages that one socket may send: some at once, then so many a second. A map that is moved sends a few.
struct MessageAllowance {
  static let atOnce = 60.0
  static let perSecond = 10.0
  /// Bytes; a view has a hundred.
  static let longest = 4096

  private var left = Self.atOnce
  private var countedAt: Instant

  init(at now: Instant) { countedAt = now }

  /// False when there is too much.
  mutating func take(at now: Instant) -> Bool {
    left = min(Self.atOnce, left + max(0, (now - countedAt).inSeconds) * Self.perSecond)
    countedAt = now
    guard left >= 1 else { return false }
    left -= 1
    return true
  }
}
