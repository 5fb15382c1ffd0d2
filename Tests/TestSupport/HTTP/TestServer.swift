package import HTTP
package import Runtime
import Synchronization

/// A whole server on a free loopback port.
package struct TestServer: Sendable {
  package let application: Application
  package let http: HTTPServer
  package let loop: EventLoop
  package let log: RecordedLog

  package var port: UInt16 { http.port }

  /// Connects and sends in one go: on a busy machine a connection that waits for its first word may be closed as idle.
  package func connect(sending text: String = "", receiveBuffer: Int32? = nil) async throws -> RawConnection {
    try await blocking { [port] in
      let connection = try RawConnection(port: port, receiveBuffer: receiveBuffer)
      try connection.send(text)
      return connection
    }
  }

  /// One conversation on a connection of its own.
  package func talk<Value: Sendable>(
    _ conversation: @escaping @Sendable (RawConnection) throws -> Value
  ) async throws -> Value {
    try await blocking { [port] in try conversation(RawConnection(port: port)) }
  }

  /// Sends one request and reads its answer.
  package func ask(_ request: String, hasBody: Bool = true) async throws -> RawResponse {
    try await talk { try $0.ask(request, hasBody: hasBody) }
  }

  /// Requests that have begun and are not over, as the metrics page tells it.
  package var requestsUnderWay: Int { figure("watts_up_http_requests_under_way") }
  package var openConnections: Int { figure("watts_up_http_connections") }
  package var openSockets: Int { figure("watts_up_websockets") }

  private func figure(_ name: String) -> Int {
    let line = application.metrics.page().split(separator: "\n").first { $0.hasPrefix(name + " ") }
    return line.flatMap { Int($0.dropFirst(name.count + 1)) } ?? -1
  }
}

/// What a server is started with; patience is long, so that only the test that shortens it meets it.
package struct TestServerSettings: Sendable {
  package var application = Application.Settings()
  package var http = HTTPServer.Settings()
  package var clock = WallClock.system()

  package init() {
    application.limits = nil
    http.drainPatience = .seconds(30)
  }
}

/// Serves `routes` while `body` runs, then stops the server whatever happened.
package func serving<Value>(
  _ routes: [Route], settings: TestServerSettings = TestServerSettings(),
  _ body: (TestServer) async throws -> Value
) async throws -> Value {
  let log = RecordedLog()
  let application = try Application(
    routes: routes, settings: settings.application, log: log.log(clock: settings.clock), clock: settings.clock)
  let loop = EventLoop(name: "test-loop")
  let http = try HTTPServer(application, on: loop, settings: settings.http)
  let server = TestServer(application: application, http: http, loop: loop, log: log)
  let result: Result<Value, any Error>
  do { result = .success(try await body(server)) } catch { result = .failure(error) }
  await http.stop()
  loop.stop()
  return try result.get()
}

/// Keeps log lines for the test to read.
package final class RecordedLog: Sendable {
  private let kept = Mutex<[String]>([])

  package init() {}

  package var lines: [String] { kept.withLock { $0 } }

  package func log(level: Log.Level = .info, clock: WallClock) -> Log {
    Log(level: level, clock: clock) { level, instant, message, fields in
      self.kept.withLock { $0.append(Log.jsonLine(level, instant, message, fields)) }
    }
  }
}
