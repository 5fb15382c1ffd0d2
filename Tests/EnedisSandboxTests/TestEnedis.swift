import EnedisSandbox
import HTTP
import Runtime
import TestSupport
import Testing

/// A double with a clock of its own, asked in memory as an application would.
struct TestEnedis {
  static let self0 = "12655648759651"

  let clock: ManualClock
  let sandbox: EnedisSandbox
  let app: TestApp

  /// The morning of Monday, 30 November 2026, at nine in France.
  init(at text: String = "2026-11-30T08:00:00Z", _ settings: EnedisSandbox.Settings = .init()) throws {
    clock = ManualClock(try #require(Instant(rfc3339: text)))
    sandbox = EnedisSandbox(settings, clock: clock.wall)
    app = try TestApp(sandbox.feature, clock: clock.wall)
  }

  func get(_ target: String, token: String? = nil) async throws -> TestAnswer {
    try await app.call(
      .get, target, from: "127.0.0.1", headers: token.map { ["Authorization", "Bearer " + $0] } ?? [])
  }

  func post(_ target: String, form: String = "", headers: [String] = []) async throws -> TestAnswer {
    try await app.call(
      .post, target, from: "127.0.0.1", headers: headers + ["Content-Type", "application/x-www-form-urlencoded"],
      bytes: Array(form.utf8))
  }

  func post(_ target: String, json: JSON, token: String? = nil) async throws -> TestAnswer {
    try await app.call(
      .post, target, from: "127.0.0.1", headers: token.map { ["Authorization", "Bearer " + $0] } ?? [], json: json)
  }

  func turn(_ what: String, _ json: JSON) async throws {
    let answer = try await post("/sandbox/" + what, json: json)
    try #require(answer.status == 200, "\(answer.text)")
  }

  func token() async throws -> String {
    let form = "grant_type=client_credentials&client_id=watts-up&client_secret=bac-a-sable"
    return try #require(try await post("/oauth2/v3/token", form: form).json["access_token"]?.text)
  }

  /// A token, and the consent of a point.
  func consented(_ prm: String, _ knobs: JSON? = nil) async throws -> String {
    if case .object(let members)? = knobs { try await turn("points", .object([("prm", .string(prm))] + members)) }
    try await turn("authorisations", ["prm": .string(prm)])
    return try await token()
  }

  /// A second after whatever was asked before: no quota is met.
  func measure(
    _ resource: String, _ prm: String, _ from: String, _ to: String, _ more: String = "", token: String
  ) async throws -> TestAnswer {
    clock.advance(by: .seconds(1))
    return try await get(
      "/mesure_synchrone_auto/v2/\(resource)?pointId=\(prm)&dateDebut=\(from)&dateFin=\(to)\(more)", token: token)
  }

  func curve(_ prm: String, _ from: String, _ to: String, token: String) async throws -> TestAnswer {
    try await measure("courbe_de_charge_consommation", prm, from, to, token: token)
  }
}

extension TestAnswer {
  var points: [JSON] { json["grandeur"]?.elements.first?["points"]?.elements ?? [] }
  var error: String? { json["error"]?.text }

  /// Wh of all points of a curve.
  var wattHours: Int {
    points.reduce(0) { sum, point in
      let minutes = point["p"]?.text.flatMap { Int($0.filter(\.isNumber)) } ?? 0
      return sum + (point["v"]?.text.flatMap { Int($0) } ?? 0) * minutes
    } / 60
  }
}
