import EnedisSandbox
import HTTP
import Household
import Runtime
import TestSupport
import Testing

/// Rows 7 to 15, 20 to 22: what is measured, when it is there, and what is missing of it.
@Suite struct MeasureTests {
  private static let prm = TestEnedis.self0

  @Test func `a curve has the ends of its intervals, as text, and all that real answers have`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    let answer = try await enedis.curve(Self.prm, "2026-11-28", "2026-11-30", token: token)
    #expect(answer.status == 200)
    #expect(answer.points.count == 96)
    let first = try #require(answer.points.first)
    #expect(first["d"] == "2026-11-28 00:30:00" && first["p"] == "PT30M")
    #expect(first["n"] == "B" && first["iv"] == "0" && first["ec"] == "0")
    #expect(first["v"]?.text.flatMap { Int($0) } != nil)
    #expect(answer.points.last?["d"] == "2026-11-30 00:00:00")
    #expect(answer.json["periode"] == ["dateDebut": "2026-11-28", "dateFin": "2026-11-30"])
    #expect(answer.json["etapeMetier"] == "BRUT" && answer.json["modeCalcul"] == "MESURE")
  }

  @Test func `days of clock changes have 46 and 50 half-hours, in order`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    let spring = try await enedis.curve(Self.prm, "2026-03-29", "2026-03-30", token: token)
    #expect(spring.points.count == 46)
    #expect(spring.points[3]["d"] == "2026-03-29 03:00:00", "the one that ends at the jump")
    let autumn = try await enedis.curve(Self.prm, "2026-10-25", "2026-10-26", token: token)
    #expect(autumn.points.count == 50)
    #expect(autumn.points.filter { $0["d"] == "2026-10-25 02:30:00" }.count == 2)
  }

  @Test func `a day comes at eight on the next`() async throws {
    let enedis = try TestEnedis(at: "2026-11-30T06:59:00Z")
    let token = try await enedis.consented(Self.prm)
    let both = try await enedis.curve(Self.prm, "2026-11-28", "2026-11-30", token: token)
    #expect(both.points.count == 48 && both.points.last?["d"] == "2026-11-29 00:00:00")
    let yesterday = try await enedis.curve(Self.prm, "2026-11-29", "2026-11-30", token: token)
    #expect(yesterday.status == 404 && yesterday.error == "no_data_found")
    try await enedis.turn("clock", ["advance": 60])
    #expect(try await enedis.curve(Self.prm, "2026-11-29", "2026-11-30", token: token).points.count == 48)
  }

  @Test func `a late day is whole when its hours are over`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm, ["late": "2026-11-28:30"])
    #expect(try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token).status == 404)
    try await enedis.turn("clock", ["advance": 18_000])
    let later = try await enedis.token()
    #expect(try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: later).points.count == 48)
  }

  @Test(arguments: [("points", 40...47), ("night", 44...44), ("null", 48...48), ("nullText", 48...48)])
  func `holes are points that are not there, or that say nothing`(_ hole: String, _ count: ClosedRange<Int>)
    async throws
  {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm, ["holes": .string(hole)])
    let answer = try await enedis.curve(Self.prm, "2026-11-23", "2026-11-28", token: token)
    #expect((count.lowerBound * 5...count.upperBound * 5).contains(answer.points.count))
    let silent = answer.points.filter { $0["v"] == .null || $0["v"] == "null" }
    #expect(silent.isEmpty == !hole.hasPrefix("null"))
  }

  @Test func `holes on Tuesdays and Wednesdays leave the days' sums`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented("42900589957123")
    let week = try await enedis.curve("42900589957123", "2026-11-23", "2026-11-30", token: token)
    #expect(week.points.count == 5 * 48)
    let daily = try await enedis.measure(
      "consommation_quotidienne", "42900589957123", "2026-11-23", "2026-11-30", token: token)
    #expect(daily.points.count == 7)
  }

  @Test func `the step is a property of each point and may change at noon`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm, ["step": 15, "stepAfterNoon": 60])
    let answer = try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token)
    #expect(answer.points.count == 48 + 12)
    #expect(answer.points.filter { $0["p"] == "PT60M" }.count == 12)
  }

  @Test func `a direction that a point does not have is refused`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented("24880057139941")
    try await enedis.turn("authorisations", ["prm": "22516914714270"])
    let producer = try await enedis.curve("24880057139941", "2026-11-28", "2026-11-29", token: token)
    #expect(producer.status == 400 && producer.error == "ADAM-ERR0069")
    let drawer = try await enedis.measure(
      "production_quotidienne", "22516914714270", "2026-11-28", "2026-11-29", token: token)
    #expect(drawer.status == 400 && drawer.error == "ADAM-ERR0069")
  }

  @Test func `who consumes their own has both curves, and within an interval the knob makes one of them nothing`()
    async throws
  {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    func both() async throws -> (drawn: [JSON], injected: [JSON]) {
      let drawn = try await enedis.curve(Self.prm, "2026-06-01", "2026-06-08", token: token)
      let injected = try await enedis.measure(
        "courbe_de_charge_production", Self.prm, "2026-06-01", "2026-06-08", token: token)
      return (drawn.points, injected.points)
    }
    func overlapping(_ curves: (drawn: [JSON], injected: [JSON])) -> Int {
      zip(curves.drawn, curves.injected).count { $0["v"] != "0" && $1["v"] != "0" }
    }
    let curves = try await both()
    #expect(curves.injected.contains { $0["v"] != "0" })
    #expect(overlapping(curves) > 0)
    try await enedis.turn("points", ["prm": .string(Self.prm), "net": true])
    #expect(overlapping(try await both()) == 0)
  }

  @Test func `a point without a curve has its days`() async throws {
    let enedis = try TestEnedis()
    let prm = "32320647321714"
    let token = try await enedis.consented(prm)
    #expect(try await enedis.curve(prm, "2026-11-28", "2026-11-29", token: token).status == 404)
    let daily = try await enedis.measure("consommation_quotidienne", prm, "2026-11-28", "2026-11-29", token: token)
    #expect(daily.status == 200 && daily.points.count == 1)
  }

  @Test func `days are the sums of their curves, unless they drift`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    func figures() async throws -> (curve: Int, day: Int) {
      let curve = try await enedis.curve(Self.prm, "2026-11-28", "2026-11-29", token: token)
      let daily = try await enedis.measure(
        "consommation_quotidienne", Self.prm, "2026-11-28", "2026-11-29", token: token)
      return (curve.wattHours, daily.points.first?["v"]?.text.flatMap { Int($0) } ?? 0)
    }
    let plain = try await figures()
    #expect(abs(plain.curve - plain.day) <= 48)
    try await enedis.turn("points", ["prm": .string(Self.prm), "drift": 10])
    let drifted = try await figures()
    #expect(abs(drifted.day - plain.day * 110 / 100) <= 2)
    #expect(abs(drifted.curve - drifted.day) <= 48)
    try await enedis.turn("points", ["prm": .string(Self.prm), "drift": 0, "dailyDrift": -5])
    #expect(abs(try await figures().day - plain.day * 95 / 100) <= 2)
  }

  @Test func `another meter begins with nothing and has another number`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm, ["meterChange": "2026-11-27"])
    let index = try await enedis.measure("index_consommation", Self.prm, "2026-11-26", "2026-11-29", token: token)
    let total = index.json["contexte"]?.elements.first?["grandeur"]?.elements.first?["cadranTotalisateur"]?["valeur"]
    let values = total?.elements.compactMap { value -> Int? in
      if case .number(let text)? = value["v"] { Int(text) } else { nil }
    }
    #expect(values?.count == 3)
    #expect(values?[1] == 0 && (values?[0] ?? 0) > (values?[2] ?? 0))
    let meter = try await enedis.get("/comptage_auto/v1/\(Self.prm)", token: token)
    let serial = meter.json["compteurs"]?.elements.first?["numeroSerie"]?.text
    #expect(serial != Household(usagePoint: Self.prm)?.serial && serial?.count == 12)
  }

  @Test func `the highest power has the instant of it`() async throws {
    let enedis = try TestEnedis()
    let token = try await enedis.consented(Self.prm)
    let days = try await enedis.measure(
      "puissance_conso_max_quotidienne", Self.prm, "2026-11-01", "2026-11-29", "&mesuresPas=P1D&grandeurPhysique=PMA",
      token: token)
    #expect(days.points.count == 28 && days.json["pas"] == "P1D")
    #expect(days.points.first?["d"]?.text?.count == 19)
    let month = try await enedis.measure(
      "puissance_conso_max_quotidienne", Self.prm, "2026-11-01", "2026-11-29", "&mesuresPas=P1M&grandeurPhysique=PMA",
      token: token)
    #expect(month.points.count == 1)
  }

  @Test func `the same seed and point give the same, and the wire's house is the same house`() async throws {
    let (one, other) = (try TestEnedis(), try TestEnedis())
    let prm = "30001234567890"
    let first = try await one.curve(prm, "2026-11-28", "2026-11-29", token: try await one.consented(prm))
    let second = try await other.curve(prm, "2026-11-28", "2026-11-29", token: try await other.consented(prm))
    #expect(first.bytes == second.bytes)
    let house = try #require(Household(usagePoint: prm))
    let start = try #require(Instant(rfc3339: "2026-11-27T23:00:00Z"))
    #expect(first.points.first?["v"] == .string("\(house.mean(from: start, minutes: 30).drawn)"))
    var settings = EnedisSandbox.Settings()
    settings.seed = 7
    let third = try TestEnedis(at: "2026-11-30T08:00:00Z", settings)
    #expect(
      try await third.curve(prm, "2026-11-28", "2026-11-29", token: try await third.consented(prm)).bytes != first.bytes
    )
  }
}
