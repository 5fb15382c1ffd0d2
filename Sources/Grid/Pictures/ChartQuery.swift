import Charts
import HTTP
import Resources
import Runtime

/// How a consumption is drawn: as a line over time, or as squares, a day beside a day.
enum ConsumptionChartKind: String, CaseIterable, Field { case steps, heat }

/// GET /api/grid/consumption/chart.svg and .png.
struct ConsumptionChartQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let step: Resolution?
  let perimeter: Perimeter?
  let kind: ConsumptionChartKind?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}

/// GET /api/grid/mix/chart.svg and .png.
struct MixChartQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let step: Resolution?
  let perimeter: Perimeter?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}

/// GET /api/grid/outlook/chart.svg and .png.
struct OutlookChartQuery: Decodable, Sendable {
  let from: WallMoment?
  let to: WallMoment?
  let width: Int?
  let height: Int?
  let scale: Int?
  let theme: Theme?

  func picture() throws -> Picture { try Picture(width: width, height: height, scale: scale, theme: theme) }
}

extension SeriesWindow {
  /// More than any picture has room for.
  private static let mostDrawn = 20_000

  /// That of a picture, which has no use for more points than it has room for: what is too fine is drawn coarser.
  init(
    drawing from: WallMoment?, _ to: WallMoment?, _ step: Resolution?, _ perimeter: Perimeter?, at now: Instant
  ) throws {
    let span = try SeriesWindow.span(from, to, at: now)
    let days = (span.upperBound - span.lowerBound).inSeconds / 86_400
    let fitting: Resolution = days <= 31 ? .halfHours : days <= 1000 ? .days : days <= 7000 ? .weeks : .months
    let wanted = SeriesWindow(span, step ?? fitting, perimeter)
    self = wanted.most <= Self.mostDrawn ? wanted : SeriesWindow(span, fitting, perimeter)
  }

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
