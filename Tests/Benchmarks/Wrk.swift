/// What wrk prints with `--latency`.
enum Wrk {
  /// Requests a second; an answer that is no answer is no figure.
  static func rate(of output: String) throws -> Double {
    guard !output.contains("Non-2xx"), !output.contains("Socket errors"),
      let line = output.split(separator: "\n").first(where: { $0.contains("Requests/sec:") }),
      let rate = line.split(separator: " ").last.flatMap({ Double($0) })
    else { throw Program.Failure(description: "wrk: \(output)") }
    return rate
  }

  /// Microseconds; `50%` is the median.
  static func percentile(_ name: String, of output: String) throws -> Double {
    guard let line = output.split(separator: "\n").first(where: { $0.contains(" \(name) ") }),
      let word = line.split(separator: " ").last
    else { throw Program.Failure(description: "wrk: \(output)") }
    for (unit, factor) in [("us", 1.0), ("ms", 1000), ("s", 1_000_000)] where word.hasSuffix(unit) {
      if let number = Double(word.dropLast(unit.count)) { return number * factor }
    }
    throw Program.Failure(description: "wrk: \(output)")
  }
}
