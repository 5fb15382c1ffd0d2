import EnedisSandbox
import HTTP
import Runtime
import TestSupport
import Testing

/// Rows 8, 16 to 19 and 23: what is refused, and in which words.
@Suite struct RefusalTests {
  private static let prm = TestEnedis.self0

  @Test(arguments: [
    ("2026-11-01", "2026-11-09", "ADAM-DC-0015"), ("2024-11-01", "2024-11-03", "ADAM-DC-0016"),
    ("2026-11-28", "2026-11-28", "Invalid_request"), ("2026-11-29", "2026-12-01", "Invalid_request"),
    ("2026-11-31", "2026-12-01", "Invalid_request"), ("28/11/2026", "2026-11-29", "Invalid_request"),
  ])
  func `a window that cannot be is a bad request`(_ from: String, _ to: String, _ code: String) async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    let answer = try await enedis.curve(Self.prm, from, to, token: token)
    #expect(answer.status == 400 && answer.error == code)
  }

  @Test func `thirteen digits are a bad request, what no document names is an error of theirs`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    #expect(
      try await enedis.curve("1265564875965", "2026-11-28", "2026-11-29", token: token).error == "Invalid_request")
    let more = try await enedis.measure(
      "consommation_quotidienne", Self.prm, "2026-11-28", "2026-11-29", "&usage_point_id=1", token: token)
    #expect(more.status == 500)
    let less = try await enedis.get(
      "/mesure_synchrone_auto/v2/consommation_quotidienne?pointId=\(Self.prm)", token: token)
    #expect(less.status == 500)
    let query = try await enedis.get("/situation_contrat_auto/v1/\(Self.prm)?usage_point_id=\(Self.prm)", token: token)
    #expect(query.status == 500)
  }

  @Test(arguments: [
    ("revoked", 403, "ADAM-DC-0008"), ("moved", 403, "ADAM-DC-0007"), ("opposed", 400, "ADAM-ERR0075"),
    ("notHolder", 400, "ADAM-ERR0061"),
  ])
  func `a consent that is over, a move and an objection have their codes`(
    _ knob: String, _ status: Int, _ code: String
  ) async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm, ["refused": .string(knob)])
    let answer = try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token)
    #expect(answer.status == status && answer.error == code)
    let daily = try await enedis.measure(
      "consommation_quotidienne", Self.prm, "2026-11-28", "2026-11-29", token: token)
    #expect(daily.status == (knob == "opposed" ? 200 : status))
  }

  @Test func `a move has been seen as 400 too`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm, ["refused": "moved", "refusedStatus": 400])
    let answer = try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token)
    #expect(answer.status == 400 && answer.error == "ADAM-DC-0007")
  }

  @Test func `without a consent, after its end and before its beginning there is nothing`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.token()
    func error() async throws -> String? {
      try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token).error
    }
    #expect(try await error() == "ADAM-DC-0008")
    try await enedis.turn("authorisations", ["prm": .string(Self.prm), "days": 10])
    #expect(try await error() == nil)
    try await enedis.turn("points", ["prm": .string(Self.prm), "consentedFrom": "2026-11-29"])
    #expect(try await error() == "ADAM-DC-0009")
    try await enedis.turn("withdrawals", ["prm": .string(Self.prm)])
    #expect(try await error() == "ADAM-DC-0008")
  }

  @Test func `nothing is told of the time before the meter was switched on`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm, ["activatedOn": "2026-11-28"])
    #expect(try await enedis.curve(Self.prm, "2026-11-27", "2026-11-29", token: token).error == "ADAM-ERR0123")
    #expect(try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token).status == 200)
  }

  @Test(arguments: ["gateway", "fault", "quota", "metering", "html"])
  func `too many calls are refused, in each form that has been seen`(_ form: String) async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    try await enedis.turn("knobs", ["quotaForm": .string(form)])
    func status() async throws -> TestAnswer {
      try await enedis.get(
        "/mesure_synchrone_auto/v2/courbe_de_charge_consommation?pointId=\(Self.prm)&dateDebut=2026-11-28&dateFin=2026-11-29",
        token: token)
    }
    for _ in 0..<5 { #expect(try await status().status == 200) }
    let refused = try await status()
    #expect(refused.status == 429)
    switch form {
    case "gateway":
      #expect(refused.json["code"] == "900804")
      #expect(refused.json["nextAccessTime"] == "2026-Nov-30 08:00:01+0000 UTC")
    case "fault": #expect(refused.json["fault"]?["code"] == 900_807)
    case "quota": #expect(refused.error == "429" && refused.text.contains("Quota Q4"))
    case "metering": #expect(refused.json["error_description"] == "SLA dépassé")
    default: #expect(refused.headers["Content-Type"]?.hasPrefix("text/html") == true)
    }
    enedis.clock.advance(by: .seconds(1))
    #expect(try await status().status == 200)
  }

  @Test func `an hour has so many calls of each API`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    try await enedis.turn("knobs", ["perHour": 3])
    func status() async throws -> Int {
      enedis.clock.advance(by: .seconds(2))
      return try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token).status
    }
    for _ in 0..<3 { #expect(try await status() == 200) }
    #expect(try await status() == 429)
    #expect(try await enedis.get("/situation_contrat_auto/v1/\(Self.prm)", token: token).status == 200)
    enedis.clock.advance(by: .seconds(3600))
    #expect(try await status() == 200)
  }

  @Test func `faults meet as many calls as the knob says`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    func ask() async throws -> TestAnswer {
      enedis.clock.advance(by: .seconds(1))
      return try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token)
    }
    try await enedis.turn("knobs", ["fault": "server", "faultTimes": 2])
    for status in [500, 500, 200] { #expect(try await ask().status == status) }
    try await enedis.turn("knobs", ["fault": "html"])
    let html = try await ask()
    #expect(html.status == 502 && html.headers["Content-Type"]?.hasPrefix("text/html") == true)
    try await enedis.turn("knobs", ["fault": "octets"])
    let octets = try await ask()
    #expect(octets.headers["Content-Type"] == "application/octet-stream" && octets.points.count == 48)
    try await enedis.turn("knobs", ["fault": "cut"])
    await #expect(throws: (any Error).self) { try await ask() }
    #expect(try await ask().status == 200)
  }

  @Test func `an API to which nobody subscribed is forbidden in the gateway's words`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    try await enedis.turn("knobs", ["unsubscribed": "comptage_auto"])
    let answer = try await enedis.get("/comptage_auto/v1/\(Self.prm)", token: token)
    #expect(answer.status == 403 && answer.json["code"] == "900908")
  }

  @Test func `the fifth version answers until its last day, in its own form`() async throws {
    let enedis = try TestEnedis(at: "2026-10-11T10:00:00Z")
    let token = try await enedis.consented(Self.prm)
    let path = "/metering_data_clc/v5/consumption_load_curve?usage_point_id=\(Self.prm)&start=2026-10-09&end=2026-10-10"
    let old = try await enedis.get(path, token: token)
    let readings = old.json["meter_reading"]?["interval_reading"]?.elements ?? []
    #expect(readings.count == 48)
    let present = try await enedis.curve(Self.prm, "2026-10-09", "2026-10-10", token: token)
    #expect(readings.map { $0["value"] } == present.points.map { $0["v"] })
    #expect(readings.map { $0["date"] } == present.points.map { $0["d"] })
    try await enedis.turn("clock", ["advance": 86_400])
    #expect(try await enedis.get(path, token: try await enedis.token()).status == 404)
  }

  @Test func `contracts tell which way the energy goes`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    let both = try await enedis.get("/situation_contrat_auto/v1/\(Self.prm)", token: token)
    #expect(both.json.elements.compactMap { $0["segment"]?.text } == ["C5", "P4"])
    #expect(both.json.elements.first?["subscribed_power"] == ["unit": "kVA", "value": "9"])
    #expect(both.json.elements.first?["contract_start"] == "2018-03-01T00:00:00+0100")
  }

  @Test func `the control page shows what came and takes what is turned`() async throws {
    let enedis = try TestEnedis()
    _ = try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: "none")
    let log = try await enedis.get("/sandbox/requests").json
    #expect(log["items"]?.elements.first?["status"] == 401)
    #expect(try await enedis.get("/sandbox").text.contains("courbe_de_charge_consommation"))
    let moved = try await enedis.post(
      "/sandbox/clock", form: "at=2026-12-24T12:00:00Z&held=on", headers: ["Accept", "text/html"])
    #expect(moved.status == 303)
    enedis.clock.advance(by: .seconds(60))
    #expect(enedis.sandbox.now.description == "2026-12-24T12:00:00Z")
    #expect(try await enedis.post("/sandbox/knobs", form: "perSecond=many").status == 422)
    #expect(try await enedis.post("/sandbox/reset").status == 200)
    #expect(try await enedis.get("/sandbox/requests").json["items"] == [])
  }
}
