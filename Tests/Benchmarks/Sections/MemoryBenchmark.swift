import Foundation

/// What the country weighs, whether filters without end add to it, and ten thousand WebSockets that say nothing.
enum MemoryBenchmark {
  private static let sockets = 10_000

  @Sendable
  static func run() async throws -> [Line] {
    let empty = try await Server.start()
    let bare = empty.running.residentMiB
    empty.stop()
    let country = try await StoredCountry.make("bench_memory", points: 136_000)
    let server = try await Server.start("DATABASE_URL=\(country.url)")
    let loaded = server.running.residentMiB
    try await filters(server)
    let few = server.running.residentMiB
    for _ in 0..<4 { try await filters(server) }
    let many = server.running.residentMiB
    server.stop()
    await country.close()
    return [
      Line(
        "memory: 136 000 points, beside an empty country's", ours: loaded - bare, limit: 48, unit: "MiB",
        aim: .atMost(1)),
      Line(
        "memory: a point", ours: (loaded - bare) * 1_048_576 / 136_000, limit: 350, unit: "bytes", aim: .atMost(1)),
      Line("memory: five times as many filters asked, once", ours: many, limit: few, unit: "MiB", aim: .atMost(1.2)),
      try await idleSockets(),
    ]
  }

  /// Some seconds of tiles, each with a filter that nobody asked for before.
  private static func filters(_ server: Server) async throws {
    let file = server.folder + "-filters.lua"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try """
    math.randomseed(os.time())
    request = function() return wrk.format("GET", \(CountryFigures.filters)) end
    """.write(toFile: file, atomically: true, encoding: .utf8)
    _ = try Wrk.rate(of: try await Program.run("wrk", "-t1", "-c4", "-d3", "-s", file, server.url("")))
  }

  private static func idleSockets() async throws -> Line {
    let fixture = try Fixture.start()
    defer { fixture.server.stop() }
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    var open: [Int32] = []
    defer { for descriptor in open { close(descriptor) } }
    for _ in 0..<sockets { open.append(try connect(fixture.port)) }
    try await Task.sleep(for: .seconds(2))
    return Line(
      "memory: 10 000 idle WebSockets", ours: fixture.server.residentMiB, limit: 400, unit: "MiB", aim: .atMost(1))
  }

  private static func connect(_ port: Int) throws -> Int32 {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let connected = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    let head =
      "GET /socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    guard connected == 0, send(descriptor, head, head.utf8.count, 0) == head.utf8.count else {
      throw Program.Failure(description: "cannot connect: \(String(cString: strerror(errno)))")
    }
    var answer = [UInt8](repeating: 0, count: 1024)
    let count = recv(descriptor, &answer, answer.count, 0)
    guard count > 12, String(decoding: answer[9..<12], as: UTF8.self) == "101" else {
      throw Program.Failure(description: "no WebSocket")
    }
    return descriptor
  }
}
