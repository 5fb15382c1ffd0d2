import HTTP
import Runtime

/// The outcome of a finished charge. A price only where the tariff says it in so many words; most say nothing.
package struct Receipt: Codable, Sendable {
  enum PriceKind: String, CaseIterable, Field { case free, perKwh, unknown }

  let energyKwh: Double
  let minutes: Int
  let socGained: Double
  let averageKw: Double
  let priceKind: PriceKind
  /// Euros; absent when nobody knows.
  let price: Double?
  let tariff: String?
  /// Carbon dioxide, by the readings of its time.
  let gridGrams: Int?
}

extension StoredCharge {
  func receipt(_ end: ChargeCourse.Sample, from start: Instant, to moment: Instant) -> Receipt {
    let seconds = (moment - start).inSeconds
    // The energy as it is written: reckoning it up again gives the same.
    let energy = end.energyKwh.cut(3)
    let (kind, price) = price(of: energy)
    return Receipt(
      energyKwh: energy, minutes: Int(seconds / 60), socGained: (end.soc - startSoc).cut(1),
      averageKw: seconds > 0 ? (end.energyKwh / seconds * 3600).cut(2) : 0, priceKind: kind, price: price,
      tariff: tariff, gridGrams: grams(of: energy))
  }

  private func price(of energy: Double) -> (Receipt.PriceKind, Double?) {
    if isFree == true { return (.free, 0) }
    guard let rate = tariff.flatMap(EnergyRate.read) else { return (.unknown, nil) }
    return (.perKwh, (energy * rate * 100).rounded() / 100)
  }
}

/// The one form of a tariff that is understood for certain: `0,35 €/kWh` and nothing else.
enum EnergyRate {
  /// Euros a kilowatt-hour.
  static func read(_ tariff: String) -> Double? {
    let plain = tariff.lowercased().filter { !$0.isWhitespace }
    for unit in ["€/kwh", "eur/kwh", "euro/kwh", "€ttc/kwh", "€/kwhttc"] where plain.hasSuffix(unit) {
      let number = plain.dropLast(unit.count).map { $0 == "," ? "." : $0 }
      guard let rate = Double(String(number)), (0.01...5).contains(rate) else { return nil }
      return rate
    }
    return nil
  }
}
