import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

@Suite struct ConsentTests {
  @Test func `a consent is asked for purpose by purpose, and leads to Enedis' page`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let home = try await test.addHome(person)
    let path = "/api/homes/\(home)/consents"
    for body: JSON in [
      ["purposes": [], "scope": ["daily"]], ["purposes": ["game"], "scope": []],
      ["purposes": ["money"], "scope": ["daily"]],
      ["purposes": ["game", "game"], "scope": ["daily"]],
    ] {
      #expect(try await person.call(.post, path, json: body).status == 422)
    }
    let given = try await person.call(
      .post, path, "Accept-Language", "en", json: ["purposes": ["game", "advice"], "scope": ["daily", "curve"]])
    #expect(given.status == 201 && given.json["state"]?.text == "pending" && given.json["language"]?.text == "en")
    let address = try #require(given.json["authorizeUrl"]?.text)
    #expect(address.hasPrefix("http://enedis/consent?client_id=watts-up&response_type=code&state="))
    #expect(address.hasSuffix("&duration=P3Y"))
    let state = try #require(address.firstMatch(of: /state=([^&]+)/)?.1)
    #expect(state.count <= 100)
    let listed = try await person.call(.get, path).json["items"]?.elements.first
    #expect(listed?["purposes"] == ["game", "advice"] && listed?["authorizeUrl"] == nil)
  }

  @Test func `the way back asks once more from our own site, and then owns the point`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    test.enedis.authorise(11, TestHomes.point)
    let home = try await test.addHome(person)
    let given = try await test.giveConsent(person, home)
    let query = "state=\(given.state)&autorisation_id=11&extra=1"
    // Across sites no session travels along.
    let first = try await test.people.app.call(.get, "/enedis/callback?" + query)
    #expect(first.status == 200 && first.headers["Content-Type"]?.hasPrefix("text/html") == true)
    let again = try #require(first.text.firstMatch(of: /url=(callback[^"]+)"/)?.1)
    #expect(String(again).replacing("&amp;", with: "&") == "callback?\(query)&again=1")
    #expect(try await test.people.app.call(.get, "/enedis/callback?\(query)&again=1").status == 401)
    let done = try await test.comeBack(person, query + "&again=1")
    #expect(done.status == 200, "\(done.text)")
    let consent = try await test.consent(person, home, given.id)
    #expect(consent["state"]?.text == "active", "\(consent)")
    let shown = try await person.call(.get, "/api/homes/\(home)")
    #expect(shown.json["pointState"]?.text == "owned" && shown.json["usagePointId"]?.text == TestHomes.point)
    // A reload is the same page; another number is another story.
    #expect(try await test.comeBack(person, query).status == 200)
    #expect(try await test.comeBack(person, "state=\(given.state)&autorisation_id=12").status == 409)
    #expect(try await test.comeBack(person, "state=\(given.state)&error=access_denied").status == 409)
  }

  @Test func `services that are not written down yet are asked for again, and never taken for a success`() async throws
  {
    let test = try await TestHomes()
    let person = try await test.people.person()
    test.enedis.authorise(11, TestHomes.point)
    test.enedis.change { $0.emptyFirst = 3 }
    let home = try await test.addHome(person)
    let given = try await test.giveConsent(person, home)
    _ = try await test.comeBack(person, "state=\(given.state)&autorisation_id=11")
    #expect(try await test.consent(person, home, given.id)["state"]?.text == "pending")
    try await test.work(for: .seconds(10))
    #expect(try await test.consent(person, home, given.id)["state"]?.text == "active")

    let other = try await test.addHome(person)
    let empty = try await test.giveConsent(person, other)
    _ = try await test.comeBack(person, "state=\(empty.state)&autorisation_id=10")
    try await test.work(for: .seconds(600))
    let failed = try await test.consent(person, other, empty.id)
    #expect(failed["state"]?.text == "failed" && failed["reason"]?.text == "not-active")
  }

  @Test(arguments: [
    ("other-point", 21), ("several-points", 22), ("other-authorisation", 23), ("not-active", 24),
    ("usage-point-taken", 25),
  ])
  func `what Enedis names must fit, or the home stays as it was`(reason: String, number: Int) async throws {
    let test = try await TestHomes()
    let (person, other) = (try await test.people.person(), try await test.people.person("alix@example.org"))
    _ = try await test.connectedHome(other, point: "14000000000009", number: 9, scope: ["daily"])
    test.enedis.authorise(21, "14000000000002")
    let several = ["14000000000001", "14000000000002"].map { point -> JSON in
      ["pointId": .string(point), "etatCode": "ACTIF", "autorisation": ["autorisationId": 22]]
    }
    test.enedis.change { $0.authorisations[22] = .array(several) }
    test.enedis.authorise(23, TestHomes.point, carrying: 99)
    test.enedis.authorise(24, TestHomes.point, state: "TERMINE")
    test.enedis.authorise(25, "14000000000009")
    let home = try await test.addHome(person, point: number == 25 ? nil : TestHomes.point)
    let given = try await test.giveConsent(person, home)
    let page = try await test.comeBack(person, "state=\(given.state)&autorisation_id=\(number)")
    #expect(page.status == 409)
    let consent = try await test.consent(person, home, given.id)
    #expect(consent["state"]?.text == "failed" && consent["reason"]?.text == reason, "\(consent)")
    let shown = try await person.call(.get, "/api/homes/\(home)").json
    #expect(shown["pointState"]?.text == (number == 25 ? nil : "reserved"), "\(shown)")
    #expect(try await test.count("select count(*) from enedis_series where usage_point = \(TestHomes.point)") == 0)
  }

  @Test func `a number belongs to the account that brought it first, for ever`() async throws {
    let test = try await TestHomes()
    let (one, other) = (try await test.people.person(), try await test.people.person("alix@example.org"))
    let (home, consent) = try await test.connectedHome(one)
    _ = try await one.call(.delete, "/api/homes/\(home)/consents/\(consent)")
    let theirs = try await test.addHome(other)
    let given = try await test.giveConsent(other, theirs)
    #expect(try await test.comeBack(other, "state=\(given.state)&autorisation_id=11").status == 409)
    let refused = try await test.consent(other, theirs, given.id)
    #expect(refused["state"]?.text == "failed" && refused["reason"]?.text == "other-authorisation")
    // A point in an address proves nothing, but where an authorisation of this account names it.
    let old = try await test.giveConsent(other, theirs)
    _ = try await test.comeBack(other, "state=\(old.state)&code=x&usage_point_id=\(TestHomes.point)")
    #expect(try await test.consent(other, theirs, old.id)["state"]?.text == "failed")
    let mine = try await test.giveConsent(one, home)
    _ = try await test.comeBack(one, "state=\(mine.state)&code=x&usage_point_id=\(TestHomes.point)")
    #expect(try await test.consent(one, home, mine.id)["state"]?.text == "active")
  }

  @Test func `a state is good once, in its session, for a quarter of an hour`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    test.enedis.authorise(11, TestHomes.point)
    let home = try await test.addHome(person)
    let late = try await test.giveConsent(person, home)
    let elsewhere = try await test.giveConsent(person, home)
    let refused = try await test.giveConsent(person, home)
    let wrong = try await test.giveConsent(person, home)
    let device = TestPerson(person.app, try await test.people.signIn("camille@example.org"))
    #expect(try await test.comeBack(device, "state=\(elsewhere.state)&autorisation_id=11").status == 409)
    #expect(try await test.comeBack(person, "state=\(refused.state)&error=access_denied").status == 200)
    _ = try await test.comeBack(
      person, "state=\(wrong.state)&error=invalid_request&error_description=maximum_duration_exceeded")
    #expect(try await test.comeBack(person, "state=nonsense&autorisation_id=11").status == 400)
    let stranger = try await test.people.person("alix@example.org")
    #expect(try await test.comeBack(stranger, "state=\(late.state)&autorisation_id=11").status == 404)
    test.clock.advance(by: .seconds(14 * 60))
    let renewed = TestPerson(person.app, try await test.people.signIn("camille@example.org"))
    test.clock.advance(by: .seconds(61))
    #expect(try await test.comeBack(renewed, "state=\(late.state)&autorisation_id=11").status == 409)
    for (id, state, reason) in [
      (late.id, "failed", "state-expired"), (elsewhere.id, "failed", "state-expired"),
      (refused.id, "refused", "access_denied"), (wrong.id, "failed", "maximum_duration_exceeded"),
    ] {
      let consent = try await test.consent(renewed, home, id)
      let french = try #require(consent["explanation"]?.text)
      let page = try await renewed.call(.get, "/api/homes/\(home)/consents", "Accept-Language", "en")
      let told = page.json["items"]?.elements.first { $0["id"]?.text == id }
      let english = try #require(told?["explanation"]?.text)
      #expect(french.hasSuffix(".") && english.hasSuffix(".") && english != french && !french.contains(reason))
      #expect(consent["state"]?.text == state && consent["reason"]?.text == reason, "\(consent)")
    }
  }

  @Test func `two who race for one point: one owns it, the other is told`() async throws {
    let test = try await TestHomes()
    let others = try await (0..<4).asyncMap { try await test.people.person("racer\($0)@example.org") }
    var races: [(person: TestPerson, home: String, id: String, query: String)] = []
    for (index, person) in others.enumerated() {
      test.enedis.authorise(100 + index, TestHomes.point)
      let home = try await test.addHome(person, point: TestHomes.point)
      let given = try await test.giveConsent(person, home)
      races.append((person, home, given.id, "state=\(given.state)&autorisation_id=\(100 + index)"))
    }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for race in races { group.addTask { _ = try await test.comeBack(race.person, race.query) } }
      try await group.waitForAll()
    }
    try await test.work(for: .seconds(5))
    var states: [String] = []
    for race in races {
      let consent = try await test.consent(race.person, race.home, race.id)
      let shown = try await race.person.call(.get, "/api/homes/\(race.home)")
      states.append(
        "\(consent["state"]?.text ?? "") \(consent["reason"]?.text ?? "") \(shown.json["pointState"]?.text ?? "")")
    }
    #expect(states.count { $0 == "active  owned" } == 1, "\(states)")
    #expect(states.count { $0 == "failed usage-point-taken lost" } == 3, "\(states)")
    #expect(try await test.count("select count(*) from homes where point_state = 'owned'") == 1)
  }

  @Test func `withdrawing stops the calls and erases the readings in one transaction`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let (home, consent) = try await test.connectedHome(person, scope: ["daily", "curve", "injection"])
    try await test.work(for: .seconds(30))
    #expect(try await test.count("select count(*) from curve_days") > 28)
    try await test.database.execute(
      """
      insert into curve_days select home_id, direction, 'local', day, step, watts from curve_days
      where direction = 'drawn' and quality = 'certified' limit 1
      """)
    try await test.database.execute(
      """
      insert into home_agreements select d.home_id, 'drawn', d.day, 'agreed', 'tic', 1, d.wh, 100, t.id, 1, now()
      from home_days d cross join agreement_thresholds t limit 1
      """)
    test.clock.advance(by: .seconds(1))
    // A call that is under way when its person withdraws leaves nothing behind.
    guard case .claimed(let claim) = try await test.homes.claimSeries(test.client) else { throw WaitedInVain("a call") }
    let answer = try await test.client.measures(claim.series, of: claim.point, claim.plan.days)
    let path = "/api/homes/\(home)/consents/\(consent)"
    let gone = try await person.call(.delete, path)
    #expect(gone.status == 204, "\(gone.text)")
    try await test.homes.store(PlacedReadings(answer), for: claim)
    #expect(try await test.count("select count(*) from curve_days where quality <> 'local'") == 0)
    #expect(try await test.count("select count(*) from curve_days where quality = 'local'") == 1)
    for table: SQL in ["day_readings", "enedis_series", "home_gaps", "home_agreements"] {
      #expect(try await test.count("select count(*) from \(sql: table)") == 0)
    }
    let calls = test.enedis.calls.count
    try await test.work(for: .seconds(2 * 86_400))
    #expect(test.enedis.calls.count == calls)
    let shown = try await test.consentAsAnybody(home, consent)
    #expect(shown.state == "withdrawn" && shown.isProof)
  }

  @Test func `what another consent still covers stays`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let (home, wide) = try await test.connectedHome(person, scope: ["daily", "curve"])
    let narrow = try await test.giveConsent(person, home, scope: ["daily"])
    #expect(try await test.comeBack(person, "state=\(narrow.state)&autorisation_id=11").status == 200)
    try await test.work(for: .seconds(30))
    #expect(try await person.call(.delete, "/api/homes/\(home)/consents/\(wide)").status == 204)
    #expect(try await test.count("select count(*) from curve_days") == 0)
    #expect(try await test.count("select count(*) from day_readings where kind = 'daily'") > 28)
    #expect(try await test.count("select count(*) from enedis_series") == 2)
  }

  @Test func `a consent ends after its three years`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let (home, consent) = try await test.connectedHome(person, scope: ["daily"])
    try await test.work(for: .seconds(30))
    test.clock.advance(by: HomesFeature.consentLasts)
    try await test.homes.endExpired()
    #expect(try await test.consentAsAnybody(home, consent).state == "expired")
    #expect(try await test.count("select count(*) from day_readings") == 0)
  }
}

extension TestHomes {
  /// Past the life of any session.
  func consentAsAnybody(_ home: String, _ consent: String) async throws -> (state: String, isProof: Bool) {
    let id = try #require(Consent.ID(consent))
    let found = try await database.first(
      "select state, given_at is not null and authorisation is not null from home_consents where id = \(id)"
    ) { row in (try row.next(String.self), try row.next(Bool.self)) }
    return try #require(found)
  }
}

extension Sequence {
  func asyncMap<Value>(_ transform: (Element) async throws -> Value) async rethrows -> [Value] {
    var values: [Value] = []
    for element in self { values.append(try await transform(element)) }
    return values
  }
}
