import Runtime

/// What has been asked for of one series, and what is asked for next. Pure: the same for any clock.
struct SeriesProgress: Sendable, Equatable {
  let series: Series
  /// The oldest day that there may be.
  var oldest: CivilDay
  /// The days that have been asked for, the last one excluded.
  var asked: Range<CivilDay>
  var roundAt: Instant
  /// The first of the days that have been asked for again since the last round; nil when the look back is done.
  var lookedBackTo: CivilDay?
  /// Whether Enedis has refused days as too early: the first one that it has is searched for by halves.
  var isCut = false
  /// Days to ask for again, and when.
  var gaps: [CivilDay: Instant]

  /// Why a call is made; the smaller goes first.
  enum Purpose: Int, Sendable { case fresh, round, gap, back }

  struct Plan: Sendable, Equatable {
    let days: Range<CivilDay>
    let purpose: Purpose
  }

  /// The newest days of a new home, which somebody is waiting for.
  static let freshDays = 28

  private var length: Int { asked.upperBound.daysSince1970 - asked.lowerBound.daysSince1970 }
  private var isFresh: Bool { length < Self.freshDays && asked.lowerBound > oldest }

  /// Nil when there is nothing to ask at this time.
  func next(at now: Instant, today: CivilDay) -> Plan? {
    if isFresh { return Plan(days: backwards(days: min(series.daysPerCall, Self.freshDays)), purpose: .fresh) }
    if roundAt <= now, let days = forwards(to: today) { return Plan(days: days, purpose: .round) }
    let gaps = dueGaps(at: now, today: today)
    // Gaps lie within the look back: where there are any it goes before others'.
    if let days = lookBack(from: today) { return Plan(days: days, purpose: gaps == nil ? .back : .gap) }
    if let gaps { return Plan(days: gaps, purpose: .gap) }
    if asked.lowerBound > oldest { return Plan(days: backwards(days: series.daysPerCall), purpose: .back) }
    return nil
  }

  /// When to look again; now, where there is something left.
  func due(at now: Instant, today: CivilDay) -> (at: Instant, purpose: Purpose) {
    if let plan = next(at: now, today: today) { return (now, plan.purpose) }
    guard let gap = gaps.values.min(), gap < roundAt else { return (roundAt, .round) }
    return (gap, .gap)
  }

  private func backwards(days: Int) -> Range<CivilDay> {
    let rest = asked.lowerBound.daysSince1970 - oldest.daysSince1970
    let most = isCut ? min(days, max(1, (rest + 1) / 2)) : days
    return max(oldest, asked.lowerBound.adding(-most))..<asked.lowerBound
  }

  /// What the round has left of the last thirty days, the newest first: figures are corrected after days.
  private func lookBack(from today: CivilDay) -> Range<CivilDay>? {
    guard let end = lookedBackTo else { return nil }
    let from = max(oldest, asked.lowerBound, today.adding(-Series.lookBack), end.adding(-series.daysPerCall))
    return from < end ? from..<end : nil
  }

  /// The newest days, or what was missed while nobody asked.
  private func forwards(to today: CivilDay) -> Range<CivilDay>? {
    let from = max(oldest, min(asked.upperBound, today.adding(-series.daysPerRound)))
    let to = min(from.adding(series.daysPerCall), today)
    return from < to ? from..<to : nil
  }

  /// The newest gap that is due, and as many others as one call has room for.
  private func dueGaps(at now: Instant, today: CivilDay) -> Range<CivilDay>? {
    let due = gaps.filter { $0.value <= now && $0.key < today && $0.key >= oldest }.keys
    guard let newest = due.max() else { return nil }
    let reach = newest.adding(1 - series.daysPerCall)
    return (due.filter { $0 >= reach }.min() ?? newest)..<newest.adding(1)
  }
}

extension SeriesProgress {
  /// After an answer, whatever it held.
  mutating func asked(_ plan: Plan, next round: Instant, today: CivilDay) {
    let from = min(asked.lowerBound, plan.days.lowerBound)
    let to = max(asked.upperBound, plan.days.upperBound)
    asked = max(from, oldest)..<max(to, oldest)
    if asked.lowerBound <= oldest { isCut = false }
    // What was missed over more than one call is caught up with first.
    if [.fresh, .round].contains(plan.purpose), plan.days.upperBound >= today { roundAt = round }
    if plan.purpose == .round || plan.days.upperBound == lookedBackTo { lookedBackTo = plan.days.lowerBound }
    if let to = lookedBackTo, to <= max(oldest, today.adding(-Series.lookBack)) { lookedBackTo = nil }
  }

  /// Enedis has nothing on the first of the days that were asked for, and does not say since when it has.
  mutating func cut(_ plan: Plan) {
    isCut = true
    oldest = max(oldest, plan.days.lowerBound.adding(1))
    if oldest > asked.lowerBound { asked = oldest..<max(oldest, asked.upperBound) }
    gaps = gaps.filter { $0.key >= oldest }
    if asked.lowerBound <= oldest { isCut = false }
  }
}
