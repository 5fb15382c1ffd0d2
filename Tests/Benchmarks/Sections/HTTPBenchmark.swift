import Foundation

/// Against nginx, serving the same bytes from disk with as many threads.
enum HTTPBenchmark {
  private static let rounds = 5
  private static let seconds = 3

  @Sendable
  static func run() async throws -> [Line] {
    let fixture = try Fixture.start()
    defer { fixture.server.stop() }
    let nginx = try await Nginx.start(files: ["cached": Fixture.cachedBytes, "small": Fixture.smallBytes])
    defer { nginx.stop() }
    var cached: [(ours: Double, peer: Double)] = []
    var small: [(ours: Double, peer: Double)] = []
    for _ in 0..<rounds {
      cached.append((try await rate(fixture.port, "cached"), try await rate(nginx.port, "cached")))
      small.append((try await rate(fixture.port, "small"), try await rate(nginx.port, "small")))
    }
    return [
      Line("http: cached 8 KiB, nginx from disk", rounds: cached, unit: "requests/s", aim: .atLeast(0.9)),
      Line("http: async handler, nginx from disk", rounds: small, unit: "requests/s", aim: .atLeast(0.75)),
    ]
  }

  private static func rate(_ port: Int, _ path: String) async throws -> Double {
    try Wrk.rate(
      of: try await Program.run("wrk", "-t1", "-c64", "-d\(seconds)", "http://127.0.0.1:\(port)/\(path)"))
  }
}

/// nginx on a free loopback port, in a folder of its own.
struct Nginx {
  let folder: URL
  let port: Int

  static func start(files: [String: Int]) async throws -> Nginx {
    let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "watts-up-bench-\(getpid())")
    let served = folder.appending(path: "files")
    try FileManager.default.createDirectory(at: served, withIntermediateDirectories: true)
    for (name, count) in files {
      try Data(repeating: UInt8(ascii: "x"), count: count).write(to: served.appending(path: name))
    }
    // nginx's workers leave root; the folder is theirs to read.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path())
    let port = 20_000 + Int(getpid()) % 10_000
    let configuration = """
      worker_processes \(Fixture.threads);
      pid \(folder.path())/pid;
      error_log \(folder.path())/errors;
      events { worker_connections 4096; }
      http {
        access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=100;
        server { listen 127.0.0.1:\(port); root \(served.path()); }
      }
      """
    let file = folder.appending(path: "nginx.conf")
    try Data(configuration.utf8).write(to: file)
    // It stays in the background: holding our pipe, it would keep us waiting for its last word.
    _ = try await Program.run("sh", "-c", "nginx -c '\(file.path())' >/dev/null 2>&1")
    return Nginx(folder: folder, port: port)
  }

  func stop() {
    if let text = try? String(contentsOf: folder.appending(path: "pid"), encoding: .utf8),
      let pid = Int32(text.trimmingCharacters(in: .whitespacesAndNewlines))
    {
      kill(pid, SIGTERM)
    }
    try? FileManager.default.removeItem(at: folder)
  }
}
