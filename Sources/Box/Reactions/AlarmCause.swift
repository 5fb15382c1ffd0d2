import Runtime

/// Why the box calls, in the order of its weight.
enum AlarmCause: String, CaseIterable, Sendable {
  case overload
  case nearLimit = "near-limit"
  case wireSilent = "wire-silent"
  case mobilePeak = "mobile-peak"
  case redTomorrow = "red-tomorrow"
  case surplus
  /// What the meter said here and what was certified are too far apart; the server tells.
  case divergence

  /// Said at any hour: the breaker is about to fall.
  var breaksTheQuiet: Bool { self == .overload }
}

/// Watches for causes: some hold at once, some only after a while.
struct AlarmWatch: Sendable {
  /// Causes that hold, each since when it was seen.
  private(set) var active: [AlarmCause: Int] = [:]
  private var since: [AlarmCause: Int] = [:]

  /// Begins with what held when the box was stopped, so that its end is told too.
  init(holding causes: [AlarmCause] = [], now: Int = 0) {
    active = Dictionary(uniqueKeysWithValues: Set(causes).map { ($0, now) })
  }

  private static func patience(_ cause: AlarmCause) -> Int {
    switch cause {
    case .overload, .mobilePeak, .redTomorrow, .divergence: 0
    case .nearLimit: 10_000
    case .surplus: 600_000
    case .wireSilent: 60_000
    }
  }

  /// `lastFrame` is when the meter was last heard, or the start; nil where no wire is wanted.
  mutating func look(
    at condition: MeterCondition, lastFrame: Int?, isDiverging: Bool = false, now: Int
  ) -> [(cause: AlarmCause, begins: Bool)] {
    var news: [(cause: AlarmCause, begins: Bool)] = []
    // What a meter that is silent said last is not so any more.
    let isHeard = lastFrame.map { now - $0 < AlarmWatch.patience(.wireSilent) } ?? true
    for cause in AlarmCause.allCases {
      let holds =
        switch cause {
        case .wireSilent: lastFrame != nil
        case .divergence: isDiverging
        default: isHeard && AlarmWatch.holds(cause, condition)
        }
      let began = cause == .wireSilent ? lastFrame : holds ? since[cause] ?? now : nil
      since[cause] = holds ? began : nil
      let isActive = began.map { now - $0 >= AlarmWatch.patience(cause) } ?? false
      if isActive == (active[cause] != nil) { continue }
      active[cause] = isActive ? now : nil
      news.append((cause, isActive))
    }
    return news
  }

  private static func holds(_ cause: AlarmCause, _ condition: MeterCondition) -> Bool {
    switch cause {
    case .overload: condition.isOverloaded
    case .nearLimit: (condition.apparent ?? 0) * 10 > (condition.contract ?? .max / 10) * 9
    case .mobilePeak: condition.isPeakAnnounced
    case .redTomorrow: condition.isRedTomorrow
    case .surplus: (condition.injected ?? 0) > 1000
    case .wireSilent, .divergence: false
    }
  }
}
