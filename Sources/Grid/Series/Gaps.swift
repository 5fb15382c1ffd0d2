import HTTP
import Runtime

/// Time for which there is no value.
struct Gap: Codable, Sendable, Equatable {
  enum Reason: String, CaseIterable, Field {
    /// The row is there and says nothing.
    case notAvailable = "not-available"
    /// There is no row.
    case missing
    /// The hour that comes twice, of which files have one.
    case clockChange = "clock-change"
  }

  var from: Instant
  var to: Instant
  let reason: Reason
}

/// Finds the gaps of a series, as its items pass by.
struct GapFinder {
  private let window: SeriesWindow
  private let zone: Zone
  private var next: Instant
  private(set) var gaps: [Gap] = []
  /// The quarter of an hour behind a half-hour, of which its file has a row that says nothing.
  private var silence: Instant?

  init(_ window: SeriesWindow, zone: Zone = Paris.zone) {
    self.window = window
    self.zone = zone
    next = window.resolution.first(from: window.span.lowerBound, in: zone)
  }

  /// - Parameters:
  ///   - hasValue: false for a row that says nothing.
  ///   - isHalfHourly: it stands in a file that has readings at half-hours alone.
  mutating func pass(_ at: Instant, hasValue: Bool, isHalfHourly: Bool = false) {
    if at > next { add(next, at, .missing) }
    let after = window.resolution.next(after: at, in: zone)
    if !hasValue { add(at, after, .notAvailable) }
    next = after
    silence = isHalfHourly && window.resolution == .quarters && at.isHalfHour ? after : nil
  }

  /// After the last item.
  mutating func finish() -> [Gap] {
    var end = next
    if next <= window.span.upperBound {
      end = window.resolution.first(from: window.span.upperBound, in: zone)
      if end > window.span.upperBound {
        end = window.span.upperBound.roundedDown(to: window.resolution == .quarters ? 900 : 1800)
      }
      end = window.resolution.next(after: end, in: zone)
    }
    if end > next { add(next, end, .missing) }
    return gaps
  }

  private mutating func add(_ from: Instant, _ to: Instant, _ reason: Gap.Reason) {
    if from == silence, reason == .missing {
      silence = nil
      let quarter = from + .seconds(900)
      add(from, quarter, .notAvailable)
      if to > quarter { add(quarter, to, .missing) }
      return
    }
    let reason = reason == .missing && isTwice(from, to) ? Gap.Reason.clockChange : reason
    if let last = gaps.last, last.to == from, last.reason == reason {
      gaps[gaps.count - 1].to = to
    } else {
      gaps.append(Gap(from: from, to: to, reason: reason))
    }
  }

  /// Whether it lies in the hour that the clock shows for the second time.
  private func isTwice(_ from: Instant, _ to: Instant) -> Bool {
    guard to - from <= .seconds(3600), let change = zone.change(after: from - .seconds(3600)), change <= from else {
      return false
    }
    return to <= change + .seconds(3600) && zone.offset(at: change) < zone.offset(at: change - .seconds(1))
  }
}
