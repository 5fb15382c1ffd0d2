import HTTP
import Resources

/// What a plant is: the kinds of device that give or keep energy.
enum PlantKind: String, CaseIterable, Field {
  case solar, wind, hydro, geothermal, biomass, battery, other

  var deviceKind: DeviceKind { DeviceKind(rawValue: rawValue) ?? .other }

  /// Its power and its energy, and what a device of its kind must have.
  var metrics: [WantedMetric] {
    let keys = Set(deviceKind.required).union([.power, .energy])
    return keys.sorted().map { WantedMetric(key: $0, period: nil, precision: nil) }
  }
}

/// Wh, as somebody declares them.
typealias Amount = BoundedNumber<AmountRule>

enum AmountRule: NumberRule {
  static let bounds = Bounds(1...1_000_000_000_000)
  static let sample = 5000
}

/// Wh that may be none.
typealias Quantity = BoundedNumber<QuantityRule>

enum QuantityRule: NumberRule {
  static let bounds = Bounds(0...1_000_000_000_000)
  static let sample = 40_000
}

typealias PeakPower = BoundedNumber<PeakPowerRule>

enum PeakPowerRule: NumberRule {
  static let bounds = Bounds(1...1_000_000_000_000)
  static let sample = 9000
}

/// The part of what goes in that comes through, kept with six decimals.
typealias Efficiency = BoundedNumber<EfficiencyRule>

enum EfficiencyRule: NumberRule {
  static let bounds = Bounds.above(0.0, upTo: 1)
  static let sample = 0.95
}

/// What of storage a request says.
struct WantedStorage: Decodable, Sendable {
  let capacityWh: Amount
  let efficiencyIn: Efficiency?
  let efficiencyOut: Efficiency?
}

/// The id in a path below /api/plants.
struct PlantPath: Decodable, Sendable {
  let id: Plant.ID
}
