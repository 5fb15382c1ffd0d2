import Foundation
import Postgres
import Runtime

/// A database with so many generated points, and what is needed to ask it.
struct StoredCountry {
  let url: String
  let database: Database
  private let cluster: PrivateCluster
  private let loop: EventLoop

  static func make(_ name: String, points: Int) async throws -> StoredCountry {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    _ = try await Program.run(
      "psql", cluster.url(database: "postgres"), "-qc", "drop database if exists \(name) with (force)")
    try await cluster.createDatabase(name)
    let url = cluster.url(database: name)
    let file = NSTemporaryDirectory() + "watts-up-bench-\(getpid())-\(points).csv"
    defer { try? FileManager.default.removeItem(atPath: file) }
    _ = try await Program.run(Server.path, "generate", "--points", "\(points)", "--seed", "1", "--out", file)
    _ = try await Program.run("env", "DATABASE_URL=\(url)", Server.path, "import", file, "--yes")
    let loop = EventLoop(name: "loop")
    let database = Database(try ConnectionSettings(url), loop: loop)
    return StoredCountry(url: url, database: database, cluster: cluster, loop: loop)
  }

  func close() async {
    await database.close()
    loop.stop()
    await cluster.close()
  }
}
