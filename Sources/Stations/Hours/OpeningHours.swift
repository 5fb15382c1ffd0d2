package import Runtime

/// When a station lets people in: the same week after week, by the clock on its own wall.
package struct OpeningHours: Hashable, Sendable {
  private static let day = 1440
  private static let week = 7 * day

  /// Minutes since Monday's midnight, in order and apart from one another. The last may reach into the next week.
  let open: [Range<Int>]

  package static let always = OpeningHours(open: [0..<week])
  package var isAlways: Bool { open.count == 1 && open[0] == 0..<Self.week }

  private init(open: [Range<Int>]) { self.open = open }

  /// From Monday to Sunday the spans that begin on that day, in minutes since its midnight; one that ends on the next
  /// morning goes on beyond 1440. Nil when there is none.
  init?(_ days: [[Range<Int>]]) {
    var pieces: [Range<Int>] = []
    for (number, spans) in days.enumerated() {
      for span in spans {
        let start = number * Self.day + span.lowerBound
        let end = number * Self.day + span.upperBound
        pieces.append(start..<min(end, Self.week))
        if end > Self.week { pieces.append(0..<end - Self.week) }
      }
    }
    guard !pieces.isEmpty else { return nil }
    var open: [Range<Int>] = []
    for piece in pieces.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = open.last, piece.lowerBound <= last.upperBound {
        open[open.count - 1] = last.lowerBound..<max(last.upperBound, piece.upperBound)
      } else {
        open.append(piece)
      }
    }
    // Sunday night goes on into Monday.
    if open.count > 1, let first = open.first, let last = open.last, first.lowerBound == 0, last.upperBound == Self.week
    {
      open[open.count - 1] = last.lowerBound..<Self.week + first.upperBound
      open.removeFirst()
    }
    self.open = open
  }

  // MARK: At a moment

  package func isOpen(at instant: Instant, in zone: Zone) -> Bool {
    covers(from: instant.seconds, to: instant.seconds + 1, offset: zone.offset(at: instant))
  }

  /// Open from the first moment to the last, on days of 23 and 25 hours too.
  package func isOpen(throughout range: Range<Instant>, in zone: Zone) -> Bool {
    if isAlways { return true }
    var start = range.lowerBound
    while start < range.upperBound {
      let end = min(range.upperBound, zone.change(after: start) ?? range.upperBound)
      let last = (end - .microseconds(1)).seconds + 1
      guard covers(from: start.seconds, to: last, offset: zone.offset(at: start)) else { return false }
      start = end
    }
    return true
  }

  /// Seconds since 1970, between which the clocks do not change.
  private func covers(from start: Int64, to end: Int64, offset: Int) -> Bool {
    if isAlways { return true }
    // The first of January 1970 was a Thursday.
    let wall = start + Int64(offset + 3 * 86_400)
    let second = Int((wall % 604_800 + 604_800) % 604_800)
    let from = second / 60
    let to = (second + Int(end - start) + 59) / 60
    return open.contains { span in
      span.lowerBound <= from && to <= span.upperBound
        || span.lowerBound <= from + Self.week && to + Self.week <= span.upperBound
    }
  }

  // MARK: As a calendar

  /// The spans that begin on this day, in minutes since its midnight by the clock on the wall; beyond 1440 they last into
  /// the next morning. What is open for a day and longer is given a day at a time.
  package func spans(on day: CivilDay) -> [Range<Int>] { spans(onWeekday: day.weekday) }

  func spans(onWeekday weekday: Int) -> [Range<Int>] {
    let midnight = weekday * Self.day
    return open.flatMap { span in
      [span, span.lowerBound - Self.week..<span.upperBound - Self.week].compactMap { span in
        if span.count < Self.day {
          return (midnight..<midnight + Self.day).contains(span.lowerBound) ? span : nil
        }
        let piece = span.clamped(to: midnight..<midnight + Self.day)
        return piece.isEmpty ? nil : piece
      }
    }.map { $0.lowerBound - midnight..<$0.upperBound - midnight }.sorted { $0.lowerBound < $1.lowerBound }
  }
}

// MARK: The one spelling

extension OpeningHours: CustomStringConvertible {
  /// `24/7`, or rules as in OpenStreetMap: `Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00`. Reads back as the same hours.
  package var description: String {
    if isAlways { return "24/7" }
    let days = (0..<7).map(spans(onWeekday:))
    return (0..<7).filter { !days[$0].isEmpty && days.firstIndex(of: days[$0]) == $0 }.map { first in
      let alike = (first..<7).filter { days[$0] == days[first] }
      return Self.names(of: alike) + " " + days[first].map(Self.spelling).joined(separator: ",")
    }.joined(separator: "; ")
  }

  private static func names(of days: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for day in days {
      if let last = runs.last, last.upperBound + 1 == day {
        runs[runs.count - 1] = last.lowerBound...day
      } else {
        runs.append(day...day)
      }
    }
    let names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    return runs.map { run in
      run.count == 1 ? names[run.lowerBound] : "\(names[run.lowerBound])-\(names[run.upperBound])"
    }.joined(separator: ",")
  }

  private static func spelling(_ span: Range<Int>) -> String {
    func time(_ minute: Int) -> String {
      let (hour, minute) = minute.quotientAndRemainder(dividingBy: 60)
      return "\(hour < 10 ? "0" : "")\(hour):\(minute < 10 ? "0" : "")\(minute)"
    }
    return time(span.lowerBound) + "-" + time(span.upperBound > day ? span.upperBound - day : span.upperBound)
  }
}
