import HTTP
import Runtime
import Synchronization
import TestSupport
import Testing

/// A task handles one request after another: nothing of one is left to the next.
struct RunnerTests {
  private static let asked = Route(.get, "/cancelled", access: .public, "Says whether its task is") { (_: Plain, _) in
    SampleRoutes.text("\(Task.isCancelled)")
  }
  private static let ask = "GET /cancelled HTTP/1.1\r\nHost: a\r\n\r\n"

  private static func oneLane() -> TestServerSettings {
    var settings = TestServerSettings()
    settings.http.threads = 1
    return settings
  }

  @Test func `a task that was cancelled handles nobody else's request`() async throws {
    let gate = Gate()
    try await serving([gate.route, Self.asked], settings: Self.oneLane()) { server in
      // A task rests from here on, which the next one takes.
      #expect(try await server.ask(Self.ask).text == "false")
      for number in 1...3 {
        do {
          let connection = try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n")
          try await eventually("the handler") { gate.arrived == number }
          connection.resetWhenClosed()
        }
        try await eventually("its cancellation") { gate.cancelled == number }
        for _ in 0..<3 { #expect(try await server.ask(Self.ask).text == "false") }
      }
    }
  }

  @Test func `requests that wait beside one another are each answered, as are those that follow`() async throws {
    let gate = Gate()
    try await serving([gate.route, Self.asked], settings: Self.oneLane()) { server in
      var waiting: [RawConnection] = []
      for _ in 0..<100 {
        waiting.append(try await server.connect(sending: "GET /wait HTTP/1.1\r\nHost: a\r\n\r\n"))
      }
      try await eventually("all of them") { gate.arrived == 100 }
      #expect(try await server.ask(Self.ask).text == "false")
      gate.open()
      for connection in waiting { #expect(try await blocking { try connection.readResponse() }.text == "passed") }
      for _ in 0..<100 { #expect(try await server.ask(Self.ask).text == "false") }
    }
  }

  private final class Last: Sendable {
    private struct Weak { weak var request: Request? }
    private let last = Mutex(Weak())
    var isGone: Bool { last.withLock { $0.request == nil } }
    func become(_ request: Request) { last.withLock { $0.request = request } }
  }

  @Test func `who rests holds on to no request`() async throws {
    let last = Last()
    let route = Route(.get, "/kept", access: .public, "Is remembered") { (call: Plain, _) in
      last.become(call.request)
      return SampleRoutes.text("\(last.isGone)")
    }
    try await serving([route], settings: Self.oneLane()) { server in
      for _ in 0..<2 {
        #expect(try await server.ask("GET /kept HTTP/1.1\r\nHost: a\r\n\r\n").text == "false")
        try await eventually("it is gone") { last.isGone }
      }
    }
  }
}
