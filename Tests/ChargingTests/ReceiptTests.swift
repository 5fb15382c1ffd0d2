import Runtime
import TestSupport
import Testing

@testable import Charging
@testable import Reservations

/// What a driver is shown, of any charge at any moment.
@Suite struct ReceiptTests {
  private static let start = Instant(seconds: 1_795_248_000)

  /// As it is stored once it has begun: with the end that its course has in so many half-hours.
  private func stored(_ pair: CarAtPoint, halfHours: Int, tariff: String?) throws -> StoredCharge {
    let acceptance = try #require(Acceptance(pair.car, at: pair.outlet))
    let limit = Self.start + .seconds(halfHours * 1800)
    let end = ChargeCourse(pair.car, acceptance, from: pair.start, to: pair.target).end(
      startedAt: Self.start, until: limit)
    return StoredCharge(
      id: IdentifierSource.random.next(Charge.self, at: Self.start), startedAt: Self.start, startSoc: pair.start,
      targetSoc: pair.target, car: pair.car, outlet: pair.outlet, bookedUntil: limit, endsAt: end.at,
      endReason: end.reason, reservations: [], tariff: tariff, isFree: nil,
      vehicleName: nil,
      point: .init(number: 1, irveId: "FRABCE1", powerKw: nil, sockets: [], location: .init(lat: 48, lon: 2)),
      station: .init(
        id: IdentifierSource.random.next(at: Self.start), name: "Halles", city: "Paris",
        address: .init(street: nil, postcode: nil, city: "Paris"), demonstration: false),
      timeZone: "Europe/Paris", gridRate: 50)
  }

  @Test func `what is shown grows, passes no limit, and adds up to the receipt`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    for _ in 0..<200 {
      let pair = CarAtPoint(&random)
      let stored = try stored(pair, halfHours: .random(in: 1...4, using: &random), tariff: "0,40 €/kWh")
      let length = stored.endsAt - stored.startedAt
      for _ in 0..<5 {
        let now = stored.startedAt + .microseconds(Int64.random(in: 0...2 * length.microseconds + 1, using: &random))
        let charge = try stored.charge(at: now)
        try expectSound(charge, pair, "seed \(seed) \(pair)")
        #expect((charge.state == .finished) == (now >= stored.endsAt), "seed \(seed)")
        #expect((charge.receipt == nil) == (charge.state == .charging), "seed \(seed)")
      }
      let last = try stored.charge(at: stored.endsAt)
      let later = try stored.charge(at: stored.endsAt + .seconds(86_400))
      #expect(last.curve.map(\.at) == later.curve.map(\.at) && last.energyKwh == later.energyKwh, "seed \(seed)")
      #expect(last.curve.last?.at == stored.endsAt, "seed \(seed)")
      let receipt = try #require(last.receipt, "seed \(seed)")
      #expect(receipt.energyKwh == last.energyKwh && receipt.energyKwh == last.curve.last?.energyKwh, "seed \(seed)")
      #expect(receipt.minutes == last.elapsedSeconds / 60, "seed \(seed)")
      #expect(abs(receipt.socGained - (last.soc - pair.start)) <= 0.1, "seed \(seed)")
      #expect(abs(receipt.energyKwh - receipt.socGained / 100 * pair.car.usableKwh) < 0.15, "seed \(seed) \(pair)")
      #expect(receipt.averageKw <= pair.limit, "seed \(seed)")
      #expect(receipt.price == (receipt.energyKwh * 0.4 * 100).rounded() / 100, "seed \(seed)")
      if last.endReason == .target { #expect(last.soc == pair.target.cut(1), "seed \(seed)") }
      if last.endReason == .slotEnd { #expect(stored.endsAt == stored.bookedUntil, "seed \(seed)") }
    }
  }

  /// A moment every minute, none that says less than the one before.
  private func expectSound(_ charge: Charge, _ pair: CarAtPoint, _ what: Comment) throws {
    let last = try #require(charge.curve.last, what)
    #expect(charge.curve.first?.at == charge.startedAt && charge.curve.first?.energyKwh == 0, what)
    #expect(last.soc == charge.soc && last.energyKwh == charge.energyKwh, what)
    #expect(charge.elapsedSeconds == Int((last.at - charge.startedAt).inSeconds), what)
    for (moment, next) in zip(charge.curve, charge.curve.dropFirst()) {
      #expect(moment.at < next.at && next.at <= moment.at + .seconds(60), what)
      #expect(moment.soc <= next.soc && moment.energyKwh <= next.energyKwh, what)
    }
    #expect(charge.curve.allSatisfy { 0...pair.limit ~= $0.powerKw && $0.soc <= pair.target }, what)
    #expect(charge.state == .finished || charge.remainingSeconds > 0, what)
  }
}
