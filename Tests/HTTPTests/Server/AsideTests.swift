import Glibc
import HTTP
import Runtime
import TestSupport
import Testing

/// What takes long is done beside the lanes: on the only one there is, everybody else is answered meanwhile.
struct AsideTests {
  private static func oneLane() -> TestServerSettings {
    var settings = TestServerSettings()
    settings.http.threads = 1
    return settings
  }

  /// Holds its thread until somebody else has been answered.
  private static func hold(until flag: Flag) {
    for _ in 0..<50_000 where !flag.isRaised { usleep(100) }
  }

  @Test func `a route that is aside holds up nobody`() async throws {
    let (hasBegun, isAnswered) = (Flag(), Flag())
    let long = Route(.get, "/long", access: .public, "Takes its time") { (_: Plain, _) in
      hasBegun.raise()
      Self.hold(until: isAnswered)
      return SampleRoutes.text(isAnswered.isRaised ? "\(EventLoop.aside.isCurrent)" : "alone")
    }
    try await serving(SampleRoutes.all + [long.aside], settings: Self.oneLane()) { server in
      async let first = server.ask("GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the long one has begun") { hasBegun.isRaised }
      #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").text == "hello")
      isAnswered.raise()
      let answer = try await first
      #expect(answer.status == 200 && answer.text == "true")
    }
  }

  @Test func `pieces of a streamed answer are made aside`() async throws {
    let (hasBegun, isAnswered) = (Flag(), Flag())
    let long = Route(.get, "/long", access: .public, "Streams") { (_: Plain, _) in
      Response(
        .ok,
        .stream(
          AsyncStreamedBody { write in
            try await write(Array("a".utf8))
            hasBegun.raise()
            Self.hold(until: isAnswered)
            try await write(Array("\(isAnswered.isRaised)".utf8))
          }))
    }
    try await serving(SampleRoutes.all + [long], settings: Self.oneLane()) { server in
      async let first = server.ask("GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
      try await eventually("the long one has begun") { hasBegun.isRaised }
      #expect(try await server.ask("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n").text == "hello")
      isAnswered.raise()
      #expect(try await first.text == "atrue")
    }
  }

  @Test func `who leaves while it is made is nobody's work any more`() async throws {
    let (hasBegun, isCancelled) = (Flag(), Flag())
    let long = Route(.get, "/long", access: .public, "Waits") { (_: Plain, _) in
      hasBegun.raise()
      do { try await Task.sleep(for: .seconds(60)) } catch { isCancelled.raise() }
      return SampleRoutes.text("late")
    }
    try await serving(SampleRoutes.all + [long.aside], settings: Self.oneLane()) { server in
      do {
        let connection = try await server.connect(sending: "GET /long HTTP/1.1\r\nHost: a\r\n\r\n")
        try await eventually("the long one has begun") { hasBegun.isRaised }
        connection.resetWhenClosed()
      }
      try await eventually("its work is told") { isCancelled.isRaised }
      try await eventually("nothing is under way") { server.requestsUnderWay == 0 }
    }
  }
}
