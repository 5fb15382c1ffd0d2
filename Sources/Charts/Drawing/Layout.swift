import Runtime

/// Where on a picture things stand.
struct Layout {
  let left, top, right, bottom: Double
  let size: Double
  private let chart: Chart

  init(_ chart: Chart, _ picture: Picture) {
    self.chart = chart
    size = picture.width < 480 ? 10 : 12
    let isSmall = picture.width < 200 || picture.height < 100
    left = isSmall ? 4 : size * 4.2
    right = Double(picture.width) - (isSmall ? 4 : size)
    top = isSmall ? 4 : size * 2.2
    bottom = Double(picture.height) - (isSmall ? 4 : size * (chart.legend.isEmpty ? 2 : 3.8))
  }

  var hasWords: Bool { left > 4 }
  var width: Double { right - left }
  var height: Double { bottom - top }

  func x(_ at: Instant) -> Double {
    let span = chart.time.span
    let whole = (span.upperBound - span.lowerBound).inSeconds
    let share = whole > 0 ? (at - span.lowerBound).inSeconds / whole : 0
    return left + width * min(1, max(0, share))
  }

  func y(_ value: Double) -> Double {
    let range = chart.values.range
    let share = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
    return bottom - height * min(1, max(0, share))
  }
}
