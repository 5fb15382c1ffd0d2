import Runtime

extension Chart {
  /// Shades that an eye tells apart: squares above one another that have the same are one.
  private static var shades: Int { 24 }

  /// A column for so many days, from midnight below to midnight above by the clock on the wall.
  func heat(
    _ steps: [Step], _ ink: Ink, days: Int, _ layout: Layout, _ theme: Theme, on canvas: inout some Canvas
  ) {
    canvas.box(layout.left, layout.top, layout.width, layout.height, theme.colour(.gap))
    for (shade, boxes) in squares(steps, days: max(1, days), layout).enumerated() where !boxes.isEmpty {
      canvas.boxes(boxes, theme.colour(ink, shade: Double(shade) / Double(Self.shades - 1)))
    }
    guard layout.hasWords else { return }
    for hour in [0, 6, 12, 18] {
      canvas.text(
        "\(hour)h", at: Point(layout.left - 5, layout.bottom - Double(hour) / 24 * layout.height + layout.size * 0.2),
        size: layout.size, theme.colour(.quiet), .end)
    }
  }

  /// By their shade.
  private func squares(_ steps: [Step], days: Int, _ layout: Layout) -> [[Box]] {
    let first = time.zone.local(time.span.lowerBound).day.daysSince1970
    let last = time.zone.local(time.span.upperBound - .seconds(1)).day.daysSince1970
    let width = layout.width / Double(max(1, (last - first) / days + 1))
    let height = layout.height / 48
    var found = [[Box]](repeating: [], count: Self.shades)
    var (before, beforeColumn) = (-1, -1)
    for step in steps {
      let local = time.zone.local(step.during.lowerBound)
      let (column, row) = ((local.day.daysSince1970 - first) / days, Double(local.second / 1800))
      let shade = shade(of: step.value)
      let bottom = layout.bottom - row * height
      let rows = max(1, (step.during.upperBound - step.during.lowerBound).inSeconds / 1800)
      let left = layout.left + Double(column) * width
      if shade == before, column == beforeColumn, let below = found[shade].last, abs(below.top - bottom) < 0.001 {
        found[shade][found[shade].count - 1].top = bottom - rows * height
      } else {
        found[shade].append(Box(left: left, top: bottom - rows * height, right: left + width, bottom: bottom))
      }
      (before, beforeColumn) = (shade, column)
    }
    return found
  }

  private func shade(of value: Double) -> Int {
    let share = (value - values.range.lowerBound) / (values.range.upperBound - values.range.lowerBound)
    return Int((min(1, max(0, share.isFinite ? share : 0)) * Double(Self.shades - 1)).rounded())
  }
}
