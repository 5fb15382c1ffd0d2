import EnedisSandbox
import HTTP
import Runtime
import TestSupport
import Testing

/// What somebody can do who should not: make it keep more and more, or turn what is another person's.
@Suite struct StrangerTests {
  private static let page = "/dataconnect/v2/oauth2/authorize?client_id=watts-up&response_type=code&state=a"

  private func shared() throws -> TestEnedis {
    var settings = EnedisSandbox.Settings()
    settings.isShared = true
    return try TestEnedis(at: "2026-11-30T08:00:00Z", settings)
  }

  private func number(_ enedis: TestEnedis, _ query: String, holder: String = "") async throws -> Int {
    let answer = try await enedis.get(Self.page + holder + query)
    let text = answer.headers["Location"]?.firstMatch(of: /autorisation_id=(\d+)/)?.1
    return try #require(text.flatMap { Int($0) }, "\(answer.text)")
  }

  private func points(_ enedis: TestEnedis, _ number: Int) async throws -> Set<String> {
    enedis.clock.advance(by: .seconds(1))
    let answer = try await enedis.post(
      "/subscribed_services/v1", json: ["autorisationId": .integer(number), "comptage": false],
      token: try await enedis.token())
    return Set(answer.json["serviceSouscrit"]?.elements.compactMap { $0["pointId"]?.text } ?? [])
  }

  @Test func `among strangers there is nothing to turn`() async throws {
    let enedis = try shared()
    for path in ["/sandbox", "/sandbox/state", "/sandbox/requests"] {
      #expect(try await enedis.get(path).status == 404)
    }
    for path in ["clock", "knobs", "points", "authorisations", "withdrawals", "reset"] {
      #expect(try await enedis.post("/sandbox/" + path, json: ["prm": "12655648759651"]).status == 404)
    }
  }

  @Test(arguments: ["00000000000000", "12655648759651", "30001234567890", "99999999999999", "00000000000001"])
  func `a number names its point also to a server that was started anew`(_ prm: String) async throws {
    let number = try await number(try shared(), "&duration=P1D&prm=\(prm)")
    let other = try shared()
    #expect(try await points(other, number) == [prm])
    other.clock.advance(by: .seconds(86_400 * 400))
    #expect(try await points(other, number) == [prm])
    let token = try await other.token()
    #expect(try await other.curve(prm, "2027-12-20", "2027-12-21", token: token).status != 403)
    for strange in [12_345, number ^ 1 << 47, -number] { #expect(try await points(other, strange) == []) }
  }

  @Test(arguments: [false, true])
  func `each holder of a point has a number of their own, always the same`(isShared: Bool) async throws {
    let enedis = isShared ? try shared() : try TestEnedis()
    let query = "&duration=P1Y&prm=12655648759651"
    var numbers: [Int] = []
    for holder in ["", ".camille", ".alix", ".camille"] {
      numbers.append(try await number(enedis, query, holder: holder))
    }
    #expect(Set(numbers).count == 3 && numbers[1] == numbers[3])
    for number in numbers { #expect(try await points(enedis, number) == ["12655648759651"]) }
  }

  @Test func `each is offered points that nobody has had`() async throws {
    let enedis = try shared()
    let pages = [try await enedis.get(Self.page + "&duration=P1Y"), try await enedis.get(Self.page + "&duration=P1Y")]
    let offered = pages.map { page in page.text.matches(of: /value="(3\d{13})"/).map { String($0.1) } }
    #expect(offered.map(\.count) == [2, 2] && Set(offered.joined()).count == 4)
    #expect(!pages[0].text.contains("22516914714270"))
  }

  @Test func `who shares a point anew does not shorten what was shared`() async throws {
    let enedis = try TestEnedis()
    let first = try await number(enedis, "&duration=P1Y&prm=12655648759651")
    #expect(try await number(enedis, "&duration=P1D&prm=12655648759651") == first)
    enedis.clock.advance(by: .seconds(10 * 86_400))
    let token = try await enedis.token()
    #expect(try await enedis.curve("12655648759651", "2026-12-01", "2026-12-02", token: token).status == 200)
  }

  @Test func `what it keeps has an end`() async throws {
    var settings = EnedisSandbox.Settings()
    settings.mostPoints = 20
    let enedis = try TestEnedis(at: "2026-11-30T08:00:00Z", settings)
    for index in 0..<10 {
      let prm = "4" + String(10_000_000_000_000 + index).dropFirst()
      let answer = try await enedis.post("/sandbox/points", json: ["prm": .string(prm)])
      if answer.status == 422 { break }
    }
    let state = try await enedis.get("/sandbox/state").json
    #expect(state["points"]?.elements.count == 20)
    let long = String(repeating: "a", count: 5000)
    _ = try await enedis.get(Self.page + "&duration=" + long)
    let log = try await enedis.get("/sandbox/requests").json["items"]?.elements.first
    #expect((log?["target"]?.text?.count ?? 0) <= 1000)
    let days = (0..<500).map { _ in "2026-11-01" }.joined(separator: ",")
    for knobs: JSON in [
      ["prm": "12655648759651", "missing": .string(days)], ["prm": "12655648759651", "late": .string(days)],
    ] {
      #expect(try await enedis.post("/sandbox/points", json: knobs).status == 422)
    }
    for clock: JSON in [["at": "9999-01-01T00:00:00Z"], ["advance": 3_900_000_000], ["advance": -3_900_000_000]] {
      #expect(try await enedis.post("/sandbox/clock", json: clock).status == 422)
    }
  }
}
