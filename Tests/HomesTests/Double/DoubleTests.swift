import EnedisSandbox
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import Homes

/// The client against the double, row by row of what that is able to do.
@Suite struct DoubleTests {
  @Test func `through the page, its refusals too, and two years of both directions within the limits`() async throws {
    let double = try await TestDouble()
    let (home, id) = try await double.consent(scope: ["daily", "curve", "injection"])
    #expect(try await double.test.consent(double.person, home, id)["state"]?.text == "active")
    try await double.test.work(for: .seconds(300))
    let days = double.test.today.daysSince1970 - double.test.today.yearsAgo(2).adding(-15).daysSince1970
    for direction in ["drawn", "injected"] {
      let kept = try await double.test.count("select count(*) from home_curve where direction = \(direction)")
      #expect(kept == days * 48, "\(direction)")
    }
    #expect(try await double.test.count("select count(*) from home_gaps") == 0)
    #expect(try await double.mistakes().isEmpty)
    // Row 20: the half-hours of a day make its sum.
    let off = try await double.test.count(
      """
      select count(*) from home_days d join (
        select day, direction, round(sum(watts * extract(epoch from ends_at - starts_at) / 3600)) as wh
        from home_curve group by 1, 2) c using (day, direction)
      where abs(d.wh - c.wh) > 48
      """)
    #expect(off == 0)

    let other = try await double.test.addHome(double.person)
    let given = try await double.test.giveConsent(double.person, other)
    let page =
      "/dataconnect/v2/oauth2/authorize?client_id=watts-up&response_type=code&duration=P3Y&state=\(given.state)"
    let back = try await double.app.call(.get, page + "&decision=refuse")
    let query = try #require(back.headers["Location"]?.split(separator: "?").last)
    _ = try await double.test.comeBack(double.person, String(query))
    #expect(try await double.test.consent(double.person, other, given.id)["state"]?.text == "refused")
  }

  @Test(arguments: [
    ("five", 0, "active", ""), ("five", 4, "active", ""), ("fifteen", 0, "active", ""),
    ("none", 0, "failed", "not-active"),
    ("terminated", 0, "failed", "not-active"), ("requested", 0, "failed", "not-active"),
    ("foreign", 0, "failed", "other-authorisation"),
  ])
  func `services are read as they are`(_ services: String, _ empty: Int, _ state: String, _ reason: String) async throws
  {
    let double = try await TestDouble()
    try await double.describe(["services": .string(services)])
    try await double.turn("knobs", ["emptyFirst": .integer(empty)])
    let (home, id) = try await double.consent(scope: ["daily"])
    try await double.test.work(for: .seconds(600))
    let consent = try await double.test.consent(double.person, home, id)
    #expect(consent["state"]?.text == state && consent["reason"]?.text ?? "" == reason, "\(consent)")
  }

  @Test func `several points of one consent are refused`() async throws {
    let double = try await TestDouble()
    let (home, id) = try await double.consent(point: "64975835695673")
    let consent = try await double.test.consent(double.person, home, id)
    #expect(consent["state"]?.text == "failed" && consent["reason"]?.text == "several-points")
  }

