import Foundation
import Runtime

/// What a box at home takes of the machine that it runs on, while a meter talks at its speed. `BOX_SECONDS=600` for ten minutes.
enum BoxBenchmark {
  static let seconds = ProcessInfo.processInfo.environment["BOX_SECONDS"].flatMap(Double.init) ?? 60

  @Sendable
  static func run() async throws -> [Line] {
    var lines: [Line] = []
    for mode in ["historique", "standard"] {
      let data = FileManager.default.temporaryDirectory.path + "/watts-box-\(UUID().uuidString)"
      defer { try? FileManager.default.removeItem(atPath: data) }
      let program = ".build/release/watts-box"
      let meter = try Program.start(program, "simulate", "--mode", mode, "--seed", "1", "--prm", "14000000000007")
      let box = try Program.start(
        program, "--meter", meter.firstLine, "--data", data, "--listen", "127.0.0.1:0", "--clock", "ntp")
      try await Task.sleep(for: .seconds(2))
      let before = try processorSeconds(of: box.pid)
      try await Task.sleep(for: .seconds(seconds))
      let share = 100 * (try processorSeconds(of: box.pid) - before) / seconds
      let memory = box.residentMiB
      box.stop()
      meter.stop()
      lines += [
        Line("box: \(mode) wire, share of a core", ours: share, limit: 1, unit: "%", aim: .atMost(1)),
        Line("box: \(mode) wire, resident", ours: memory, limit: 64, unit: "MiB", aim: .atMost(1)),
      ]
    }
    return lines
  }

  /// In user and kernel mode together, by the kernel's hundredths.
  private static func processorSeconds(of pid: Int32) throws -> Double {
    let status = try String(contentsOfFile: "/proc/\(pid)/stat", encoding: .utf8)
    let fields = status.split(separator: ")").last?.split(separator: " ") ?? []
    return (Double(fields[11]) ?? 0) / 100 + (Double(fields[12]) ?? 0) / 100
  }
}
