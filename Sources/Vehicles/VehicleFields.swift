import Resources

/// The kilowatt-hours that a battery gives from full to empty.
typealias UsableEnergy = BoundedNumber<UsableEnergyRule>

enum UsableEnergyRule: NumberRule {
  static let bounds = Bounds.above(0.0, upTo: 1000)
  static let sample = 52.0
}

/// The kilowatts of the charger on board: no vehicle and no point in the field goes beyond 43 kW of alternating current.
typealias ACPower = BoundedNumber<ACPowerRule>

enum ACPowerRule: NumberRule {
  static let bounds = Bounds.above(0.0, upTo: 43)
  static let sample = 22.0
}

/// The kilowatts that the battery takes at its best from a fast charger.
typealias DCPower = BoundedNumber<DCPowerRule>

enum DCPowerRule: NumberRule {
  static let bounds = Bounds.above(0.0, upTo: 1000)
  static let sample = 130.0
}

typealias Phases = BoundedNumber<PhasesRule>

enum PhasesRule: NumberRule {
  static let bounds = Bounds(1...3)
  static let sample = 3
}
