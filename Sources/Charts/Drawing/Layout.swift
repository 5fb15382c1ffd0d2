import Runtime

/// Where on a picture things stand.
struct Layout {
  let left, top, right, bottom: Double
  let size: Double
  /// Where each entry of the legend stands, in as many rows as it takes.
  let legend: [(entry: LegendEntry, at: Point)]
  private let chart: Chart

  init(_ chart: Chart, _ picture: Picture) {
    self.chart = chart
    let (width, height) = (Double(picture.width), Double(picture.height))
    let isSmall = width < 200 || height < 100
    let size = width < 480 ? 10.0 : 12
    self.size = size
    // The smallest have more of a chart than of an edge.
    let edge = min(4, width / 4, height / 4)
    left = isSmall ? edge : size * 4.2
    right = width - (isSmall ? edge : size)
    top = isSmall ? edge : size * 2.2
    let rows = isSmall ? [] : Layout.rows(chart.legend, size, from: left, to: width, most: height * 0.4)
    let line = size * 1.7
    legend = rows.enumerated().flatMap { number, row in
      row.map { (entry: $0.entry, at: Point($0.x, height - size * 0.8 - line * Double(rows.count - 1 - number))) }
    }
    bottom = height - (isSmall ? edge : size * 2.1 + line * Double(rows.count))
  }

  /// A row less where the legend would leave no room for the chart.
  private static func rows(
    _ legend: [LegendEntry], _ size: Double, from left: Double, to right: Double, most: Double
  ) -> [[(entry: LegendEntry, x: Double)]] {
    var rows: [[(entry: LegendEntry, x: Double)]] = []
    var x = right
    for entry in legend {
      let width = size * (Double(entry.text.count) * 0.62 + 2.4)
      if rows.isEmpty || x + width > right + size {
        guard Double(rows.count + 1) * size * 1.7 <= most else { break }
        rows.append([])
        x = left
      }
      rows[rows.count - 1].append((entry, x))
      x += width
    }
    return rows
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