  @Test(arguments: ["points", "night", "null", "nullText", "tuesdays"])
  func `holes stay holes`(_ hole: String) async throws {
    let double = try await TestDouble()
    try await double.describe(["holes": .string(hole)])
    _ = try await double.consent()
    try await double.test.work(for: .seconds(60))
    let test = double.test
    #expect(
      try await test.count("select count(*) from home_gaps where kind = 'curve' and state in ('partial', 'absent')") > 0
    )
    #expect(try await test.count("select count(*) from home_curve") < 20 * 48)
    #expect(try await test.count("select count(*) from home_days") == 20)
  }

  @Test(arguments: [(30, 10), (15, 60), (10, 10), (60, 5)])
  func `steps of any length, also two in a day, and a day that comes late`(_ step: Int, _ later: Int) async throws {
    let double = try await TestDouble()
    let late = double.test.today.adding(-2)
    let points = 720 / step + 720 / later
    try await double.describe([
      "step": .integer(step), "stepAfterNoon": .integer(later), "late": .string("\(late.text):60"),
    ])
    _ = try await double.consent(scope: ["curve"])
    let test = double.test
    try await test.work(for: .seconds(60))
    #expect(try await test.count("select count(*) from home_gaps") == 1)
    #expect(try await test.count("select count(*) from home_curve where day = \(test.today.adding(-3))") == points)
    try await test.work(for: .seconds(2 * 86_400))
    #expect(try await test.count("select count(*) from home_gaps") == 0)
    #expect(try await test.count("select count(*) from home_curve where day = \(late)") == points)
    #expect(try await double.mistakes().isEmpty)
  }

  @Test(arguments: [("24880057139941", "drawn"), ("22516914714270", "injected")])
  func `a point of one direction is asked for the other once`(_ point: String, _ never: String) async throws {
    let double = try await TestDouble()
    try await double.describe(point: point)
    _ = try await double.consent(point: point, scope: ["daily", "curve", "injection"])
    let test = double.test
    try await test.work(for: .seconds(86_400))
    let closed = try await test.count(
      "select count(*) from enedis_series where due_at is null and direction = \(never)")
    #expect(closed == (never == "drawn" ? 3 : 2))
    #expect(try await test.count("select count(*) from enedis_series where due_at is null") == closed)
    #expect(try await test.count("select count(*) from curve_days where direction = \(never)") == 0)
    #expect(try await test.count("select count(*) from curve_days") == 21)
  }

  @Test func `without a curve there are days all the same`() async throws {
    let double = try await TestDouble()
    try await double.describe(["curve": "off"])
    _ = try await double.consent()
    try await double.test.work(for: .seconds(60))
    #expect(try await double.test.count("select count(*) from curve_days") == 0)
    #expect(try await double.test.count("select count(*) from home_days") == 20)
    #expect(
      try await double.test.count("select count(*) from home_gaps where kind = 'curve' and state = 'absent'") == 20)
  }

  @Test(arguments: [
    ("revoked", 403, "withdrawn", "ADAM-DC-0008"), ("moved", 403, "lost", "ADAM-DC-0007"),
    ("moved", 400, "lost", "ADAM-DC-0007"), ("opposed", 400, "active", "ADAM-ERR0075"),
    ("notHolder", 400, "active", "ADAM-ERR0061"),
  ])
  func `a share that ends, a move and an objection`(
    _ refused: String, _ status: Int, _ state: String, _ reason: String
  ) async throws {
    let double = try await TestDouble()
    try await double.describe()
    let (home, id) = try await double.consent()
    let test = double.test
    try await test.work(for: .seconds(60))
    try await double.describe(["refused": .string(refused), "refusedStatus": .integer(status)])
    try await test.work(for: .seconds(86_400))
    let consent = try await test.consentAsAnybody(home, id)
    #expect(consent.state == state)
    let said: SQL = state == "active" ? "enedis_series" : "home_consents"
    #expect(try await test.count("select count(*) from \(sql: said) where reason = \(reason)") > 0)
    let kept = try await test.count("select count(*) from curve_days")
    #expect((kept == 0) == (state != "active"))
  }

  @Test(arguments: ["gateway", "fault", "quota", "metering", "html"])
  func `too many calls are waited out, in whatever words`(_ form: String) async throws {
    let double = try await TestDouble()
    try await double.describe()
    try await double.turn("knobs", ["perSecond": 1, "quotaForm": .string(form)])
    _ = try await double.consent()
    try await double.test.work(for: .seconds(1800))
    #expect(try await double.test.count("select count(*) from curve_days") == 20)
    #expect(try await double.test.count("select count(*) from home_days") == 20)
  }

  @Test(arguments: ["server", "html", "cut", "octets", "slow"])
  func `faults pass`(_ fault: String) async throws {
    let double = try await TestDouble()
    try await double.describe()
    _ = try await double.consent()
    try await double.turn("knobs", ["fault": .string(fault), "faultTimes": 3])
    try await double.test.work(for: .seconds(600))
    #expect(try await double.test.count("select count(*) from curve_days") == 20)
    #expect(try await double.test.count("select count(*) from enedis_series where reason is not null") == 0)
  }

  @Test func `tokens that last two seconds, APIs that are not ours, a consent that began late`() async throws {
    let double = try await TestDouble()
    try await double.describe(["consentedFrom": .string(double.test.today.adding(-9).text)])
    try await double.turn("knobs", ["tokenSeconds": 2, "unsubscribed": "mesure_synchrone_auto"])
    _ = try await double.consent()
    let test = double.test
    try await test.work(for: .seconds(60))
    #expect(try await test.count("select count(*) from enedis_pauses where reason = '900908'") == 1)
    try await double.turn("knobs", ["unsubscribed": ""])
    try await test.work(for: .seconds(4000))
    #expect(try await test.count("select count(*) from curve_days") == 9)
    #expect(try await double.mistakes().isEmpty)
  }

  @Test func `over a real socket`() async throws {
    let sandbox = EnedisSandbox(clock: .system())
    try await serving(sandbox.feature.routes) { server in
      let settings = EnedisSettings(
        url: "http://127.0.0.1:\(server.port)/", consentURL: "http://x", clientID: "watts-up",
        clientSecret: Secret("bac-a-sable"))
      let client = EnedisClient(settings, clock: .system())
      let services = try await client.services(of: 11)
      let point = try #require(UsagePoint(TestHomes.point))
      #expect(NamedPoint(services, of: 11) == .point(point))
      #expect(try await client.services(of: 10).isEmpty)
      let day = Homes.Paris.zone.local(sandbox.now).day.adding(-3)
      let series = Series(kind: .curve, direction: .drawn)
      let answer = try await client.measures(series, of: point, day..<day.adding(2))
      #expect(PlacedReadings(answer).curves.count == 2)
      let gone = EnedisClient(
        EnedisSettings(url: "http://127.0.0.1:1", consentURL: "", clientID: "a", clientSecret: Secret("b")),
        clock: .system())
      await #expect(throws: EnedisFault.self) { try await gone.services(of: 11) }
    }
  }
}
