import Runtime

/// Steps that follow on one another without a gap.
enum Runs {
  static func joined(_ steps: [Step]) -> [[Step]] {
    var runs: [[Step]] = []
    for step in steps {
      if let last = runs.last?.last, last.during.upperBound == step.during.lowerBound {
        runs[runs.count - 1].append(step)
      } else {
        runs.append([step])
      }
    }
    return runs
  }

  /// The corners of a run, from left to right.
  static func outline(_ run: [Step], _ layout: Layout) -> [Point] {
    run.flatMap { step in
      let y = layout.y(step.value)
      return [Point(layout.x(step.during.lowerBound), y), Point(layout.x(step.during.upperBound), y)]
    }
  }
}
