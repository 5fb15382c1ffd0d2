import EnedisSandbox
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import Homes

/// More rows of what the double does, as its client meets them: 2, 4, 9, 14, 20 and 21 of the table, and contracts.
@Suite struct RowTests {
  @Test(arguments: [
    ("&duration=P1Y&decision=refuse", "given", "refused", "access_denied"),
    ("&duration=P4Y", "given", "failed", "maximum_duration_exceeded"),
    ("&duration=1Y", "given", "failed", "invalid_duration_format"), ("", "given", "failed", "missing_parameter"),
    ("&duration=P1Y&test_person=6", "serverError", "failed", "server_error"),
    ("&duration=P1Y&test_person=6", "notCompleted", "failed", "demande_non_aboutie"),
  ])
  func `a page that leads back without a number has its reason`(
    _ query: String, _ knob: String, _ state: String, _ reason: String
  ) async throws {
    let double = try await TestDouble()
    try await double.turn("knobs", ["consent": .string(knob)])
    let home = try await double.test.addHome(double.person)
    let given = try await double.test.giveConsent(double.person, home)
    let page = "/dataconnect/v2/oauth2/authorize?client_id=watts-up&response_type=code&state=\(given.state)" + query
    let back = try await double.app.call(.get, page)
    let told = try #require(back.headers["Location"]?.split(separator: "?").last)
    _ = try await double.test.comeBack(double.person, String(told))
    let consent = try await double.test.consent(double.person, home, given.id)
    #expect(consent["state"]?.text == state && consent["reason"]?.text == reason, "\(consent)")
    #expect(try await double.test.count("select count(*) from enedis_series") == 0)
  }

  @Test func `the page of before names a point, which proves nothing`() async throws {
    let double = try await TestDouble()
    let home = try await double.test.addHome(double.person)
    let given = try await double.test.giveConsent(double.person, home)
    let page = "/dataconnect/v1/oauth2/authorize?client_id=watts-up&response_type=code&duration=P1Y&test_person=6"
    let back = try await double.app.call(.get, page + "&state=\(given.state)")
    let told = try #require(back.headers["Location"]?.split(separator: "?").last)
    _ = try await double.test.comeBack(double.person, String(told))
    let consent = try await double.test.consent(double.person, home, given.id)
    #expect(consent["reason"]?.text == "other-authorisation", "\(consent)")
  }

  @Test func `a secret that is wrong is no consent`() async throws {
    let double = try await TestDouble()
    let settings = EnedisSettings(
      url: "http://enedis", consentURL: "", clientID: "watts-up", clientSecret: Secret("other"))
    let client = EnedisClient(
      settings, clock: double.test.clock.wall, transport: double.test.gateway.value.unsafelyUnwrapped)
    await #expect(throws: EnedisFault.unauthorized) { try await client.services(of: 11) }
  }

  @Test func `before eight yesterday is not there, and soon after it is`() async throws {
    var double = try await TestDouble()
    let test = double.test
    try await double.describe()
    try await double.move(to: FakeEnedis.zone.start(of: test.today.adding(1)) + .seconds(6 * 3600))
    _ = try await double.consent()
    try await test.work(for: .seconds(60))
    let yesterday = test.today.adding(-1)
    #expect(try await test.count("select count(*) from home_gaps where day = \(yesterday) and state = 'absent'") == 3)
    #expect(try await test.count("select count(*) from curve_days where day = \(yesterday)") == 0)
    try await test.work(for: .seconds(4 * 3600))
    #expect(try await test.count("select count(*) from home_gaps") == 0)
    #expect(try await test.count("select count(*) from home_curve where day = \(yesterday)") == 48)
    #expect(try await double.mistakes().isEmpty)
  }

  @Test(arguments: [false, true])
  func `clouds that pass give both directions in one half-hour, and net gives one`(_ isNet: Bool) async throws {
    let double = try await TestDouble()
    try await double.describe(["net": .bool(isNet)])
    _ = try await double.consent(scope: ["curve", "injection"])
    try await double.test.work(for: .seconds(60))
    let both = try await double.test.count(
      """
      select count(*) from home_curve d join home_curve i using (home_id, starts_at)
      where d.direction = 'drawn' and i.direction = 'injected' and d.watts > 0 and i.watts > 0
      """)
    #expect(isNet ? both == 0 : both > 0)
  }

