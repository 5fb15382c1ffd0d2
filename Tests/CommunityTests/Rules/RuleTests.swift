import HTTP
import Runtime
import TestSupport
import Testing

@testable import Community

/// The formulas, each by its figures, through the address where anybody can try them.
@Suite struct RuleTests {
  private func preview(_ rule: String, _ inputs: JSON) async throws -> JSON {
    try await RuleDesk.preview(rule, inputs)
  }

  @Test(arguments: [
    ("2026-12-01T17:30", "2026-12-01T20:00", 130), ("2026-12-01T10:00", "2026-12-01T12:30", 80),
    ("2026-12-01T10:00", "2026-12-01T10:30", 10),
    // On the night that skips an hour a shedding over two hours of the clock lasts one, and never counts twice.
    ("2027-03-28T01:30", "2027-03-28T03:30", 20),
    // No more than three hours of a day count.
    ("2026-12-01T06:00", "2026-12-01T12:00", 100),
  ])
  func `load that is shed counts once, twice after an hour, three times at the peak`(
    _ from: String, _ to: String, _ points: Int
  ) async throws {
    let answer = try await preview("shedding", ["from": .string(from), "to": .string(to), "watts": 2000])
    #expect(answer["points"] == .integer(points))
    #expect(answer["explanation"]?.text?.contains("kWh") == true)
  }

  @Test func `a roof's piggy bank may be in debt, and then gives nothing`() async throws {
    let debt = try await preview("piggy-bank", ["injectedWh": 5200, "drawnWh": 8100])
    #expect(debt["points"] == 0 && debt["explanation"]?.text?.contains("−2,9 kWh") == true)
    let balance = debt["figures"]?.elements.first { $0["name"] == "balance" }
    #expect(balance?["value"]?.double == -2900)
    #expect(try await preview("piggy-bank", ["injectedWh": 8100, "drawnWh": 5200])["points"] == 2)
  }

  @Test func `a smaller share from the street is worth its part`() async throws {
    let answer = try await preview(
      "self-consumption",
      [
        "reference": ["drawnWh": 300_000, "producedWh": 200_000, "injectedWh": 120_000],
        "game": ["drawnWh": 250_000, "producedWh": 220_000, "injectedWh": 90_000],
      ])
    #expect(answer["points"] == 17)
    let figures = answer["figures"]?.elements ?? []
    #expect(figures.first { $0["name"] == "referenceShare" }?["value"]?.double == 0.789)
    #expect(figures.first { $0["name"] == "gameShare" }?["value"]?.double == 0.658)
  }

  @Test func `the malus is told by whoever asks what they would earn`() async throws {
    let period: JSON = ["drawnWh": 100, "middayWh": 20, "days": 10]
    let household: JSON = ["wh": 180_000, "days": 10, "tenths": 15, "limitWh": 10_000]
    let answer = try await preview("self-consumption", ["reference": period, "game": period, "household": household])
    #expect(answer["points"] == -20 && answer["explanation"]?.text?.contains("20 points retirés") == true)
  }

  @Test func `the vector of the weather is what the address answers`() async throws {
    let answer = try await preview(
      "savings",
      [
        "reference": ["wh": 600_000, "days": 60], "game": ["wh": 130_000, "days": 14, "degreeDays": .double(140)],
        "fit": [
          "dailyWh": .double(3000), "degreeDayWh": .double(800), "r2": .double(0.8), "days": 300,
          "errorWh": .double(500),
        ],
      ])
    #expect(answer["points"] == 156)
    let early = try await preview(
      "savings", ["reference": ["wh": 600_000, "days": 60], "game": ["wh": 1, "days": 13]])
    #expect(early["points"] == 0)
  }

