import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// Every refusal that Enedis is known for, and what becomes of it.
@Suite struct FaultTests {
  private static let bodies: [(Int, String, EnedisFault)] = [
    (400, #"{"error":"ADAM-ERR0069","error_description":"x"}"#, EnedisFault.wrongDirection("ADAM-ERR0069")),
    (400, #"{"error":"ADAM-ERR0075"}"#, .opposed("ADAM-ERR0075")),
    (400, #"{"error":"ADAM-ERR0061"}"#, .opposed("ADAM-ERR0061")),
    (400, #"{"error":"ADAM-ERR0123"}"#, .tooEarly("ADAM-ERR0123")),
    (403, #"{"error":"ADAM-DC-0009"}"#, .tooEarly("ADAM-DC-0009")),
    (400, #"{"error":"ADAM-DC-0016"}"#, .tooEarly("ADAM-DC-0016")),
    (400, #"{"error":"ADAM-ERR0126"}"#, .ours("ADAM-ERR0126")),
    (403, #"{"error":"ADAM-DC-0007"}"#, .moved("ADAM-DC-0007")),
    (400, #"{"code":"ADAM-DC-0007","message":"x"}"#, .moved("ADAM-DC-0007")),
    (403, #"{"error":"ADAM-DC-0008"}"#, .withdrawn("ADAM-DC-0008")),
    (404, #"{"error":"no_data_found"}"#, .noData("no_data_found")),
    (404, #"{"error":"STM-ERR-0000019"}"#, .noData("STM-ERR-0000019")),
    (400, #"{"error":"Invalid_request"}"#, .ours("Invalid_request")),
    (401, #"{"code":"900901","message":"Invalid Credentials"}"#, .unauthorized),
    (403, #"{"code":"900908","message":"Resource forbidden "}"#, .notSubscribed("900908")),
    (500, #"{"error":"technical_error"}"#, .trouble("technical_error")),
    (500, #"{"error":"STM-ERR-0000001"}"#, .trouble("STM-ERR-0000001")),
    (502, "<h1>502 Bad Gateway</h1>", .trouble("http-502")), (404, "<h1>404</h1>", .trouble("http-404")),
    (429, #"{"error":"429","error_description":"Quota Q4 reached"}"#, .throttled("429", until: nil)),
    (429, #"{"fault":{"code":900807,"message":"x"}}"#, .throttled("900807", until: nil)),
    (429, "<h1>429</h1>", .throttled("http-429", until: nil)),
    (
      429,
      #"{"code":"900804","description":"You can access API after 2026-Nov-30 10:00:00+0000 UTC"}"#,
      .throttled("900804", until: Instant(rfc3339: "2026-11-30T10:00:00Z"))
    ),
  ]

  @Test(arguments: bodies)
  func `each body says what it means`(status: Int, body: String, fault: EnedisFault) {
    #expect(EnedisFault(EnedisReply(status: status, bytes: Array(body.utf8)), at: Instant(seconds: 0)) == fault)
  }

  @Test func `a sentence for the person stands beside every code`() {
    for code in [
      "ADAM-ERR0069", "ADAM-ERR0061", "ADAM-ERR0075", "ADAM-ERR0123", "ADAM-DC-0009", "ADAM-DC-0007", "ADAM-DC-0008",
      "no_data_found", "900908", "900804", "other-point", "several-points", "other-authorisation", "not-active",
      "usage-point-taken", "state-expired",
    ] {
      let said = Explanation.ofReason(code)
      #expect(said.map { $0.french != $0.english && $0.english.count > 20 } == true, "\(code)")
    }
  }

  private func connected(_ refusal: (status: Int, body: String), scope: [JSON] = ["daily", "curve"]) async throws -> (
    test: TestHomes, person: TestPerson, home: String, consent: String
  ) {
    let test = try await TestHomes()
    let person = try await test.people.person()
    test.enedis.change { $0.refusals[TestHomes.point] = refusal }
    let (home, consent) = try await test.connectedHome(person, scope: scope)
    return (test, person, home, consent)
  }

  @Test func `who has moved loses the point, who has withdrawn at Enedis the readings`() async throws {
    for (code, state, point) in [("ADAM-DC-0007", "lost", "lost"), ("ADAM-DC-0008", "withdrawn", "owned")] {
      let (test, person, home, consent) = try await connected((403, #"{"error":"\#(code)"}"#))
      try await test.work(for: .seconds(60))
      let found = try await test.consent(person, home, consent)
      #expect(found["state"]?.text == state && found["reason"]?.text == code)
      #expect(try await person.call(.get, "/api/homes/\(home)").json["pointState"]?.text == point)
      #expect(test.enedis.calls.count { $0.point == TestHomes.point } == 1)
      #expect(try await test.count("select count(*) from enedis_series") == 0)
    }
  }

  @Test func `a point that does not produce is never asked to again, and its days say never`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    for api in ["production_quotidienne", "courbe_de_charge_production"] {
      test.enedis.change { $0.refusals[TestHomes.point + " " + api] = (400, #"{"error":"ADAM-ERR0069"}"#) }
    }
    let (home, _) = try await test.connectedHome(person, scope: ["injection", "curve"])
    try await test.work(for: .seconds(60))
    let gaps = try await person.call(.get, "/api/homes/\(home)/gaps?direction=injected&kind=daily&limit=5").json
    let items = gaps["items"]?.elements ?? []
    #expect(items.count == 5 && items.allSatisfy { $0["state"]?.text == "never" }, "\(gaps)")
    #expect(items.first?["reason"]?.text == "ADAM-ERR0069" && items.first?["explanation"]?.text?.isEmpty == false)
    #expect(items.first?["day"]?.text == test.today.adding(-1).text)
    try await test.work(for: .seconds(3 * 86_400))
    #expect(test.enedis.calls.count { $0.api.contains("production") } == 2)
  }

  @Test func `trouble is tried six times, then again with the next round`() async throws {
    let (test, _, _, _) = try await connected((502, "<h1>502</h1>"), scope: ["curve"])
    try await test.work(for: .seconds(3600))
    #expect(test.enedis.calls.count { $0.api.hasPrefix("courbe") } == 6)
    try await test.work(for: .seconds(86_400))
    #expect(test.enedis.calls.count { $0.api.hasPrefix("courbe") } == 12)
    test.enedis.change { $0.refusals = [:] }
    try await test.work(for: .seconds(86_400))
    #expect(try await test.count("select count(*) from curve_days") > 700)
  }

  @Test func `a token that is not taken is renewed once, one that ends in time`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    test.enedis.change { $0.tokenSeconds = 2 }
    _ = try await test.connectedHome(person, scope: ["daily"])
    try await test.work(for: .seconds(5))
    test.enedis.change { $0.tokenSeconds = 12_600 }
    try await test.work(for: .seconds(10))
    let tokens = test.enedis.tokens
    #expect(tokens > 1)
    // Enedis forgets them all.
    test.enedis.change { $0.tokens = ["another"] }
    try await test.work(for: .seconds(86_400))
    #expect(test.enedis.tokens == 2)
    #expect(try await test.count("select count(*) from enedis_series where reason is not null") == 0)
  }

  @Test func `a quota is honoured until the time that Enedis names`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let until = Instant(seconds: test.now.seconds + 1800)
    let words = "\(until.description.prefix(4))-Nov-21 \(until.description.dropFirst(11).prefix(8))+0000 UTC"
    test.enedis.change {
      $0.next = [(429, #"{"code":"900804","message":"throttled","nextAccessTime":"\#(words)"}"#)]
    }
    _ = try await test.connectedHome(person, scope: ["curve"])
    try await test.work(for: .seconds(1700))
    #expect(test.enedis.calls.count { $0.api.hasPrefix("courbe") } == 1)
    try await test.work(for: .seconds(300))
    #expect(test.enedis.calls.count { $0.api.hasPrefix("courbe") } > 100)
  }

  @Test func `an answer of a form that nobody knows is no empty day`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    test.enedis.change { $0.next = [(200, #"{"courbe":[]}"#), (200, "{"), (200, #"{"grandeur":[]}"#)] }
    _ = try await test.connectedHome(person, scope: ["curve"])
    try await test.work(for: .seconds(300))
    #expect(try await test.count("select count(*) from home_gaps") == 0)
    #expect(try await test.count("select count(*) from curve_days") > 700)
  }

  @Test func `secrets and points are in no line of the log`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let lines = Shared<[String]>([])
    let log = Log(level: .debug, clock: test.clock.wall) { level, at, message, fields in
      lines.change { $0.append(Log.jsonLine(level, at, message, fields)) }
    }
    let homes = HomesFeature(
      database: test.database, doorkeeper: test.homes.doorkeeper, enedis: test.client, log: log,
      clock: test.clock.wall)
    test.enedis.change { $0.refusals[TestHomes.point] = (400, #"{"error":"ADAM-ERR0123"}"#) }
    _ = try await test.connectedHome(person, scope: ["curve"])
    try await test.work(until: test.now + .seconds(30), by: [(homes, test.client)])
    let all = lines.value.joined()
    #expect(all.contains("**********0001") && !all.contains(TestHomes.point))
    #expect(!all.contains("hush") && !all.contains("token-") && !"\(test.client.settings)".contains("hush"))
  }
}
