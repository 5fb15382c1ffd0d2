import HTTP
import Runtime
import TestSupport
import Testing

@testable import Community

/// Every limit that a formula names, from both sides, through the address where anybody can try it.
@Suite struct VectorTests {
  private func points(_ rule: String, _ inputs: JSON) async throws -> Int? { try await RuleDesk.points(rule, inputs) }

  // MARK: Self-consumption

  private func contest(_ game: JSON, expected: Int? = nil) -> JSON {
    [
      "reference": ["drawnWh": 100_000, "producedWh": 100_000, "injectedWh": 0], "game": game,
      "expectedPpm": expected.map { .integer($0) } ?? .null,
    ]
  }

  @Test func `a share from the street is worth a hundred at the most, and costs fifty`() async throws {
    let all: JSON = ["drawnWh": 0, "producedWh": 200_000, "injectedWh": 50_000]
    #expect(try await points("self-consumption", contest(all)) == 100)
    let none: JSON = ["drawnWh": 200_000, "producedWh": 100_000, "injectedWh": 100_000]
    #expect(try await points("self-consumption", contest(none)) == -50)
    // The sun of the game had let 40 % be expected.
    let half: JSON = ["drawnWh": 100_000, "producedWh": 150_000, "injectedWh": 50_000]
    #expect(try await points("self-consumption", contest(half, expected: 625_000)) == 20)
  }

  @Test func `without panels what moved into the sunny hours counts`() async throws {
    let inputs: JSON = [
      "reference": ["drawnWh": 100_000, "middayWh": 20_000], "game": ["drawnWh": 100_000, "middayWh": 36_000],
    ]
    #expect(try await points("self-consumption", inputs) == 20)
  }

  // MARK: Load shedding

  /// From ten to eleven o'clock, 2 kW as declared, with what the home would have drawn and what it drew.
  private func shedding(
    mode: String = "full", baseline: Int? = 3000, drew: Int? = 500, after: Int? = nil, _ more: [(String, JSON)] = []
  ) -> JSON {
    func half(_ at: String, _ watts: Int?) -> JSON {
      [
        "at": .string("2026-12-08T\(at):00Z"), "baselineWatts": baseline.map { .integer($0) } ?? .null,
        "watts": watts.map { .integer($0) } ?? .null,
      ]
    }
    let halves = [
      half("09:00", drew), half("09:30", drew), half("10:00", after ?? baseline), half("10:30", after ?? baseline),
    ]
    return .object(
      [
        ("from", "2026-12-08T10:00"), ("to", "2026-12-08T11:00"), ("watts", 2000), ("mode", .string(mode)),
        ("halfHours", .array(halves)),
      ] + more)
  }

  @Test func `the least of declared, measured and usual power is paid`() async throws {
    #expect(try await points("shedding", shedding()) == 20)
    #expect(try await points("shedding", shedding(drew: 2500)) == 5)
    #expect(try await points("shedding", shedding(baseline: 1500, drew: 0)) == 15)
    // Without a relay the curve alone says it, whatever was declared.
    #expect(try await points("shedding", shedding(mode: "simple", drew: 0)) == 30)
    #expect(try await points("shedding", shedding(mode: "simple", drew: nil)) == 0)
  }

  @Test func `a relay that would not have run, too few days, and no certified curve earn nothing`() async throws {
    #expect(try await points("shedding", shedding(baseline: 400, drew: 0)) == 4)
    #expect(try await points("shedding", shedding(baseline: 399, drew: 0)) == 0)
    #expect(try await points("shedding", shedding([("baselineCoverage", 80)])) == 20)
    #expect(try await points("shedding", shedding([("baselineCoverage", 79)])) == 0)
    #expect(try await points("shedding", shedding([("uncertified", true)])) == 0)
  }

  @Test func `what is caught up on is taken off once, and never more than was shed`() async throws {
    #expect(try await points("shedding", shedding(baseline: 2000, drew: 0, after: 2500)) == 15)
    #expect(try await points("shedding", shedding(baseline: 2000, drew: 0, after: 9000)) == 0)
    #expect(try await points("shedding", shedding(baseline: 2000, drew: 0, after: 500)) == 20)
  }

