import Runtime
import Stations

/// What a zoom's circles are made of, as one thread finds it and another adds up what it means.
private struct Step: Sendable {
  let zoom: Int
  let outline: Outline
  let merge: Merge
}

extension Hierarchy {
  /// Fewer circles are not worth a thread's turn.
  private static let fewCircles = 2000

  /// Made by the thread that asks.
  convenience init(_ filter: StationFilter, on ground: Ground, _ states: PointStates, at now: Instant) {
    let matching = Matching(filter, in: ground.country, states, at: now)
    var levels = [Level](streets: .streets(of: ground, matching))
    Self.steps(levels[Self.streetZoom].outline, on: ground) { levels.add($0) }
    self.init(filter, on: ground, states, at: now, matching, levels)
  }

  /// Made by two: while one finds the circles of a zoom, the other adds up those of the zoom above.
  static func made(
    _ filter: StationFilter, on ground: Ground, _ states: PointStates, at now: Instant, by finder: Workers,
    and adder: Workers
  ) async throws -> Hierarchy {
    let (matching, streets) = try await finder.run {
      let matching = Matching(filter, in: ground.country, states, at: now)
      return (matching, Level.streets(of: ground, matching))
    }
    let (found, tell) = AsyncStream.makeStream(of: [Step].self)
    async let end: Void = {
      defer { tell.finish() }
      try await finder.run { Self.steps(streets.outline, on: ground) { tell.yield($0) } }
    }()
    var levels = [Level](streets: streets)
    for await steps in found {
      levels = try await adder.run { [levels] in
        var more = levels
        more.add(steps)
        return more
      }
    }
    try await end
    return try await adder.run { [levels] in Hierarchy(filter, on: ground, states, at: now, matching, levels) }
  }

  private static func steps(_ streets: Outline, on ground: Ground, _ tell: ([Step]) -> Void) {
    var (greedy, outline) = (Greedy(on: ground), streets)
    var steps: [Step] = []
    for zoom in (0..<streetZoom).reversed() {
      let (below, merge) = greedy.merge(outline)
      steps.append(Step(zoom: zoom, outline: below, merge: merge))
      outline = below
      guard outline.spots.count > fewCircles || zoom == 0 else { continue }
      tell(steps)
      steps.removeAll()
    }
  }
}

extension [Level] {
  fileprivate init(streets: Level) {
    self = Array(repeating: Level(), count: Hierarchy.streetZoom) + [streets]
  }

  fileprivate mutating func add(_ steps: [Step]) {
    for step in steps { self[step.zoom] = self[step.zoom + 1].merged(step.merge, into: step.outline, at: step.zoom) }
  }
}
