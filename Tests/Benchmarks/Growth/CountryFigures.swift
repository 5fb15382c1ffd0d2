import Foundation
import Postgres
import Runtime

/// A country asked over HTTP, by one client who waits for each answer, but for the rate.
struct CountryFigures {
  /// Seconds, MiB, milliseconds, requests a second.
  let ready, memory, firstTile, tiles, nearest, words: Double

  init(of country: StoredCountry) async throws {
    let started = ContinuousClock.now
    let server = try await Server.start("DATABASE_URL=\(country.url)")
    ready = (ContinuousClock.now - started).inSeconds
    defer { server.stop() }
    // Networks are learnt soon after an import.
    while try await country.database.first("select true from station_networks limit 1", { _ in true }) == nil {
      try await Task.sleep(for: .milliseconds(200))
    }
    nearest = try await Self.milliseconds(server, "nearest", Self.nearest)
    words = try await Self.milliseconds(server, "words", Self.words)
    firstTile = try await Self.milliseconds(server, "filters", Self.filters)
    tiles = try Wrk.rate(
      of: try await Program.run("wrk", "-t1", "-c64", "-d3", server.url("tiles/6/32/22.mvt")))
    memory = server.running.residentMiB
  }

  /// The median.
  static func milliseconds(_ server: Server, _ name: String, _ path: String) async throws -> Double {
    let file = server.folder + "-\(name).lua"
    defer { try? FileManager.default.removeItem(atPath: file) }
    try "request = function() return wrk.format(\"GET\", \(path)) end".write(
      toFile: file, atomically: true, encoding: .utf8)
    let output = try await Program.run(
      "wrk", "-t1", "-c1", "-d3", "--latency", "-s", file, server.url(""))
    guard !output.contains("Non-2xx") else { throw Program.Failure(description: "wrk: \(output)") }
    return try Wrk.percentile("50%", of: output) / 1000
  }

  // MARK: Questions, as wrk's script draws them: another one each time

  private static let nearest = """
    string.format("/api/stations?near=%.4f,%.4f&limit=20&%s", 43.5 + math.random() * 6, -1 + math.random() * 7,
      ({"minPower=50", "socket=type2", "socket=ccs&minPower=100", "access=open", "available=now", ""})[math.random(6)])
    """
  private static let words = """
    "/api/stations?limit=20&q=" .. ({"paris", "lyon+gare", "marseille", "tesla", "parking", "bordeau", "saint+etienne",
      "34000", "ionity+dijon", "montpelier", "hotel", "mairie+rennes"})[math.random(12)]
    """
  static let filters = """
    string.format("/tiles/6/32/22.mvt?minPower=1&maxHeight=%.5f", 1 + math.random())
    """
}
