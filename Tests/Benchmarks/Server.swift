import Foundation

/// `watts-up` beside the benchmarks' own binary, with a data folder that is deleted afterwards.
struct Server {
  let running: Program.Running
  let folder: String
  let port: Int
  let settings: [String]

  /// `settings` are variables of its environment; `number` tells those apart that run side by side; `patience` is in seconds.
  static func start(_ settings: String..., number: Int = 0, patience: Int = 30) async throws -> Server {
    let folder = NSTemporaryDirectory() + "watts-up-bench-\(getpid())-\(number)"
    let port = 31_000 + Int(getpid()) % 10_000 + number
    let settings =
      ["WATTS_UP_DATA=\(folder)", "WATTS_UP_PORT=\(port)", "WATTS_UP_RATE_LIMITS=off", "WATTS_UP_PLACES=off"] + settings
    let running = try Program.start(["env"] + settings + [path])
    let server = Server(running: running, folder: folder, port: port, settings: settings)
    for _ in 0..<patience * 50 {
      if (try? await Program.run("curl", "-sf", server.url("health/ready"))) != nil { return server }
      try await Task.sleep(for: .milliseconds(20))
    }
    server.stop()
    throw Program.Failure(description: "watts-up did not get ready; make build makes it")
  }

  /// Beside the benchmarks' own binary.
  static let path =
    URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().deletingLastPathComponent().path() + "watts-up"

  func stop() {
    running.stop()
    try? FileManager.default.removeItem(atPath: folder)
  }

  func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }
}
