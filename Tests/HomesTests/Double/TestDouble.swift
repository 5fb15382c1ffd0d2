import EnedisSandbox
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

/// People at home over the double of Enedis that the program serves, asked in memory, by the same clock.
struct TestDouble {
  let test: TestHomes
  let app: TestApp
  private(set) var person: TestPerson

  static let point = "12655648759651"

  init() async throws {
    test = try await TestHomes()
    var settings = EnedisSandbox.Settings()
    settings.secret = "hush"
    settings.slowness = .milliseconds(50)
    app = try TestApp(EnedisSandbox(settings, clock: test.clock.wall).feature, clock: test.clock.wall)
    let app = app
    test.gateway.change { $0 = { try await Self.ask(app, $0) } }
    person = try await test.people.person()
  }

  /// Hours later the same person signs in again.
  mutating func move(to instant: Instant) async throws {
    test.move(to: instant)
    person = TestPerson(test.people.app, try await test.people.signIn("camille@example.org"))
  }

  private static func ask(_ app: TestApp, _ question: EnedisQuestion) async throws -> EnedisReply {
    let headers = question.headers.flatMap { $0.split(separator: ":", maxSplits: 1).map { $0.drop { $0 == " " } } }
    let answer = try await app.call(
      question.body == nil ? .get : .post, String(question.url.dropFirst("http://enedis".count)), from: "127.0.0.1",
      headers: headers.map(String.init), bytes: question.body.map { Array($0.utf8) })
    return EnedisReply(status: answer.status, retryAfter: answer.headers["Retry-After"], bytes: answer.bytes)
  }

  func turn(_ what: String, _ json: JSON) async throws {
    let answer = try await app.call(.post, "/sandbox/" + what, from: "127.0.0.1", json: json)
    try #require(answer.status == 200, "\(answer.text)")
  }

  /// Describes the point. It was switched on lately, so that its history is short.
  func describe(_ knobs: JSON = [:], point: String = point, days: Int = 20) async throws {
    guard case .object(let members) = knobs else { return }
    let since: [(String, JSON)] = [
      ("prm", .string(point)), ("activatedOn", .string(test.today.adding(-days).text)),
    ]
    try await turn("points", .object(since + members))
  }

  /// Through the consent page and back.
  func consent(point: String = point, scope: [JSON] = ["daily", "curve"]) async throws -> (home: String, id: String) {
    let home = try await test.addHome(person)
    return (home, try await consent(person, home, point, scope: scope).id)
  }

  /// What somebody agrees to, and the number that Enedis gives it.
  func consent(
    _ person: TestPerson, _ home: String, _ point: String, scope: [JSON] = ["daily", "curve"]
  ) async throws -> (id: String, number: String) {
    let given = try await test.giveConsent(person, home, scope: scope)
    let page =
      "/dataconnect/v2/oauth2/authorize?client_id=watts-up&response_type=code&duration=P3Y&state=\(given.state)"
    let back = try await app.call(.get, page + "&test_person=\(point)")
    let query = try #require(back.headers["Location"]?.split(separator: "?").last, "\(back.text)")
    _ = try await test.comeBack(person, String(query))
    return (given.id, String(query.firstMatch(of: /autorisation_id=(\d+)/)?.1 ?? ""))
  }

  /// Answers of the double that say that we asked what nobody may ask.
  func mistakes() async throws -> [String] {
    let log = try await app.call(.get, "/sandbox/requests").json["items"]?.elements ?? []
    return log.map(\.brief).filter { line in
      ["Invalid_request", "ADAM-DC-0015", "ADAM-DC-0016", "undocumented", "ADAM-DC-0500", "metering_data"].contains {
        line.contains($0)
      }
    }
  }
}

extension JSON {
  fileprivate var brief: String { serialized().text }
}
