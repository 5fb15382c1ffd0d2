import Accounts
import Runtime
import Stations
import TestSupport
import Testing

@testable import Charging

/// What must hold for any car at any point.
@Suite struct PhysicsTests {
  private static let zoe = Car(usableKwh: 52, acKw: 22, acPhases: 3, dcKw: 46, sockets: [.type2, .ccs])

  @Test func `soc and energy never fall, power passes no limit, and the curve ends where it says`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    for _ in 0..<400 {
      let pair = CarAtPoint(&random)
      let acceptance = try #require(Acceptance(pair.car, at: pair.outlet), "seed \(seed)")
      let course = ChargeCourse(pair.car, acceptance, from: pair.start, to: pair.target)
      let limit = pair.limit
      var last = course.sample(after: .zero)
      #expect(last.soc == pair.start && last.energyKwh == 0, "seed \(seed)")
      for number in 1...60 {
        let elapsed = Duration.seconds(Double(number) * 97)
        let sample = course.sample(after: elapsed)
        #expect(sample.soc >= last.soc && sample.energyKwh >= last.energyKwh, "seed \(seed) \(pair)")
        #expect(sample.soc <= pair.target && sample.powerKw <= limit && sample.powerKw >= 0, "seed \(seed) \(pair)")
        let charged = (sample.soc - pair.start) / 100 * pair.car.usableKwh
        #expect(abs(charged - sample.energyKwh) < 1e-9, "seed \(seed)")
        #expect(sample.energyKwh <= limit * elapsed.inSeconds / 3600 + 1e-6, "seed \(seed) \(pair)")
        #expect(course.sample(after: elapsed) == sample, "a pure function")
        last = sample
      }
      let start = Instant(seconds: 1_795_248_000)
      let end = course.end(startedAt: start, until: start + .seconds(1800))
      #expect(end.at >= start && end.at <= start + .seconds(1800), "seed \(seed)")
      let sample = course.sample(after: end.at - start)
      if end.reason == .target { #expect(sample.soc == pair.target && sample.powerKw == 0, "seed \(seed)") }
      #expect(course.sample(after: course.duration + .seconds(1)).powerKw == 0, "seed \(seed)")
    }
  }

  @Test func `between two moments as much is charged as the power in between lets`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    for _ in 0..<60 {
      let pair = CarAtPoint(&random)
      let acceptance = try #require(Acceptance(pair.car, at: pair.outlet), "seed \(seed)")
      let course = ChargeCourse(pair.car, acceptance, from: pair.start, to: pair.target)
      for _ in 0..<5 {
        let begin = course.duration.inSeconds * .random(in: 0..<0.9, using: &random)
        let seconds = (course.duration.inSeconds - begin) * .random(in: 0.01...0.9, using: &random)
        let (from, to) = (course.sample(after: .seconds(begin)), course.sample(after: .seconds(begin + seconds)))
        guard to.soc > from.soc else { continue }
        let mean = (to.energyKwh - from.energyKwh) / seconds * 3600
        // The course goes in steps of a quarter of a percent.
        let powers = stride(from: from.soc - 0.25, through: to.soc + 0.25, by: 0.02).map(acceptance.power(at:))
        let slack = 0.02 * max(pair.car.dcKw ?? 0, pair.limit)
        #expect(mean >= (powers.min() ?? 0) - slack, "seed \(seed) \(pair)")
        #expect(mean <= (powers.max() ?? 0) + slack, "seed \(seed) \(pair)")
      }
    }
  }

  @Test(
    arguments: [
      (7.4, 1, 7.4, 7.4), (7.4, 1, 11, 3.667), (7.4, 1, 16, 5.333), (7.4, 1, 22, 7.333), (11, 3, 11, 11),
      (11, 3, 22, 11),
      (22, 3, 11, 11), (11, 3, 7.4, 3.667), (43, 3, 43, 43),
    ] as [(Double, Int, Double, Double)])
  func `alternating current is counted phase by phase`(
    _ carKw: Double, _ phases: Int, _ pointKw: Double, _ expected: Double
  ) throws {
    let car = Car(usableKwh: 50, acKw: carKw, acPhases: phases, dcKw: nil, sockets: [.type2])
    let acceptance = try #require(Acceptance(car, at: Outlet(power: Power(kilowatts: pointKw), sockets: [.type2])))
    #expect(abs(acceptance.power(at: 50) - expected * 0.9) < 0.01)
  }

  @Test func `the plugs decide the current, and whether there is any`() {
    func connection(_ sockets: [SocketName]) -> Outlet.Connection? {
      Outlet(power: .sample, sockets: sockets).connection(to: Self.zoe)
    }
    #expect(connection([.ccs, .type2]) == .direct)
    #expect(connection([.type2]) == .alternating(most: .infinity))
    #expect(connection([.chademo]) == nil && connection([.ef]) == nil)
    #expect(connection([]) == .alternating(most: .infinity))
  }

  @Test func `cold slows a charge down`() throws {
    let outlet = Outlet(power: Power(kilowatts: 150), sockets: [.ccs])
    let warm = try #require(Acceptance(Self.zoe, at: outlet))
    let cold = try #require(Acceptance(Self.zoe, at: outlet, temperature: 0))
    #expect(abs(cold.power(at: 30) / warm.power(at: 30) - 0.64) < 0.01)
  }

  @Test func `half an hour from 20 percent gives what was measured in the field`() throws {
    // The middle of 111 cars: 39 % at 24 kW, 58 % at 50 kW, 77 % at 100 kW.
    let car = Car(usableKwh: 58, acKw: 11, acPhases: 3, dcKw: 100, sockets: [.type2, .ccs])
    for (kilowatts, expected) in [(24.0, 39.0), (50, 58), (100, 77)] {
      let acceptance = try #require(Acceptance(car, at: Outlet(power: Power(kilowatts: kilowatts), sockets: [.ccs])))
      let end = ChargeCourse(car, acceptance, from: 20, to: 100).sample(after: .seconds(1800))
      #expect(abs(end.soc - expected) < 6, "\(kilowatts) kW: \(end.soc)")
    }
  }

  @Test(
    arguments: [
      ("0,35 €/kWh", 0.35), ("0.5€/kWh", 0.5), ("0,49 € TTC / kWh", 0.49), ("gratuit", nil), ("5 €/h", nil),
      ("0,35 €/kWh puis 0,10 €/min", nil), ("", nil), ("-1 €/kWh", nil), ("nan€/kwh", nil),
    ] as [(String, Double?)])
  func `a tariff is understood for certain or not at all`(_ tariff: String, _ rate: Double?) {
    #expect(EnergyRate.read(tariff) == rate)
  }
}
