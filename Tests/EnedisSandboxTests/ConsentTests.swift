import EnedisSandbox
import HTTP
import TestSupport
import Testing

/// Rows 1 to 6: the consent page, tokens, and which point stands behind a consent.
@Suite struct ConsentTests {
  private static let page = "/dataconnect/v2/oauth2/authorize?client_id=watts-up&response_type=code"

  private func location(_ answer: TestAnswer) -> String { answer.headers["Location"] ?? "" }

  @Test func `the page asks in the application's name and leads back with a number and no point`() async throws {
    let enedis = try TestEnedis()
    let asked = try await enedis.get(Self.page + "&duration=P1Y&state=abc123")
    #expect(asked.status == 200)
    #expect(asked.text.contains("Watts Up") && asked.text.contains("<strong>1 an</strong>"))
    let given = try await enedis.get(Self.page + "&duration=P1Y&state=abc123&decision=accept&prm=12655648759651")
    #expect(given.status == 302)
    #expect(location(given).hasPrefix("http://127.0.0.1:8080/enedis/callback?autorisation_id="))
    #expect(location(given).hasSuffix("&state=abc123"))
    #expect(!location(given).contains("code=") && !location(given).contains("12655648759651"))
  }

  @Test(arguments: [
    ("P3Y", "3 ans"), ("P1M", "1 mois"), ("P2W", "2 semaines"), ("P1Y6M2D", "1 an, 6 mois et 2 jours"),
  ])
  func `the page says for how long, in words`(_ duration: String, _ words: String) async throws {
    let page = try await TestEnedis().get(Self.page + "&state=abc123&duration=" + duration)
    #expect(page.text.contains("<strong>\(words)</strong>"))
  }

  @Test func `a person in the address is led back at once, and always with the same number`() async throws {
    let enedis = try TestEnedis()
    let first = try await enedis.get(Self.page + "&duration=P6M&state=a&test_person=6")
    let second = try await enedis.get(Self.page + "&duration=P6M&state=a&test_person=12655648759651")
    #expect(first.status == 302)
    #expect(location(first) == location(second))
    try await enedis.turn("knobs", ["resharing": "refused"])
    let third = try await enedis.get(Self.page + "&duration=P6M&state=a&test_person=6")
    #expect(location(third).contains("error=demande_non_aboutie"))
  }

  @Test(arguments: [
    ("&duration=P1Y&state=a&decision=refuse", "access_denied"), ("&duration=P4Y&state=a", "maximum_duration_exceeded"),
    ("&duration=P1Y", "missing_parameter"), ("&duration=1Y&state=a", "invalid_duration_format"),
    ("&state=a", "missing_parameter"), ("&duration=P&state=a", "invalid_duration_format"),
  ])
  func `what is wrong with the question is told by a redirect`(_ query: String, _ word: String) async throws {
    let answer = try await TestEnedis().get(Self.page + query)
    #expect(answer.status == 302)
    #expect(location(answer).contains(word))
  }

  @Test func `an unknown application gets a page, a strange state the firewall`() async throws {
    let enedis = try TestEnedis()
    let page = "/dataconnect/v2/oauth2/authorize?response_type=code&duration=P1Y"
    #expect(try await enedis.get(page + "&client_id=other&state=a").status == 400)
    let long = String(repeating: "a", count: 101)
    for state in [long, "%3Cscript%3E"] {
      let answer = try await enedis.get(page + "&client_id=watts-up&state=\(state)")
      #expect(answer.status == 403)
      #expect(answer.headers["Content-Type"]?.hasPrefix("text/html") == true)
    }
  }

  @Test func `the old page tells the points themselves`() async throws {
    let answer = try await TestEnedis().get(
      "/dataconnect/v1/oauth2/authorize?client_id=watts-up&response_type=code&duration=P1Y&state=a&test_person=7")
    #expect(location(answer).contains("usage_point_id=64975835695673%3B63695879465986%3B22315546958763"))
  }

