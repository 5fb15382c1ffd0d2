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
    var (cached, small) = (Rounds(), Rounds())
    for _ in 0..<rounds {
      try await cached.add(fixture.port, nginx.port, "cached")
      try await small.add(fixture.port, nginx.port, "small")
    }
    return [
      Line("http: cached 8 KiB, nginx from disk", rounds: cached.rates, unit: "requests/s", aim: .atLeast(0.98)),
      Line("http: cached 8 KiB, slowest hundredth", rounds: cached.slowest, unit: "µs", aim: .atMost(1.2)),
      Line("http: async handler, nginx from disk", rounds: small.rates, unit: "requests/s", aim: .atLeast(0.9)),
      Line("http: async handler, slowest hundredth", rounds: small.slowest, unit: "µs", aim: .atMost(1.2)),
      try idleConnections(fixture),
    ]
  }

  private struct Rounds {
    var rates: [(ours: Double, peer: Double)] = []
    var slowest: [(ours: Double, peer: Double)] = []

    mutating func add(_ ours: Int, _ peer: Int, _ path: String) async throws {
      let (mine, theirs) = (try await ask(ours, path), try await ask(peer, path))
      rates.append((try Wrk.rate(of: mine), try Wrk.rate(of: theirs)))
      slowest.append((try Wrk.percentile("99%", of: mine), try Wrk.percentile("99%", of: theirs)))
    }

    private func ask(_ port: Int, _ path: String) async throws -> String {
      try await Program.run("wrk", "-t1", "-c64", "-d\(seconds)", "--latency", "http://127.0.0.1:\(port)/\(path)")
    }
  }

  /// Each was answered once and may ask again.
  private static func idleConnections(_ fixture: (server: Program.Running, port: Int)) throws -> Line {
    var open: [Int32] = []
    defer { for descriptor in open { close(descriptor) } }
    Idle.raiseOpenFiles()
    let head = "GET /small HTTP/1.1\r\nHost: a\r\n\r\n"
    for _ in 0..<Idle.count { open.append(try Idle.connect(fixture.port, head, "200")) }
    return Line(
      "http: 10 000 idle connections", ours: fixture.server.residentMiB, limit: 60, unit: "MiB", aim: .atMost(1))
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
