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
}
