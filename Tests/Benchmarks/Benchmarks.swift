import Foundation
import Runtime

/// `make bench [only=SECTION]`: what we measure, beside a limit or a peer measured in the same run. Machines are noisy and
/// differ, so a bare time says nothing; ratios of neighbouring runs do.
@main
enum Benchmarks {
  static let sections: [(name: String, run: @Sendable () async throws -> [Line])] = [
    ("http", HTTPBenchmark.run),
    ("postgres", PostgresBenchmark.run),
    ("tiles", TilesBenchmark.run),
    ("search", SearchBenchmark.run),
    ("import", ImportBenchmark.run),
    ("grid", GridBenchmark.run),
    ("telemetry", TelemetryBenchmark.run),
    ("community", CommunityBenchmark.run),
    ("booking", BookingBenchmark.run),
    ("peers", PeersBenchmark.run),
    ("signin", SignInBenchmark.run),
    ("startup", StartBenchmark.run),
    ("memory", MemoryBenchmark.run),
    ("growth", GrowthBenchmark.run),
    ("box", BoxBenchmark.run),
  ]
  /// Minutes and gigabytes: only for who asks by name.
  static let byName: [(name: String, run: @Sendable () async throws -> [Line])] = [("huge", HugeBenchmark.run)]

  static func main() async throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.first == "fixture" { return try await Fixture.serve() }
    let wanted =
      sections.filter { arguments.isEmpty || arguments.contains($0.name) }
      + byName.filter { arguments.contains($0.name) }
    guard !wanted.isEmpty else {
      print("sections: \((sections + byName).map(\.name).joined(separator: " "))")
      exit(64)
    }
    say(Machine.description)
    var lines: [Line] = []
    for section in wanted {
      say("\(section.name) ...")
      do {
        lines += try await section.run()
      } catch {
        say("\(section.name): \(error)")
        exit(1)
      }
    }
    print("\n" + Line.table(lines))
    let report = Report(machine: Machine.description, date: Date.now.ISO8601Format(), lines: lines)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try encoder.encode(report).write(to: URL(filePath: ".build/benchmarks.json"))
    print("\nalso in .build/benchmarks.json")
  }

  struct Report: Encodable {
    let machine: String
    let date: String
    let lines: [Line]
  }
}

/// In a pipe, print waits for a full buffer.
private func say(_ line: String) {
  print(line)
  fflush(nil)
}

/// One figure of ours, what it is held against, and what we aim at.
struct Line: Encodable, Sendable {
  enum Aim: Encodable, Sendable {
    case atLeast(Double)
    case atMost(Double)
  }

  let name: String
  let ours: Double
  let limit: Double
  let unit: String
  let ratio: Double
  let aim: Aim

  /// Rounds of ours and of the peer, taken in turns: the median of the ratios of neighbours.
  init(_ name: String, rounds: [(ours: Double, peer: Double)], unit: String, aim: Aim) {
    self.init(
      name, ours: median(rounds.map(\.ours)), limit: median(rounds.map(\.peer)), unit: unit,
      ratio: median(rounds.map { $0.ours / $0.peer }), aim: aim)
  }

  init(_ name: String, ours: Double, limit: Double, unit: String, ratio: Double? = nil, aim: Aim) {
    self.name = name
    self.ours = ours
    self.limit = limit
    self.unit = unit
    self.ratio = ratio ?? ours / limit
    self.aim = aim
  }

  var passes: Bool {
    switch aim {
    case .atLeast(let wanted): ratio >= wanted
    case .atMost(let wanted): ratio <= wanted
    }
  }

  private var wanted: String {
    switch aim {
    case .atLeast(let wanted): "≥ \(wanted)"
    case .atMost(let wanted): "≤ \(wanted)"
    }
  }

  static func table(_ lines: [Line]) -> String {
    let head = ["line", "ours", "limit", "unit", "ratio", "aim", ""]
    let rows = lines.map { line in
      [
        line.name, number(line.ours), number(line.limit), line.unit, String(format: "%.2f", line.ratio), line.wanted,
        line.passes ? "pass" : "short",
      ]
    }
    let widths = head.indices.map { column in ([head] + rows).map { $0[column].count }.max() ?? 0 }
    return ([head] + rows).map { row in
      zip(row, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }.joined(separator: "  ")
    }.joined(separator: "\n")
  }

  private static func number(_ value: Double) -> String {
    value >= 100 ? String(Int(value.rounded())) : String(format: "%.1f", value)
  }
}

func median(_ values: [Double]) -> Double {
  let sorted = values.sorted()
  guard !sorted.isEmpty else { return .nan }
  return sorted.count.isMultiple(of: 2)
    ? (sorted[sorted.count / 2 - 1] + sorted[sorted.count / 2]) / 2 : sorted[sorted.count / 2]
}

enum Machine {
  static var description: String {
    let processors = ProcessInfo.processInfo.activeProcessorCount
    let memory = ProcessInfo.processInfo.physicalMemory >> 30
    let model = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8))?.split(separator: "\n")
      .first { $0.hasPrefix("model name") }?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
    return "\(processors) cores of \(model ?? "unknown make"), \(memory) GiB, Linux \(kernel)"
  }

  private static var kernel: String {
    (try? String(contentsOfFile: "/proc/sys/kernel/osrelease", encoding: .utf8))?
      .trimmingCharacters(in: .whitespacesAndNewlines) ?? ""
  }
}