  @Test func `tokens are given for the right secret, last as long as they say, and can be ended`() async throws {
    let enedis = try TestEnedis()
    let good = "grant_type=client_credentials&client_id=watts-up&client_secret=bac-a-sable"
    let answer = try await enedis.post("/oauth2/v3/token", form: good)
    #expect(answer.status == 200)
    #expect(answer.json["expires_in"] == 12_600)
    let basic = try await enedis.post(
      "/oauth2/v3/token", form: "grant_type=client_credentials",
      headers: ["Authorization", "Basic d2F0dHMtdXA6YmFjLWEtc2FibGU="])
    #expect(basic.status == 200)
    #expect(try await enedis.post("/oauth2/v3/token", form: good + "x").status == 401)
    let other = try await enedis.post(
      "/oauth2/v3/token", form: "grant_type=authorization_code&client_id=watts-up&client_secret=bac-a-sable")
    #expect(other.status == 400)
    let token = try await enedis.consented(TestEnedis.self0)
    func status() async throws -> Int {
      try await enedis.curve(TestEnedis.self0, "2026-11-28", "2026-11-29", token: token).status
    }
    #expect(try await status() == 200)
    _ = try await enedis.post(
      "/oauth2/v3/revoke", form: "token=\(token)&client_id=watts-up&client_secret=bac-a-sable")
    #expect(try await status() == 401)
  }

  @Test func `without a token, with an old one or a made-up one there is nothing`() async throws {
    let enedis = try TestEnedis()
    try await enedis.turn("knobs", ["tokenSeconds": 2])
    let token = try await enedis.consented(TestEnedis.self0)
    let path =
      "/mesure_synchrone_auto/v2/consommation_quotidienne?pointId=12655648759651&dateDebut=2026-11-28&dateFin=2026-11-29"
    #expect(try await enedis.get(path, token: token).status == 200)
    enedis.clock.advance(by: .seconds(3))
    for token in [token, "made.up", nil] {
      let answer = try await enedis.get(path, token: token)
      #expect(answer.status == 401)
      #expect(answer.json["code"]?.text?.hasPrefix("90090") == true)
    }
  }

  private func services(
    _ enedis: TestEnedis, _ number: Int, counts: Bool = false, token: String
  ) async throws -> TestAnswer {
    enedis.clock.advance(by: .seconds(1))
    return try await enedis.post(
      "/subscribed_services/v1",
      json: [
        "autorisationId": .integer(number), "comptage": .bool(counts), "etatCode": ["ACTIF", "DEMANDE"],
        "serviceType": "ACCES",
      ], token: token)
  }

  @Test func `the services of a consent name its point`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.token()
    let one = try await services(enedis, 11, token: token)
    #expect(one.json["nbTotalServices"] == 5)
    #expect(Set(one.json["serviceSouscrit"]?.elements.compactMap { $0["pointId"]?.text } ?? []) == ["14000000000001"])
    #expect(one.json["serviceSouscrit"]?.elements.allSatisfy { $0["autorisation"]?["autorisationId"] == 11 } == true)
    #expect(try await services(enedis, 12, token: token).json["nbTotalServices"] == 15)
    for number in [10, 987] {
      let none = try await services(enedis, number, token: token)
      #expect(none.json["nbTotalServices"] == 0 && none.json["serviceSouscrit"] == .null)
    }
    let ended = try await services(enedis, 13, token: token)
    #expect(ended.json["serviceSouscrit"]?.elements.allSatisfy { $0["etatCode"] == "TERMINE" } == true)
    let count = try await services(enedis, 11, counts: true, token: token)
    #expect(count.json["nbTotalServices"] == 5 && count.json["serviceSouscrit"] == .null)
  }

  @Test func `services are empty at first where the knob says so`() async throws {
    let enedis = try TestEnedis()
    try await enedis.turn("knobs", ["emptyFirst": 2])
    try await enedis.turn("authorisations", ["prm": "12655648759651"])
    let token = try await enedis.token()
    let state = try await enedis.get("/sandbox/state").json
    let known = state["authorisations"]?.elements.first { $0["points"] == ["12655648759651"] }
    guard case .number(let text)? = known?["autorisationId"], let number = Int(text) else {
      Issue.record("no consent")
      return
    }
    for _ in 0..<2 {
      #expect(try await services(enedis, number, token: token).json["serviceSouscrit"] == .null)
    }
    #expect(try await services(enedis, number, token: token).json["nbTotalServices"] == 5)
  }
}
