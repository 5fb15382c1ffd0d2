import Foundation

/// Against nginx, serving the same bytes from disk with as many threads: the same fields too, as reading them is a part of
/// what an answer costs. Beside it, nginx as it comes, which says less.
enum HTTPBenchmark {
  private static let rounds = 5
  private static let seconds = 3

  @Sendable
  static func run() async throws -> [Line] {
    let fixture = try Fixture.start()
    defer { fixture.server.stop() }
    let fields = try await fields(of: "http://127.0.0.1:\(fixture.port)/cached")
    let nginx = try await Nginx.start(
      files: ["cached": Fixture.cachedBytes, "small": Fixture.smallBytes], fields: fields)
    defer { nginx.stop() }
    var (cached, small, bare) = (Rounds(), Rounds(), Rounds())
    for _ in 0..<rounds {
      try await cached.add(fixture.port, nginx.port, "cached")
      try await small.add(fixture.port, nginx.port, "small")
      try await bare.add(fixture.port, nginx.port + 1, "cached")
    }
    return [
      Line("http: cached 8 KiB, nginx from disk", rounds: cached.rates, unit: "requests/s", aim: .atLeast(0.98)),
      Line("http: cached 8 KiB, slowest hundredth", rounds: cached.slowest, unit: "µs", aim: .atMost(1.2)),
      Line("http: async handler, nginx from disk", rounds: small.rates, unit: "requests/s", aim: .atLeast(0.9)),
      Line("http: async handler, slowest hundredth", rounds: small.slowest, unit: "µs", aim: .atMost(1.2)),
      Line("http: cached 8 KiB, nginx without our fields", rounds: bare.rates, unit: "requests/s", aim: .atLeast(0.9)),
      try idleConnections(fixture),
    ]
  }

  /// What we say that nginx does not by itself.
  static func fields(of url: String) async throws -> [(name: String, value: String)] {
    let names = ["cache-control", "content-security-policy", "x-content-type-options", "referrer-policy"]
    return try await Program.run("curl", "-sfI", url).split(separator: "\r\n").compactMap { line in
      guard let colon = line.firstIndex(of: ":"), names.contains(line[..<colon].lowercased()) else { return nil }
      return (String(line[..<colon]), line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces))
    }
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

  /// At `port` it says `fields` too, at the next one it does not. Whatever it is asked for it answers with the file `always`.
  static func start(
    files: [String: Int], fields: [(name: String, value: String)] = [], always: String? = nil
  ) async throws -> Nginx {
    let folder = URL(filePath: NSTemporaryDirectory()).appending(path: "watts-up-bench-\(getpid())")
    let served = folder.appending(path: "files")
    try FileManager.default.createDirectory(at: served, withIntermediateDirectories: true)
    for (name, count) in files {
      try Data(repeating: UInt8(ascii: "x"), count: count).write(to: served.appending(path: name))
    }
    // nginx's workers leave root; the folder is theirs to read.
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path())
    let port = 20_000 + Int(getpid()) % 10_000
    let added = fields.map { "add_header \($0.name) \"\($0.value)\";" }.joined(separator: " ")
    let one = always.map { "location / { try_files /\($0) =404; }" } ?? ""
    let configuration = """
      worker_processes \(Fixture.threads);
      pid \(folder.path())/pid;
      error_log \(folder.path())/errors;
      events { worker_connections 4096; }
      http {
        access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; open_file_cache max=100;
        server { listen 127.0.0.1:\(port); root \(served.path()); \(one) \(added) }
        server { listen 127.0.0.1:\(port + 1); root \(served.path()); }
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
