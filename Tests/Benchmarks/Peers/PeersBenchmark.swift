import Foundation
import Postgres
import Runtime

/// The same four questions, of the same database, at ours and at what one would write with FastAPI or Express: a station,
/// the nearest twenty, a booking, and a message.
enum PeersBenchmark {
  private static let rounds = 3

  @Sendable
  static func run() async throws -> [Line] {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    let admin = cluster.url(database: "postgres")
    _ = try await Program.run("psql", admin, "-qc", "drop database if exists bench_peers with (force)")
    try await cluster.createDatabase("bench_peers")
    let url = cluster.url(database: "bench_peers")
    let lines = try await compare(url)
    await cluster.close()
    return lines
  }

  private static func compare(_ url: String) async throws -> [Line] {
    let key = "bench:" + Data(repeating: 9, count: 32).base64EncodedString()
    func start() async throws -> Server { try await Server.start("DATABASE_URL=\(url)", "WATTS_UP_SECRET_KEYS=\(key)") }
    let first = try await start()
    try await BookingBench(server: first, url: url, folder: first.folder).fill()
    first.stop()
    // What came by SQL alone is seen by whoever starts after it.
    let server = try await start()
    defer { server.stop() }
    let bench = BookingBench(server: server, url: url, folder: server.folder)
    try bench.writeTokens(key)
    var lines: [Line] = []
    for start in [Peer.fastAPI, Peer.express] {
      guard let peer = try await start(url) else { continue }
      defer { peer.stop() }
      lines += try await compare(bench, with: peer)
    }
    return lines
  }

  private static func compare(_ bench: BookingBench, with peer: Peer) async throws -> [Line] {
    var lines: [Line] = []
    let questions = [
      ("a message", "api/legal", "json"), ("a station", Peer.station, Peer.station),
      ("the nearest 20", Peer.nearest("near=%f,%f&limit=20"), Peer.nearest("lat=%f&lon=%f")),
    ]
    for (name, ours, theirs) in questions {
      var rates: [(ours: Double, peer: Double)] = []
      for _ in 0..<rounds {
        let mine = try await peer.rate(of: ours, at: bench.server.port)
        rates.append((mine, try await peer.rate(of: theirs, at: peer.port)))
      }
      lines.append(Line("peers: \(name), \(peer.name)", rounds: rates, unit: "requests/s", aim: .atLeast(1)))
    }
    var booked: [(ours: Double, peer: Double)] = []
    for _ in 0..<rounds { booked.append((try await bench.book(), try await peer.book())) }
    lines.append(Line("peers: a booking, \(peer.name)", rounds: booked, unit: "bookings/s", aim: .atLeast(0.4)))
    return lines
  }
}

/// A service that answers the same, a process a core.
struct Peer {
  let name: String
  let port: Int
  private let running: Program.Running
  private let url: String
  private let folder = NSTemporaryDirectory()

  private static let home = "Tests/Benchmarks/Peers"
  private static let seconds = 3

  /// Paths as scripts of wrk make them; numbers are drawn for each request.
  static let station = "api/stations/00000000-0000-7000-8003-%012x"
  static func nearest(_ query: String) -> String { "api/stations?" + query }

  /// asyncpg and pg want the socket's folder as a host.
  private static func place(of database: String) throws -> (folder: String, name: String) {
    guard let parts = URLComponents(string: database),
      let folder = parts.percentEncodedQueryItems?.first(where: { $0.name == "host" })?.value
    else { throw Program.Failure(description: "no socket's folder in \(database)") }
    return (folder.removingPercentEncoding ?? folder, String(parts.path.dropFirst()))
  }

  static func fastAPI(_ database: String) async throws -> Peer? {
    let (folder, name) = try place(of: database)
    let port = 10_000 + Int(getpid()) % 9_000
    let running = try Program.start([
      "setsid", "env", "PYTHONPATH=.fetched/peers:\(home)", "PYTHONDONTWRITEBYTECODE=1",
      "DATABASE_URL=postgresql://postgres@/\(name)?host=\(folder)",
      "/usr/bin/python3", "-m", "uvicorn", "fastapi_peer:app", "--workers", "2", "--no-access-log", "--port",
      "\(port)",
    ])
    return try await Peer(name: "FastAPI", port: port, running: running, url: database).ready()
  }

