import Runtime
import Sites

/// What part of a window its samples stand for: each until the next one comes, but no longer than that is waited for. Many at one time
/// cover no more than that time.
struct Coverage {
  private let window: SeriesWindow
  private let end: Instant
  private let period: Double
  private var seconds = 0.0
  private var isEmpty = true
  private var edge = 0.0
  private var last: Instant?

  init(of window: SeriesWindow, period: MetricPeriod, at now: Instant) {
    self.window = window
    end = min(window.end, max(now, window.start))
    self.period = Double(period.seconds)
  }

  mutating func add(_ point: SeriesPoint) {
    isEmpty = false
    switch point {
    case .rolled(let bucket):
      seconds += min(Double(bucket.count) * period, (window.end(of: bucket.at) - bucket.at).inSeconds)
    case .measured(let sample):
      if let last {
        seconds += min((sample.at - last).inSeconds, period)
      } else {
        edge = (sample.at - window.start).inSeconds
      }
      last = sample.at
    }
  }

  var part: Double {
    let whole = (end - window.start).inSeconds
    if isEmpty || whole < period { return isEmpty ? 0 : 1 }
    // Before the first and behind the last one is waited for, no more.
    let rest = last.map { min(period, edge + max(0, (end - $0).inSeconds)) } ?? 0
    // Little is not nothing.
    return min(1, max(0.001, ((seconds + rest) / whole * 1000).rounded() / 1000))
  }
}
