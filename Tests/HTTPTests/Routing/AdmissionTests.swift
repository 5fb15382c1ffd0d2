import HTTP
import Runtime
import TestSupport
import Testing

/// Who may call what, how often, and from which page.
struct AdmissionTests {
  private struct Driver: Sendable { let name: String }

  private static let drivers = Access<Driver>("driver") { request in
    guard let name = request.cookie("driver") else { throw Problem(.unauthenticated) }
    return Driver(name: name)
  }

  private static let routes = [
    Route(.post, "/mine", access: drivers, "Changes") {
      (call: Call<Nothing, Nothing, JSONBody<SampleRoutes.Item>>, driver) in SampleRoutes.text(driver.name)
    },
    Route(.get, "/metrics", access: .operators(allowing: ["192.0.2.9"]), "Figures") { (_: Plain, _) in
      SampleRoutes.text("figures")
    },
    Route(.get, "/bulk", access: .public, "Is asked often", traffic: .bulk) { (_: Plain, _) in .noContent },
    SampleRoutes.hello,
  ]

  @Test func `a stranger is refused before his body is looked at`() async throws {
    let ask = try Asking(Self.routes)
    #expect(try await ask.post("/mine", "not JSON at all").status == 401)
    #expect(try await ask.post("/mine", "not JSON at all", [("Cookie", "driver=ada")]).status == 400)
    #expect(try await ask.post("/mine", #"{"name":"a","count":1}"#, [("Cookie", "driver=ada")]).text == "ada")
    let plain: [(name: String, value: String)] = [("Content-Type", "text/plain")]
    #expect(try await ask(.post, "/mine", plain, body: .whole([])).status == 401)
    #expect(try await ask(.post, "/mine", plain + [("Cookie", "driver=ada")], body: .whole([])).status == 415)
  }

  @Test func `addresses of one half of IPv6 share a bucket, and a mapped one is what it maps`() async throws {
    let ask = try Asking(Self.routes) { $0.limits?.ordinary = .init(perSecond: 1, burst: 1) }
    for (client, status) in [
      ("2001:db8:1:2::1", 200), ("2001:db8:1:2:ffff::9", 429), ("2001:db8:1:3::1", 200), ("192.0.2.7", 200),
      ("::ffff:192.0.2.7", 429), ("::ffff:192.0.2.8", 200), ("192.0.2.8", 429),
    ] {
      #expect(try await ask(.get, "/hello", client: client).status.code == status, "\(client)")
    }
  }

  @Test(arguments: [
    ("127.0.0.1", 200), ("::1", 200), ("::ffff:127.0.0.1", 200), ("192.0.2.9", 200), ("192.0.2.1", 404),
    ("unknown", 404),
    ("1270.0.0.1", 404), ("", 404),
  ])
  func `figures are for who sits at the server or is named`(client: String, status: Int) async throws {
    #expect(try await Asking(Self.routes)(.get, "/metrics", client: client).status.code == status)
  }

