import Runtime

/// When the buzzer sounds: two seconds three times for a set of causes, then not again until there is another cause.
/// Milliseconds of the box's own clock.
struct Buzzer: Sendable {
  private static let (tone, pause, times) = (2000, 500, 3)

  private var begun: Int?
  private var told: Set<AlarmCause> = []

  /// `isQuiet` says that these are the hours in which people sleep: only what cannot wait is said then, the rest when they
  /// are over and it still holds.
  mutating func sounds(for causes: Set<AlarmCause>, isQuiet: Bool, now: Int) -> Bool {
    let audible = causes.filter { !isQuiet || $0.breaksTheQuiet }
    // What is over may come again.
    told.formIntersection(causes)
    if !audible.subtracting(told).isEmpty {
      told.formUnion(audible)
      begun = now
    }
    if audible.isEmpty { begun = nil }
    guard let begun else { return false }
    let (turn, place) = (now - begun).quotientAndRemainder(dividingBy: Buzzer.tone + Buzzer.pause)
    if turn >= Buzzer.times { self.begun = nil }
    return turn < Buzzer.times && place < Buzzer.tone
  }

  /// Somebody has heard it.
  mutating func silence() { begun = nil }
}

/// Hours of the day in which people sleep, by the clock on the wall; they may pass midnight.
struct QuietHours: Equatable, Sendable {
  /// Minutes since midnight.
  let start: Int
  let end: Int

  static let usual = QuietHours(start: 22 * 60, end: 7 * 60)

  init(start: Int, end: Int) { (self.start, self.end) = (start, end) }

  /// `22:00-07:00`; the same twice is never.
  init?(_ text: String) {
    let times = text.split(separator: "-", omittingEmptySubsequences: false).map { QuietHours.minutes($0) }
    guard times.count == 2, let start = times[0], let end = times[1] else { return nil }
    self.init(start: start, end: end)
  }

  private static func minutes(_ text: Substring) -> Int? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, parts.allSatisfy({ $0.utf8.count == 2 }), let hour = UInt8(parts[0]),
      let minute = UInt8(parts[1]), hour < 24, minute < 60
    else { return nil }
    return Int(hour) * 60 + Int(minute)
  }

  func contain(_ second: Int) -> Bool {
    let minute = second / 60
    return start <= end ? (start..<end).contains(minute) : minute >= start || minute < end
  }
}
