import Resources
import Runtime
import TestSupport
import Testing

@testable import Community

/// What a home would have drawn cannot be talked up.
@Suite struct BaselineTests {
  private let tuesday = TestCommunity.day("2026-12-08")

  private func history(_ watts: (CivilDay, DayPlace) -> Int?) -> [CurveDay] {
    (1...Baseline.reach).map { back in
      let day = tuesday.adding(-back)
      let values = (0..<48).compactMap { place in watts(day, place).map { (place, $0) } }
      return CurveDay(day: day, watts: Dictionary(values, uniquingKeysWith: { first, _ in first }))
    }
  }

  private func baseline(
    events: Set<CivilDay> = [], morning: [DayPlace: Int] = [:], _ watts: (CivilDay, DayPlace) -> Int?
  ) -> Baseline {
    Baseline(of: tuesday, from: history(watts), events: events, morning: morning)
  }

  @Test func `it is the mean of the middle eight of ten weekdays`() {
    // 100, 200, … 1000 W on the ten weekdays before, whatever weekends have.
    let weekdays = (1...20).map { tuesday.adding(-$0) }.filter { $0.weekday < 5 }
    let found = baseline { day, _ in
      day.weekday < 5 ? weekdays.firstIndex(of: day).map { ($0 + 1) * 100 } ?? 5000 : 9000
    }
    #expect(found.watts(36) == 550)
  }

  @Test func `a day of waste, and a day with an event, change nothing`() {
    let usual = baseline { _, _ in 1000 }
    let wasted = baseline { day, _ in day == tuesday.adding(-1) ? 9000 : 1000 }
    let event = baseline(events: [tuesday.adding(-1)]) { day, _ in day == tuesday.adding(-1) ? 0 : 1000 }
    #expect(usual.watts(36) == 1000 && wasted.watts(36) == 1000 && event.watts(36) == 1000)
  }

  @Test func `how the day began may lower it, and never raises it`() {
    #expect(baseline(morning: [20: 500, 21: 500]) { _, _ in 1000 }.watts(36) == 500)
    #expect(baseline(morning: [20: 9000, 21: 9000]) { _, _ in 1000 }.watts(36) == 1000)
  }

  @Test func `too few days say nothing, and holes are counted`() {
    let sparse = baseline { day, _ in day > tuesday.adding(-9) ? 1000 : nil }
    #expect(sparse.watts(36) == nil && sparse.coverage([36, 37]) == 60)
    #expect(baseline { _, _ in 1000 }.coverage([36, 37]) == 100)
    #expect(baseline { _, place in place == 36 ? nil : 1000 }.coverage([36, 37]) == 50)
  }

  private func shedding(
    mode: Mode = .full, watts: Int = 2000, baseline: Int?, drew: Int?, after: Int? = nil, coverage: Int = 100
  ) throws -> Int {
    let start = Instant(seconds: 1_796_720_400)  // 10:00 of that Tuesday
    let halves = (0..<4).map { number in
      ShedHalfHour(
        at: start + .seconds(1800 * number), baselineWatts: baseline, watts: number < 2 ? drew : after ?? baseline)
    }
    return try Shedding(
      from: .instant(start), to: .instant(start + .seconds(3600)), watts: watts, mode: mode, peaks: nil,
      continuousSeconds: nil, earlierSeconds: nil, halfHours: halves, baselineCoverage: coverage, uncertified: nil
    ).outcome().points
  }

  @Test func `the least of what was declared, what would have run and what the curve shows is paid`() throws {
    #expect(try shedding(baseline: 3000, drew: 500) == 20)
    #expect(try shedding(baseline: 1500, drew: 0) == 15)
    #expect(try shedding(baseline: 3000, drew: 2500) == 5)
    // Before the curve is there.
    #expect(try shedding(baseline: 3000, drew: nil) == 20)
  }

  @Test func `a relay whose load would not have run earns nothing`() throws {
    #expect(try shedding(baseline: 399, drew: 0) == 0)
    #expect(try shedding(baseline: 400, drew: 0) == 4)
    #expect(try shedding(baseline: nil, drew: 0) == 0)
    #expect(try shedding(baseline: 3000, drew: 500, coverage: 79) == 0)
  }

  @Test func `without a relay the curve alone says what was given up`() throws {
    #expect(try shedding(mode: .simple, watts: 1, baseline: 3000, drew: 500) == 25)
    #expect(try shedding(mode: .simple, watts: 9000, baseline: 3000, drew: nil) == 0)
  }

  @Test func `what is caught up on afterwards is taken off, down to nothing`() throws {
    #expect(try shedding(baseline: 2000, drew: 0, after: 2500) == 15)
    #expect(try shedding(baseline: 2000, drew: 0, after: 9000) == 0)
    #expect(try shedding(baseline: 2000, drew: 0, after: 500) == 20)
  }

  @Test func `an hour goes on over a short pause, and what was shed earlier that day counts to its limit`() throws {
    func points(continuous: Int?, earlier: Int?) throws -> Int {
      let start = Instant(seconds: 1_796_720_400)
      return try Shedding(
        from: .instant(start), to: .instant(start + .seconds(1800)), watts: 2000, mode: nil, peaks: nil,
        continuousSeconds: continuous, earlierSeconds: earlier, halfHours: nil, baselineCoverage: nil, uncertified: nil
      ).outcome().points
    }
    #expect(try points(continuous: 3600, earlier: 3600) == 20)
    #expect(try points(continuous: 0, earlier: 3600) == 10)
    #expect(try points(continuous: 0, earlier: 10_800 - 900) == 5)
    #expect(try points(continuous: 0, earlier: 10_800) == 0)
  }
}
