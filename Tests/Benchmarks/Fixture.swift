import Foundation
import HTTP
import Runtime

/// A server with nothing behind it, in a process of its own: what the HTTP layer costs by itself.
enum Fixture {
  static let threads = 2
  static let cachedBytes = 8192
  static let smallBytes = 100

  static func serve() async throws {
    let clock = WallClock.system()
    var settings = Application.Settings()
    settings.limits = nil
    let application = try Application(routes: routes, settings: settings, log: .silent, clock: clock)
    let loop = EventLoop(name: "loop")
    var http = HTTPServer.Settings()
    http.threads = threads
    let server = try HTTPServer(application, on: loop, settings: http)
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    limit.rlim_cur = limit.rlim_max
    setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    print(server.port)
    fflush(nil)
    try await Task.sleep(for: .seconds(3600))
  }

  private static var routes: [Route] {
    let cached = PreparedResponse(
      Response(.ok, .bytes(Bytes(String(repeating: "x", count: cachedBytes))), type: .html, cache: .seconds(60)))
    let small = Bytes(String(repeating: "x", count: smallBytes))
    return [
      .immediate(.get, "/cached", "8 KiB kept ready") { _ in .prepared(cached) },
      Route(.get, "/small", access: .public, "An async handler that does not suspend") {
        (_: Call<Nothing, Nothing, NoBody>, _: Void) in Response(.ok, .bytes(small), type: .html)
      },
      .socket("/socket", access: .public, "A socket that waits") {
        (_: Call<Nothing, Nothing, NoBody>, _: Void, socket) in
        while let message = await socket.receive() {
          if case .text(let text) = message { try await socket.send(Bytes(text)) }
        }
      },
    ]
  }

  static func start() throws -> (server: Program.Running, port: Int) {
    let server = try Program.start("/proc/self/exe", "fixture")
    guard let port = Int(server.firstLine) else { throw Program.Failure(description: "the fixture gave no port") }
    return (server, port)
  }
}
