import Resources

typealias Percent = BoundedNumber<PercentRule>

enum PercentRule: NumberRule {
  static let bounds = Bounds(1...100)
  static let sample = 80
}

typealias DayCount = BoundedNumber<DayCountRule>

enum DayCountRule: NumberRule {
  static let bounds = Bounds(1...366)
  static let sample = 14
}

/// From so many homes on energy is told; never fewer than ten.
typealias HomeCount = BoundedNumber<HomeCountRule>

enum HomeCountRule: NumberRule {
  static let bounds = Bounds(10...1000)
  static let sample = 10
}

/// Wh a day and unit of a household.
typealias DailyUse = BoundedNumber<DailyUseRule>

enum DailyUseRule: NumberRule {
  static let bounds = Bounds(1000...1_000_000)
  static let sample = 20_000
}

/// A share in thousandths.
typealias Permille = BoundedNumber<PermilleRule>

enum PermilleRule: NumberRule {
  static let bounds = Bounds(0...1000)
  static let sample = 10
}

typealias ToleranceEnergy = BoundedNumber<ToleranceEnergyRule>

enum ToleranceEnergyRule: NumberRule {
  static let bounds = Bounds(0...100_000)
  static let sample = 100
}
