import Charts
import HTTP
import Resources
import Runtime

/// What every picture of a series takes.
struct ChartQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let step: Resolution?
  let perimeter: Perimeter?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }

  /// A picture has no use for more points than it has room for.
  func window(at now: Instant) throws -> SeriesWindow {
    let span = try SeriesWindow.span(from, to, at: now)
    let days = (span.upperBound - span.lowerBound).inSeconds / 86_400
    let fitting: Resolution = days <= 31 ? .halfHours : days <= 1000 ? .days : days <= 7000 ? .weeks : .months
    return SeriesWindow(span, step ?? fitting, perimeter)
  }
}

extension SeriesWindow {
  /// Time to draw: at least one step.
  var drawn: Range<Instant> {
    let least = resolution.next(after: span.lowerBound, in: Paris.zone)
    return span.lowerBound..<max(span.upperBound, least)
  }

  func step(_ at: Instant, _ value: Double) -> Step {
    Step(at..<resolution.next(after: at, in: Paris.zone), value)
  }
}

extension Int {
  /// W as GW, which people know the grid in.
  var gigawatts: Double { Double(self) / 1e9 }
}