  @Test func `a burst passes, then one must wait, and time gives back`() async throws {
    let ask = try Asking(Self.routes) { $0.limits?.ordinary = .init(perSecond: 2, burst: 5) }
    for _ in 0..<5 { #expect(try await ask(.get, "/hello").status == 200) }
    let refused = try await ask(.get, "/hello")
    #expect(refused.status == 429 && refused.headers["Retry-After"] == "1")
    #expect(try await ask(.get, "/hello", client: "192.0.2.2").status == 200)
    #expect(try await ask(.get, "/bulk").status == 204)
    ask.clock.advance(by: .milliseconds(499))
    #expect(try await ask(.get, "/hello").status == 429)
    ask.clock.advance(by: .milliseconds(1))
    #expect(try await ask(.get, "/hello").status == 200)
    #expect(try await ask(.get, "/hello").status == 429)
    ask.clock.advance(by: .seconds(3600))
    for _ in 0..<5 { #expect(try await ask(.get, "/hello").status == 200) }
    #expect(try await ask(.get, "/hello").status == 429)
    ask.clock.advance(by: .seconds(-3600))
    #expect(try await ask(.get, "/hello").status == 429)
  }

  @Test func `a crowd of addresses passes, each with a bucket of its own, and costs each call the same`() async throws {
    let limiter = RateLimiter(.init(perSecond: 10, burst: 1))
    let clock = ManualClock()
    let refused = try await blocking {
      func refusals() -> Int { (0..<50_000).count { limiter.refuse(.named("client \($0)"), at: clock.now) != nil } }
      let counts = [refusals(), refusals()]
      clock.advance(by: .seconds(10))
      return counts + [refusals()]
    }
    #expect(refused == [0, 50_000, 0])
  }

  @Test(arguments: [
    ([], 200), ([("Origin", "http://a")], 200), ([("Origin", "https://a")], 200),
    ([("Origin", "https://ours.example")], 200),
    ([("Origin", "http://b")], 403), ([("Origin", "null")], 403), ([("Origin", "")], 403),
    ([("Origin", "http://a:81")], 403),
    ([("Origin", "http://a.evil.example")], 403), ([("Sec-Fetch-Site", "same-origin")], 200),
    ([("Sec-Fetch-Site", "none")], 200),
    ([("Sec-Fetch-Site", "cross-site")], 403), ([("Sec-Fetch-Site", "same-site")], 403),
    ([("Origin", "http://b"), ("Sec-Fetch-Site", "same-origin")], 403),
  ])
  func `a change that another site's page asks for is refused`(
    headers: [(name: String, value: String)], status: Int
  ) async throws {
    let ask = try Asking(Self.routes) {
      $0.limits = nil
      $0.origins = ["https://ours.example"]
    }
    let answer = try await ask.post(
      "/mine", #"{"name":"a","count":1}"#, [("Host", "a"), ("Cookie", "driver=ada")] + headers)
    #expect(answer.status.code == status)
    #expect(try await ask(.get, "/hello", [("Host", "a")] + headers).status == 200)
  }

  /// Who is the client, behind proxies?
  @Test(arguments: [
    (["X-Forwarded-For: 198.51.100.7"], "198.51.100.7"), (["X-Forwarded-For: 127.0.0.1, 198.51.100.7"], "198.51.100.7"),
    (["X-Forwarded-For: 198.51.100.7, 127.0.0.1"], "198.51.100.7"), ([], "127.0.0.1"),
    (["X-Forwarded-For: "], "127.0.0.1"),
    (["X-Forwarded-For: 127.0.0.2", "X-Forwarded-For: 198.51.100.7"], "198.51.100.7"),
    (["X-Forwarded-For: 127.0.0.2\u{600}, 198.51.100.7"], "198.51.100.7"),
    (["Forwarded: for=198.51.100.7"], "127.0.0.1"), (["X-Forwarded-For: ::ffff:198.51.100.7"], "198.51.100.7"),
    (["X-Forwarded-For: 198.51.100.7, ::ffff:127.0.0.1"], "198.51.100.7"),
    (["X-Forwarded-For: 2001:DB8:0::7"], "2001:db8::7"), (["X-Forwarded-For: _hidden"], "_hidden"),
  ])
  func `the last address that no trusted proxy vouches for is the client`(headers: [String], client: String)
    async throws
  {
    let route = Route(.get, "/who", access: .public, "Who asks") { (call: Plain, _) in
      SampleRoutes.text(call.request.client)
    }
    let head = (["GET /who HTTP/1.1", "Host: a"] + headers + ["", ""]).joined(separator: "\r\n")
    var trusting = TestServerSettings()
    for (proxy, host) in [("127.0.0.1", "127.0.0.1"), ("::ffff:127.0.0.1", "::")] {
      trusting.application.trustedProxies = [proxy]
      trusting.http.host = host
      #expect(try await serving([route], settings: trusting) { try await $0.ask(head) }.text == client)
    }
    var everywhere = TestServerSettings()
    everywhere.http.host = "::"
    #expect(try await serving([route], settings: everywhere) { try await $0.ask(head) }.text == "127.0.0.1")
  }
}
