import Foundation

/// What the country weighs, whether filters without end add to it, and ten thousand WebSockets that say nothing.
enum MemoryBenchmark {
  @Sendable
  static func run() async throws -> [Line] {
    let empty = try await Server.start()
    let bare = empty.running.residentMiB
    empty.stop()
    let country = try await StoredCountry.make("bench_memory", points: 136_000)
    let server = try await Server.start("DATABASE_URL=\(country.url)")
    // What loading took for a while is given back.
    try await Task.sleep(for: .seconds(2))
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
    Idle.raiseOpenFiles()
    var open: [Int32] = []
    defer { for descriptor in open { close(descriptor) } }
    for _ in 0..<Idle.count { open.append(try Idle.connect(fixture.port, handshake, "101")) }
    try await Task.sleep(for: .seconds(2))
    return Line(
      "memory: 10 000 idle WebSockets", ours: fixture.server.residentMiB, limit: 400, unit: "MiB", aim: .atMost(1))
  }

  private static let handshake =
    "GET /socket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
}
