import TestSupport
import Testing

@testable import HTTP

@Suite struct LoggedPathTests {
  @Test(arguments: [
    ("/api/stations/019ab-0000?q=secret", "/api/stations/019ab-0000"), ("/", "/"),
    ("/a/" + String(repeating: "x", count: 42) + "/b/", "/a/" + String(repeating: "x", count: 42) + "/b/"),
    ("/calendar/" + String(repeating: "x", count: 43) + ".ics", "/calendar/..."),
    ("/calendar//" + String(repeating: "%41", count: 43) + "/x", "/calendar//.../x"),
  ])
  func `the log has no query, and no segment that could be a secret`(target: String, logged: String) throws {
    #expect(try #require(Target(target)).logged == logged)
  }
}