  /// Nil where it is not installed, as beside a Node that is not Debian's.
  static func express(_ database: String) async throws -> Peer? {
    let folders = modules.split(separator: ":")
    guard folders.contains(where: { FileManager.default.fileExists(atPath: $0 + "/express") }) else { return nil }
    let (folder, name) = try place(of: database)
    let port = 20_000 + Int(getpid()) % 9_000
    let running = try Program.start([
      "setsid", "env", "NODE_PATH=\(modules)", "NODE_ENV=production", "PORT=\(port)", "PGHOST=\(folder)",
      "PGDATABASE=\(name)", "PGUSER=postgres", "node", "\(home)/express_peer.js",
    ])
    return try await Peer(name: "Express", port: port, running: running, url: database).ready()
  }

  /// Debian's, unless the environment names others.
  private static var modules: String { ProcessInfo.processInfo.environment["NODE_PATH"] ?? "/usr/share/nodejs" }

  private func ready() async throws -> Peer {
    for _ in 0..<200 {
      let address = "http://127.0.0.1:\(port)/json"
      if (try? await Program.run("curl", "-sf", "-o", "/dev/null", address)) != nil { return self }
      try await Task.sleep(for: .milliseconds(100))
    }
    stop()
    throw Program.Failure(description: "\(name) did not get ready: \(running.firstLine)")
  }

  /// With its workers, and without the farewells for which it would wait.
  func stop() {
    kill(-running.pid, SIGKILL)
    waitpid(running.pid, nil, 0)
  }

  private func sql(_ text: String) async throws -> String { try await Program.run("psql", url, "-qAtc", text) }

  func rate(of path: String, at port: Int) async throws -> Double {
    let script = """
      request = function()
        if string.find("\(path)", "%%f") then
          return wrk.format("GET", string.format("/\(path)", 45 + math.random() * 8, 2 + math.random() * 2))
        end
        return wrk.format("GET", string.format("/\(path)", math.random(\(BookingBenchmark.points))))
      end
      """
    return try Wrk.rate(of: try await wrk(script, at: port))
  }

  /// A second: those that are stored afterwards count. Theirs writes a row as ours does, and asks neither who books nor whether the
  /// point is open, in service or taken where the feed says so.
  func book() async throws -> Double {
    _ = try await sql("truncate reservations cascade")
    _ = try await wrk(
      """
      local start = math.floor(os.time() / 1800) * 1800 + 3600
      local turn = 0
      request = function()
        turn = turn % \(BookingBenchmark.drivers) + 1
        local body = string.format(
          '{"point_id":"00000000-0000-7000-8004-%012x","account_id":"00000000-0000-7000-8001-%012x","starts_at":"%s"}',
          math.random(\(BookingBenchmark.points)), turn,
          os.date("!%Y-%m-%dT%H:%M:%S+00:00", start + 1800 * math.random(\(BookingBenchmark.slots))))
        return wrk.format("POST", "/api/reservations", {["Content-Type"] = "application/json"}, body)
      end
      """, at: port)
    let stored = try await sql("select count(*) from reservations").trimmingCharacters(in: .newlines)
    guard let count = Double(stored), count > 0 else { throw Program.Failure(description: "\(name) stored nothing") }
    return count / Double(Self.seconds)
  }

  private func wrk(_ script: String, at port: Int) async throws -> String {
    let file = folder + "/watts-up-peer-\(getpid()).lua"
    try script.write(toFile: file, atomically: true, encoding: .utf8)
    return try await Program.run(
      "wrk", "-t1", "-c64", "-d\(Self.seconds)", "--latency", "-s", file, "http://127.0.0.1:\(port)/")
  }
}