  @Test func `what a box reads of the same house agrees, and what drifts does not`() async throws {
    let double = try await TestDouble()
    let test = double.test
    try await double.describe(days: 5)
    let (home, _) = try await double.consent()
    try await test.work(for: .seconds(60))
    // The wire of this house says the same half-hours.
    try await test.database.execute(
      """
      insert into curve_days select home_id, direction, 'local', day, step, watts from curve_days where step = 30
      """)
    try await test.homes.judgeWhatIsNew()
    let verdicts: SQL = "select count(*) from home_agreements where verdict ="
    #expect(try await test.count("\(sql: verdicts) 'agreed'") == 5)
    try await double.describe(["drift": 10], days: 5)
    try await test.work(for: .seconds(86_400))
    try await test.homes.judgeWhatIsNew()
    #expect(try await test.count("\(sql: verdicts) 'diverging'") == 5, "\(home)")
  }

  @Test func `another meter leaves no gap, as registers are nobody's concern`() async throws {
    let double = try await TestDouble()
    let test = double.test
    try await double.describe(["meterChange": .string(test.today.adding(-3).text)], days: 8)
    _ = try await double.consent()
    try await test.work(for: .seconds(60))
    #expect(try await test.count("select count(*) from home_gaps") == 0)
    #expect(try await test.count("select count(*) from home_curve where direction = 'drawn'") == 8 * 48)
    #expect(try await test.count("select count(*) from home_days where wh > 0") == 8)
  }

  @Test func `a contract is read where somebody consents to it, without its holder, and goes with the consent`()
    async throws
  {
    let double = try await TestDouble()
    let test = double.test
    try await double.describe(days: 3)
    let (home, id) = try await double.consent(scope: ["contract"])
    let path = "/api/homes/\(home)"
    #expect(try await double.person.call(.get, path).json["contract"] == .null)
    try await test.work(for: .seconds(10))
    let contract = try await double.person.call(.get, path).json["contract"]
    #expect(contract?["directions"] == ["drawn", "injected"], "\(contract ?? .null)")
    #expect(contract?["subscribedVa"] == 9000)
    #expect(contract?["tariff"] == "Tarif BT<=36kVA Courte Utilisation")
    #expect(try await test.count("select count(*) from enedis_series") == 0)
    try await test.work(for: .seconds(600))
    #expect(try await test.count("select count(*) from enedis_calls where api = 'situation_contrat_auto'") == 1)
    let export = try await double.person.call(.get, "/api/account/export").json["homes"]?["items"]?.elements.first
    #expect(export?["contract"]?["tariff"] == contract?["tariff"])
    #expect(!(export?.serialized().text.contains("BAC A SABLE") ?? true))
    #expect(try await double.person.call(.delete, path + "/consents/\(id)").status == 204)
    #expect(try await test.count("select count(*) from home_contracts") == 0)
    #expect(try await double.person.call(.get, path).json["contract"] == .null)
  }

  @Test func `a move is told by the contract alone`() async throws {
    let double = try await TestDouble()
    try await double.describe()
    let (home, id) = try await double.consent(scope: ["contract"])
    try await double.describe(["refused": "moved"])
    try await double.test.work(for: .seconds(60))
    let consent = try await double.test.consent(double.person, home, id)
    #expect(consent["state"]?.text == "lost" && consent["reason"]?.text == "ADAM-DC-0007")
    #expect(try await double.test.count("select count(*) from home_contracts") == 0)
  }

  @Test func `a consent that nobody came back with fails when its time is over`() async throws {
    let double = try await TestDouble()
    let home = try await double.test.addHome(double.person)
    let given = try await double.test.giveConsent(double.person, home)
    try await double.test.homes.endExpired()
    #expect(try await double.test.consent(double.person, home, given.id)["state"]?.text == "pending")
    double.test.clock.advance(by: .seconds(900))
    try await double.test.homes.endExpired()
    #expect(try await double.test.count("select count(*) from home_consents where reason = 'state-expired'") == 1)
    #expect(try await double.test.consentAsAnybody(home, given.id).state == "failed")
  }

  @Test(arguments: [
    (#"[{"segment":"C5","subscribed_power":"6 kVA"},{"segment":"P4"}]"#, 6000, 2),
    (#"{"customer":{"usage_points":{"contracts":[{"segment":"C5","subscribed_power":"9000"}]}}}"#, 9000, 1),
  ])
  func `forms of a contract`(_ text: String, _ power: Int, _ ways: Int) throws {
    let point = try #require(UsagePoint(TestHomes.point))
    let told = try ToldContract(try JSONParser.parse(Array(text.utf8)), of: point)
    #expect(told.subscribedVa == power && told.directions.count == ways && told.tariff == nil)
    for other in ["[]", "{}", #"[{"segment":"C5","usage_point_id":"14000000000002"}]"#] {
      #expect(throws: EnedisFault.self) { try ToldContract(try JSONParser.parse(Array(other.utf8)), of: point) }
    }
  }
}
