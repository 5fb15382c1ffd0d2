import Runtime
import Testing

@testable import Household

@Suite struct HouseholdTests {
  private func house(_ usagePoint: String = "14000000000001", seed: UInt64 = 0) throws -> Household {
    try #require(Household(usagePoint: usagePoint, seed: seed))
  }

  private static let january = Instant(seconds: 1_768_431_600)  // 15 January 2026, midnight in France
  private static let june = Instant(seconds: 1_781_474_400)  // 15 June 2026, the same

  @Test(arguments: ["", "1400000000000", "140000000000011", "1400000000000a", "١٤٠٠٠٠٠٠٠٠٠٠٠١"])
  func `only 14 digits are a usage point`(text: String) { #expect(Household(usagePoint: text) == nil) }

  @Test func `the same usage point and seed are the same house, others are others`() throws {
    let at = Self.january + .seconds(19 * 3600)
    #expect(try house() == house() && house().power(at: at) == house().power(at: at))
    let serials = try (0..<50).map { try house("140000000000\($0 + 10)").serial }
    #expect(Set(serials).count == 50 && serials.allSatisfy { $0.utf8.count == 12 })
    #expect(try house(seed: 1).serial != house(seed: 2).serial)
  }

  @Test func `at no instant does it draw and inject at once, and what it uses is never below nothing`() throws {
    for number in 10..<30 {
      var house = try house("140000000000\(number)")
      house.panels = 3000
      for step in 0..<2000 {
        let power = house.power(at: Self.june + .seconds(step * 97))
        #expect(min(power.drawn, power.injected) == 0 && power.used >= 0)
        #expect(min(power.drawn, power.injected, power.produced) >= 0 && power.drawn <= house.contract)
      }
    }
  }

  @Test func `registers are the integral of the power, second by second`() throws {
    var house = try house()
    house.panels = 3000
    var meter = house.meter()
    let start = Self.june + .seconds(11 * 3600)
    var expected = meter.energy(at: start)
    for second in 0..<1800 {
      let at = start + .seconds(second)
      #expect(meter.energy(at: at) == expected)
      expected.add(house.power(at: at), for: 1)
    }
  }

  @Test func `half-hours add up to what the registers say`() throws {
    let house = try house()
    var meter = house.meter()
    let before = meter.energy(at: Self.january)
    let after = meter.energy(at: Self.january + .seconds(86_400))
    let points = (0..<48).map { house.mean(from: Self.january + .seconds(1800 * $0), minutes: 30).drawn }
    let sum = points.reduce(0, +)
    #expect(abs(sum / 2 - (after.drawn - before.drawn) / 3600) <= 24)
    #expect(house.energy(from: Self.january, to: Self.january + .seconds(86_400)).drawn == after.drawn - before.drawn)
    let quarters = (0..<2).map { house.mean(from: Self.january + .seconds(900 * $0), minutes: 15).drawn }
    #expect(abs(quarters[0] + quarters[1] - 2 * points[0]) <= 2)
  }

  @Test func `winter, evening and electric heat cost more; the sun shines by day, and more in summer`() throws {
    var house = try house()
    house.heating = .electric
    house.panels = 3000
    let month = 30 * 86_400
    let winter = house.energy(from: Self.january, to: Self.january + .seconds(month))
    let summer = house.energy(from: Self.june, to: Self.june + .seconds(month))
    #expect(winter.drawn > 2 * summer.drawn && summer.produced > 2 * winter.produced)
    #expect(house.power(at: Self.june).produced == 0)
    var gas = house
    gas.heating = .gas
    #expect(gas.energy(from: Self.january, to: Self.january + .seconds(month)).drawn < winter.drawn / 2)
    // 3 kW of panels give between 2.5 and 4.5 MWh a year in France.
    let year = house.energy(from: Self.january, to: Self.january + .seconds(365 * 86_400))
    #expect((2500...4500).contains(year.wattHours.produced / 1000))
  }

  @Test func `a year of a home is a year of a home`() throws {
    let used = try (10..<40).map { number in
      let energy = try house("140000000000\(number)").energy(
        from: Self.january, to: Self.january + .seconds(365 * 86_400))
      return (energy.drawn + energy.produced - energy.injected) / 3_600_000
    }
    #expect(used.allSatisfy { (900...22_000).contains($0) }, "\(used)")
    #expect((2500...9000).contains(used.reduce(0, +) / used.count), "\(used)")
  }
}
