import Runtime
import Synchronization

/// Counters and histograms in Prometheus' text format, of whatever is entered here: routes, and all that `collect` is given.
package final class Metrics: Sendable {
  /// Upper bounds in seconds: from an answer out of memory to one that made somebody wait.
  fileprivate static let bounds = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

  fileprivate struct Histogram {
    var buckets = [Int](repeating: 0, count: Metrics.bounds.count + 1)
    var sum = 0.0
    /// By hundreds of the status code.
    var byClass = [Int](repeating: 0, count: 6)
  }

  final class RouteFigures: Sendable {
    let label: String
    private static let bounds = Metrics.bounds.map { Int64($0 * 1e9) }
    // After the bounds' buckets and the one beyond: classes of status, then nanoseconds.
    private static let classes = bounds.count + 1
    private static let time = classes + 6
    /// A share for each of four lanes, a line of the cache apart: with one for all they would meet here at every request.
    private static let share = time + 1 + 8
    private static let shares = 4
    // Only atomic values lie here, which stay where they are until the end.
    private nonisolated(unsafe) let counters: UnsafeMutablePointer<Atomic<Int>>

    fileprivate init(label: String) {
      self.label = label
      counters = .allocate(capacity: Self.share * Self.shares)
      for place in 0..<(Self.share * Self.shares) { (counters + place).initialize(to: Atomic(0)) }
    }

    deinit { counters.deallocate() }

    func record(_ status: Status, nanoseconds: Int64, lane: Int) {
      var bucket = 0
      while bucket < Self.bounds.count, nanoseconds > Self.bounds[bucket] { bucket += 1 }
      let own = counters + lane % Self.shares * Self.share
      own[bucket].wrappingAdd(1, ordering: .relaxed)
      own[Self.classes + min(5, status.code / 100)].wrappingAdd(1, ordering: .relaxed)
      own[Self.time].wrappingAdd(Int(nanoseconds), ordering: .relaxed)
    }

    fileprivate var sum: Histogram {
      var sum = Histogram()
      for share in 0..<Self.shares {
        let own = counters + share * Self.share
        for bucket in sum.buckets.indices { sum.buckets[bucket] += own[bucket].load(ordering: .relaxed) }
        for hundred in sum.byClass.indices {
          sum.byClass[hundred] += own[Self.classes + hundred].load(ordering: .relaxed)
        }
        sum.sum += Double(own[Self.time].load(ordering: .relaxed)) / 1e9
      }
      return sum
    }
  }

  private let routes = Mutex<[RouteFigures]>([])
  private let collectors = Mutex<[@Sendable (inout MetricsPage) -> Void]>([])

  package init() {}

  /// The figures of one route, which are shown from now on.
  func figures(route: String, method: String) -> RouteFigures {
    let figures = RouteFigures(label: "route=\"\(route)\",method=\"\(method)\"")
    routes.withLock { $0.append(figures) }
    return figures
  }

  package func collect(_ collector: @escaping @Sendable (inout MetricsPage) -> Void) {
    collectors.withLock { $0.append(collector) }
  }

  /// All routes together.
  package struct Sum: Sendable {
    package fileprivate(set) var answered = 0
    package fileprivate(set) var refused = 0
    package fileprivate(set) var failed = 0
    package fileprivate(set) var average = Duration.zero
    /// Nineteen of twenty answers took no longer: the upper bound of their bucket.
    package fileprivate(set) var slowestTwentieth = Duration.zero
    package init() {}
  }

  package var sum: Sum {
    var (sum, seconds, buckets) = (Sum(), 0.0, [Int](repeating: 0, count: Self.bounds.count + 1))
    for figures in routes.withLock({ $0 }).map(\.sum) {
      for (index, count) in figures.buckets.enumerated() { buckets[index] += count }
      sum.refused += figures.byClass[4]
      sum.failed += figures.byClass[5]
      seconds += figures.sum
    }
    sum.answered = buckets.reduce(0, +)
    guard sum.answered > 0 else { return sum }
    sum.average = .seconds(seconds / Double(sum.answered))
    var (bucket, counted) = (0, buckets[0])
    while counted * 20 < sum.answered * 19 {
      bucket += 1
      counted += buckets[bucket]
    }
    sum.slowestTwentieth = .seconds(Self.bounds[min(bucket, Self.bounds.count - 1)])
    return sum
  }

  package func page() -> String {
    var page = MetricsPage()
    page.family("watts_up_http_requests_total", "counter", "Requests answered, by route and class of status.")
    let all = routes.withLock { $0 }
    let snapshot = all.map { ($0.label, $0.sum) }.filter { $0.1.byClass.contains { $0 > 0 } }
    for (label, figures) in snapshot {
      for (hundred, count) in figures.byClass.enumerated() where count > 0 {
        page.sample("watts_up_http_requests_total", "\(label),status=\"\(hundred)xx\"", Double(count))
      }
    }
    let name = "watts_up_http_request_duration_seconds"
    page.family(name, "histogram", "Time from the request line to the answer being handed to the network.")
    for (label, figures) in snapshot {
      var total = 0
      for (bound, count) in zip(Metrics.bounds.map { "\($0)" } + ["+Inf"], figures.buckets) {
        total += count
        page.sample(name + "_bucket", "\(label),le=\"\(bound)\"", Double(total))
      }
      page.sample(name + "_sum", label, figures.sum)
      page.sample(name + "_count", label, Double(total))
    }
    for collector in collectors.withLock({ $0 }) { collector(&page) }
    return page.text
  }
}

package struct MetricsPage {
  package private(set) var text = ""

  package mutating func family(_ name: String, _ kind: String, _ help: String) {
    text += "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
  }

  package mutating func sample(_ name: String, _ labels: String = "", _ value: Double) {
    let number = Int(exactly: value).map(String.init) ?? "\(value)"
    text += labels.isEmpty ? "\(name) \(number)\n" : "\(name){\(labels)} \(number)\n"
  }

  /// A family of one sample.
  package mutating func single(_ name: String, _ kind: String, _ help: String, _ value: Double) {
    family(name, kind, help)
    sample(name, value)
  }
}

extension MetricsPage {
  package mutating func sample(_ name: String, _ value: Double) { sample(name, "", value) }
}
