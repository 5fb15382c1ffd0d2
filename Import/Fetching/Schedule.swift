import Runtime

/// The times at which an address is fetched again, in simple words and in UTC: `hourly`, `every 6h`, `every 30m`, `daily 04:30`; `full`
/// behind them imports in that mode, otherwise nothing is ever withdrawn.
package struct Schedule: Equatable, Sendable {
  private let period: Int64
  /// Seconds into each period, counted from midnight.
  private let offset: Int64
  let mode: Import.Mode

  package static let wanted = "hourly, every 6h, every 30m or daily 04:30 (UTC), and perhaps full"

  /// The schedule of an address that is given without one.
  package static let nightly = Schedule(period: 86_400, offset: 4 * 3600 + 30 * 60, mode: .partial)

  package static let everyHour = Schedule(period: 3600, offset: 0, mode: .partial)

  private init(period: Int64, offset: Int64, mode: Import.Mode) {
    (self.period, self.offset, self.mode) = (period, offset, mode)
  }

  package init?(_ text: String) {
    var words = text.lowercased().split(separator: " ")
    mode = words.last == "full" ? .full : .partial
    if mode == .full { words.removeLast() }
    switch (words.first, words.count) {
    case ("hourly", 1): (period, offset) = (3600, 0)
    case ("daily", 2):
      let parts = words[1].split(separator: ":").map { $0.utf8.count == 2 ? Int64($0) : nil }
      guard parts.count == 2, let hour = parts[0], let minute = parts[1], (0..<24).contains(hour),
        (0..<60).contains(minute)
      else { return nil }
      (period, offset) = (86_400, hour * 3600 + minute * 60)
    case ("every", 2):
      guard let unit = ["h": Int64(3600), "m": 60][words[1].suffix(1)], let count = Int64(words[1].dropLast()),
        (1...1000).contains(count), count * unit >= 60 * 5
      else { return nil }
      (period, offset) = (count * unit, 0)
    default: return nil
    }
  }

  /// The latest moment that is not in the future.
  func lastDue(at now: Instant) -> Instant {
    let into = (now.seconds - offset) % period
    return Instant(seconds: now.seconds - (into < 0 ? into + period : into))
  }
}