  @Test func `who uses more than most of those who heat alike loses points, forty at the most`() {
    func points(_ wh: Int) -> Int {
      let period = EnergyPeriod(drawnWh: 100, producedWh: nil, injectedWh: nil, middayWh: 20, days: 10)
      let use = HouseholdUse(wh: wh, days: 10, tenths: 15, limitWh: 10_000)
      return SelfConsumption(reference: period, game: period, expectedPpm: nil, household: use).outcome().points
    }
    #expect(points(150_000) == 0 && points(180_000) == -20 && points(900_000) == -40)
    #expect(
      HouseholdUse.tenths(adults: 2, teens: 1, children: 2) == 26
        && HouseholdUse.tenths(adults: 0, teens: 0, children: 0) == 10)
  }

  @Test func `a half is rounded down`() {
    #expect(0.5.points == 0 && 0.51.points == 1 && (-0.5).points == -1 && 16.667.points == 17 && 2.5.points == 2)
    #expect((-2900).flooredDivision(by: 1000) == -3 && 2999.flooredDivision(by: 1000) == 2)
  }

  @Test func `actions are worth half on somebody's word, and levels are held one after another`() async throws {
    func levels(_ actions: [JSON]) async throws -> JSON { try await preview("levels", ["actions": .array(actions)]) }
    func done(_ id: String, _ evidence: String = "photo") -> JSON {
      ["action": .string(id), "evidence": .string(evidence)]
    }
    #expect(try await levels([["action": "shutters"]])["points"] == 5)
    let first = ["shutters", "aerators", "freezer-defrosted", "switched-strips", "halogens-out"].map { done($0) }
    let one = try await levels(first)
    #expect(one["points"] == 50 && one["figures"]?.elements.first?["value"]?.double == 1)
    #expect(try await levels([done("thermostat")])["figures"]?.elements.first?["value"]?.double == 0)
    #expect(try await levels([done("windows-without-walls")])["points"] == -100)
    #expect(try await levels([done("windows-without-walls"), done("walls-insulated")])["points"] == 500)
    #expect(try await levels([done("heated-pool")])["points"] == -300)
  }

  @Test func `savings are corrected by the weather where it explains enough, and say when they are not`() {
    let before = SavingsPeriod(wh: 600_000, days: 60, degreeDays: nil, weekendWh: 200_000, weekendDays: 16)
    let game = SavingsPeriod(wh: 130_000, days: 14, degreeDays: 140, weekendWh: nil, weekendDays: nil)
    let fit = WeatherFit(dailyWh: 3000, degreeDayWh: 800, r2: 0.8, days: 300, errorWh: 500)
    let corrected = Savings(reference: before, game: game, fit: fit)
    #expect(corrected.expectedWh == 154_000 && corrected.isCorrected)
    // 15.6 % less, give or take 1.96 × 500 × √14 of 154,000.
    #expect(corrected.outcome().points == 156)
    #expect(corrected.outcome().figures.map(\.value) == [154_000, 130_000, 15.6, 13.2, 18.0])
    let poor = Savings(
      reference: before, game: game, fit: WeatherFit(dailyWh: 3000, degreeDayWh: 800, r2: 0.2, days: 300, errorWh: 500))
    #expect(!poor.isCorrected && poor.outcome().explanation.french.contains("sans corriger du froid"))
    let early = Savings(
      reference: before, game: SavingsPeriod(wh: 1, days: 13, degreeDays: nil, weekendWh: nil, weekendDays: nil),
      fit: nil)
    #expect(early.outcome().points == 0 && early.outcome().explanation.french.contains("14 jours"))
  }

  @Test func `a plain comparison goes by weekdays and weekends`() {
    let before = SavingsPeriod(
      wh: 44 * 8000 + 16 * 12_000, days: 60, degreeDays: nil, weekendWh: 16 * 12_000, weekendDays: 16)
    let game = SavingsPeriod(wh: 100_000, days: 14, degreeDays: nil, weekendWh: 0, weekendDays: 4)
    #expect(Savings(reference: before, game: game, fit: nil).expectedWh == 10 * 8000 + 4 * 12_000)
  }

  @Test func `a charge under the sun brings a point, one at a tense peak costs three`() async throws {
    #expect(try await preview("booking", ["wh": 12_000, "sunWh": 7_500, "peakWh": 0])["points"] == 7)
    #expect(try await preview("booking", ["wh": 12_000, "sunWh": 0, "peakWh": 4_000])["points"] == -12)
    #expect(try await preview("booking", ["wh": 0, "sunWh": 0, "peakWh": 0])["points"] == 0)
  }

  @Test func `what no home has is refused, and no number is too large to be told so`() async throws {
    let huge = JSON.number("9223372036854775807")
    for (rule, inputs) in [
      ("shedding", ["from": "2026-12-01T10:00", "to": "2026-12-01T12:00", "watts": huge]),
      ("piggy-bank", ["injectedWh": huge, "drawnWh": .number("-9223372036854775808")]),
      ("booking", ["wh": huge, "sunWh": huge, "peakWh": huge]),
      ("shedding", ["from": "2026-12-01T12:00", "to": "2026-12-01T10:00", "watts": 2000]),
      ("shedding", ["from": "2027-03-28T02:30", "to": "2027-03-28T04:00", "watts": 2000]),
    ] as [(String, JSON)] {
      let answer = try await RuleDesk.call(rule, inputs)
      #expect(answer.status == 422, "\(rule) \(answer.text)")
      #expect(answer.pointers.allSatisfy { $0.hasPrefix("/inputs") }, "\(answer.pointers)")
    }
    #expect(try await RuleDesk.call("luck", [:]).status == 404)
  }
}
