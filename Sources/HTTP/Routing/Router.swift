/// Finds the route of a request: a tree of path segments, literals before named ones.
struct Router: Sendable {
  enum Match {
    case found(Int, PathValues)
    case wrongMethod(allowed: [Method])
    case nothing
  }

  private struct Node: Sendable {
    var literals: [String: Int] = [:]
    var named: [(suffix: String, node: Int)] = []
    /// A dictionary would take its time with the names of methods.
    var routes: [(method: Method, index: Int)] = []

    /// Who may be asked for something may be asked about it.
    func index(for method: Method) -> Int? {
      for route in routes where route.method == method { return route.index }
      return method == .head ? index(for: .get) : nil
    }
  }

  private var nodes = [Node()]
  private let patterns: [PathPattern]

  /// Two routes for one method and path are a mistake of ours, reported at start.
  struct Clash: Error, CustomStringConvertible { let description: String }

  init(_ routes: [Route]) throws {
    patterns = routes.map(\.pattern)
    for (index, route) in routes.enumerated() {
      var at = 0
      for segment in route.pattern.segments { at = child(of: at, segment) }
      guard !nodes[at].routes.contains(where: { $0.method == route.method }) else {
        throw Clash(description: "two routes for \(route.line)")
      }
      nodes[at].routes.append((route.method, index))
    }
  }

  private mutating func child(of node: Int, _ segment: PathPattern.Segment) -> Int {
    switch segment {
    case .literal(let text):
      if let found = nodes[node].literals[text] { return found }
      nodes[node].literals[text] = nodes.count
    case .named(_, let suffix):
      if let found = nodes[node].named.first(where: { $0.suffix == suffix }) { return found.node }
      // The longest suffix first: `{y}.mvt` before `{y}`.
      nodes[node].named.append((suffix, nodes.count))
      nodes[node].named.sort { $0.suffix.utf8.count > $1.suffix.utf8.count }
    }
    nodes.append(Node())
    return nodes.count - 1
  }

  /// `method` is nil for one that nobody knows.
  func match(_ method: Method?, _ segments: [String]) -> Match {
    var values: PathValues = []
    guard let node = find(segments, at: 0, from: 0, &values) else { return .nothing }
    guard let method, let index = nodes[node].index(for: method) else {
      return .wrongMethod(allowed: nodes[node].routes.map(\.method).sorted { $0.rawValue < $1.rawValue })
    }
    for place in values.indices { values[place].name = patterns[index].names[place] }
    return .found(index, values)
  }

  /// The names of the values are known once the route is.
  private func find(_ segments: [String], at depth: Int, from node: Int, _ values: inout PathValues) -> Int? {
    guard depth < segments.count else { return nodes[node].routes.isEmpty ? nil : node }
    let segment = segments[depth]
    if let next = nodes[node].literals[segment], let found = find(segments, at: depth + 1, from: next, &values) {
      return found
    }
    for (suffix, next) in nodes[node].named where segment.hasSuffix(suffix) && segment.utf8.count > suffix.utf8.count {
      values.append(("", suffix.isEmpty ? segment : String(segment.dropLast(suffix.count))))
      if let found = find(segments, at: depth + 1, from: next, &values) { return found }
      values.removeLast()
    }
    return nil
  }
}