  @Test func `the first hour is that of the whole shedding, and three hours a day count`() async throws {
    let plain: JSON = ["from": "2026-12-01T10:00", "to": "2026-12-01T11:00", "watts": 2000]
    func with(_ name: String, _ value: Int) -> JSON {
      guard case .object(let members) = plain else { return plain }
      return .object(members + [(name, .integer(value))])
    }
    #expect(try await points("shedding", plain) == 20)
    #expect(try await points("shedding", with("continuousSeconds", 3600)) == 40)
    #expect(try await points("shedding", with("earlierSeconds", 9000)) == 10)
    #expect(try await points("shedding", with("earlierSeconds", 10_800)) == 0)
  }

  @Test func `a season's own peaks count three times, and a night with an hour more is three hours long`()
    async throws
  {
    let morning: JSON = [
      "from": "2026-12-01T07:30", "to": "2026-12-01T08:30", "watts": 2000, "peaks": [["from": "08:00", "to": "13:00"]],
    ]
    #expect(try await points("shedding", morning) == 40)
    #expect(
      try await points("shedding", ["from": "2027-10-31T01:30", "to": "2027-10-31T03:30", "watts": 2000]) == 100)
  }

  // MARK: Savings

  private func savings(r2: Double, days: Int, cold: Double? = 140, wh: Int = 130_000) -> JSON {
    [
      "reference": ["wh": 600_000, "days": 60],
      "game": ["wh": .integer(wh), "days": 14, "degreeDays": cold.map { .double($0) } ?? .null],
      "fit": [
        "dailyWh": 3000, "degreeDayWh": 800, "r2": .double(r2), "days": .integer(days), "errorWh": 500,
      ],
    ]
  }

  @Test func `the weather corrects from sixty days and a fit of three tenths on, else it is said that nothing does`()
    async throws
  {
    // 154 kWh by the weather, 140 by the plain mean.
    #expect(try await points("savings", savings(r2: 0.3, days: 60)) == 156)
    #expect(try await points("savings", savings(r2: 0.29, days: 60)) == 71)
    #expect(try await points("savings", savings(r2: 0.9, days: 59)) == 71)
    #expect(try await points("savings", savings(r2: 0.9, days: 300, cold: nil)) == 71)
    let plain = try await RuleDesk.preview("savings", savings(r2: 0.2, days: 60))
    #expect(plain["explanation"]?.text?.contains("sans corriger du froid") == true)
    #expect(try await points("savings", savings(r2: 0.3, days: 60, wh: 10_000)) == 200, "a fifth is the most")
    #expect(try await points("savings", savings(r2: 0.3, days: 60, wh: 200_000)) == 0)
  }

  // MARK: Levels

  private func levels(_ actions: [String], _ evidence: String = "photo") async throws -> JSON {
    try await RuleDesk.preview(
      "levels",
      ["actions": .array(actions.map { ["action": .string($0), "evidence": .string(evidence)] })])
  }

  @Test func `an action is worth ten, fifty, two hundred or five hundred, and half of that on a word`() async throws {
    for id in ActionID.allCases where id.entry.points > 0 {
      let full = [10, 50, 200, 500][id.entry.level - 1]
      for evidence in ["photo", "metered", "confirmed"] {
        #expect(try await levels([id.rawValue], evidence)["points"]?.int == full, "\(id) \(evidence)")
      }
      #expect(try await levels([id.rawValue], "declared")["points"]?.int == full / 2)
    }
  }

  @Test func `a level is held where every domain that has actions there has enough, one level after another`()
    async throws
  {
    let rows = [
      ["shutters", "aerators", "freezer-defrosted", "switched-strips", "halogens-out"],
      ["thermostat", "central-hot-water", "big-appliance-removed"], ["water-heater", "wood-stove"],
      ["attic-insulated", "walls-insulated"],
    ]
    func held(_ actions: [String]) async throws -> Double? {
      try await levels(actions)["figures"]?.elements.first { $0["name"] == "level" }?["value"]?.double
    }
    for level in 1...4 {
      let all = rows.prefix(level).flatMap(\.self)
      #expect(try await held(all) == Double(level), "\(all)")
      #expect(try await held(all.dropLast()) == Double(level - 1), "every domain, or the level below")
    }
    #expect(try await held(rows[1] + rows[2] + rows[3]) == 0)
  }

  // MARK: Bookings

  @Test func `a charge is worth what was metered at the right time, and costs three at the wrong one`() async throws {
    #expect(try await points("booking", ["wh": 20_000, "sunWh": 9_999, "peakWh": 2_000]) == 4)
    #expect(try await points("booking", ["wh": 20_000, "sunWh": 20_000, "peakWh": 0]) == 20)
    #expect(try await points("booking", ["wh": 500, "sunWh": 500, "peakWh": 0]) == 0)
  }
}
