import HTTP
import Runtime

/// A day that was asked for and is not complete.
struct GapEntry: Sendable, Equatable {
  enum State: String, CaseIterable, Field, Sendable { case absent, partial, never }

  let day: CivilDay
  let state: State
  let readings: Int
  let expected: Int
  /// Nil: not again.
  let nextTryAt: Instant?
}

/// Decides what becomes of a day by what was found on it.
struct GapJudge: Sendable {
  let series: Series
  let home: Home.ID
  let now: Instant
  let today: CivilDay

  /// After these many days nothing comes any more.
  static let patience = 30
  private static let closes = 22 * 3600

  /// Nil for a complete day. `tries` counts those before.
  func judge(_ day: CivilDay, readings: Int, expected: Int, tries: Int) -> GapEntry? {
    let wanted = series.kind == .curve ? max(expected, 1) : 1
    if readings >= wanted { return nil }
    let isLate = today.daysSince1970 - day.daysSince1970 > Self.patience
    let state: GapEntry.State = readings > 0 ? .partial : isLate ? .never : .absent
    return GapEntry(
      day: day, state: state, readings: readings, expected: wanted, nextTryAt: isLate ? nil : nextTry(day, tries))
  }

  /// Yesterday comes late as a rule, within the day; what is older is asked for each morning.
  private func nextTry(_ day: CivilDay, _ tries: Int) -> Instant {
    let morning = NightRound.next(after: now, for: home, series)
    guard day == today.adding(-1), NightRound.isOpen(at: now) else { return morning }
    let soon = now + .seconds(3600 << min(tries, 2))
    let zone = Paris.zone
    let isToday = zone.local(soon).day == today && zone.local(soon).second < Self.closes
    return isToday ? min(soon, morning) : morning
  }
}
