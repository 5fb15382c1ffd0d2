import Runtime

extension Chart {
  func bars(_ steps: [Step], _ ink: Ink, _ layout: Layout, _ theme: Theme, on canvas: inout some Canvas) {
    let ground = layout.y(0)
    for step in steps {
      let (start, end, y) = (layout.x(step.during.lowerBound), layout.x(step.during.upperBound), layout.y(step.value))
      let gap = min(2, (end - start) * 0.15)
      canvas.box(
        start + gap / 2, min(y, ground), max(0.5, end - start - gap), abs(ground - y), theme.colour(ink))
    }
  }

  /// Each layer on what is below it, at each of the steps that any layer has.
  func stack(
    _ layers: [(steps: [Step], ink: Ink)], _ layout: Layout, _ theme: Theme, on canvas: inout some Canvas
  ) {
    var above: [Instant: Double] = [:]
    var below: [Instant: Double] = [:]
    for (steps, ink) in layers {
      for run in Runs.joined(steps) {
        var upper: [Point] = []
        var lower: [Point] = []
        for step in run {
          let start = step.during.lowerBound
          let base = step.value >= 0 ? above[start, default: 0] : below[start, default: 0]
          let top = base + step.value
          if step.value >= 0 { above[start] = top } else { below[start] = top }
          let ends = [layout.x(start), layout.x(step.during.upperBound)]
          upper += ends.map { Point($0, layout.y(top)) }
          lower += ends.map { Point($0, layout.y(base)) }
        }
        canvas.area(upper + lower.reversed(), theme.colour(ink))
      }
    }
  }

  /// A column a day, from midnight below to midnight above by the clock on the wall.
  func heat(_ steps: [Step], _ ink: Ink, _ layout: Layout, _ theme: Theme, on canvas: inout some Canvas) {
    let zone = time.zone
    let first = zone.local(time.span.lowerBound).day.daysSince1970
    let last = zone.local(time.span.upperBound - .seconds(1)).day.daysSince1970
    let width = layout.width / Double(max(1, last - first + 1))
    let height = layout.height / 48
    let range = values.range
    canvas.box(layout.left, layout.top, layout.width, layout.height, theme.colour(.gap))
    for step in steps {
      let local = zone.local(step.during.lowerBound)
      let share = (step.value - range.lowerBound) / (range.upperBound - range.lowerBound)
      let colour = theme.paper.mixed(with: theme.colour(ink), 0.08 + 0.92 * share)
      let (column, row) = (Double(local.day.daysSince1970 - first), Double(local.second / 1800))
      canvas.box(
        layout.left + column * width, layout.bottom - (row + 1) * height, width + 0.2, height + 0.2, colour)
    }
    guard layout.hasWords else { return }
    for hour in [0, 6, 12, 18] {
      canvas.text(
        "\(hour)h", at: Point(layout.left - 5, layout.bottom - Double(hour) * 2 * height + layout.size * 0.2),
        size: layout.size, theme.colour(.quiet), .end)
    }
  }
}
