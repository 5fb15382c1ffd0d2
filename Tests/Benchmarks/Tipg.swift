import Foundation

/// tipg, a tile server for any PostGIS: what one would take if one wrote nothing. It sends places, not circles.
struct Tipg {
  private let running: Program.Running
  private let port: Int
  private let table: String

  /// `database` is reached by a socket's folder, as a private cluster is.
  static func start(_ database: String, table: String) async throws -> Tipg {
    guard let parts = URLComponents(string: database),
      let folder = parts.percentEncodedQueryItems?.first(where: { $0.name == "host" })?.value
    else { throw Program.Failure(description: "no socket's folder in \(database)") }
    // It wants a host in its place, and takes a folder there.
    let url = "postgresql://postgres@\(folder)\(parts.path)"
    let port = 10_000 + Int(getpid()) % 9_000
    let running = try Program.start([
      "env", "PYTHONPATH=.fetched/tipg", "PYTHONDONTWRITEBYTECODE=1", "DATABASE_URL=\(url)",
      "TIPG_DB_TABLES=[\"public.\(table)\"]", "/usr/bin/python3", "-m", "uvicorn", "tipg.main:app", "--port", "\(port)",
    ])
    let tipg = Tipg(running: running, port: port, table: table)
    for _ in 0..<300 {
      if (try? await Program.run("curl", "-sf", "-o", "/dev/null", tipg.url(0, 0, 0))) != nil { return tipg }
      try await Task.sleep(for: .milliseconds(100))
    }
    tipg.stop()
    throw Program.Failure(description: "tipg did not get ready: \(running.firstLine)")
  }

  func url(_ z: Int, _ x: Int, _ y: Int) -> String {
    "http://127.0.0.1:\(port)/collections/public.\(table)/tiles/WebMercatorQuad/\(z)/\(x)/\(y)"
  }

  func stop() { running.stop() }
}
