import Stations

/// How many kilowatts enter a battery at each state of charge, at one point.
package struct Acceptance: Sendable {
  private let car: Car
  private let connection: Outlet.Connection
  /// The limit of the cable, whatever the battery would take.
  private let limit: Double
  /// 1 at 25 degrees and above.
  private let warmth: Double

  /// The efficiency of the charger on board, from alternating to direct current.
  private static let onBoardEfficiency = 0.9
  /// The middle of 113 measured curves, as parts of the peak.
  private static let typical: [(soc: Double, part: Double)] = [
    (0, 0.97), (10, 0.96), (20, 0.95), (30, 0.97), (40, 0.94), (50, 0.85), (60, 0.70), (70, 0.57), (80, 0.48),
    (85, 0.39), (90, 0.30), (95, 0.22), (100, 0.12),
  ]

  /// Nil when the car does not fit.
  package init?(_ car: Car, at outlet: Outlet, temperature: Double = 25) {
    guard let connection = outlet.connection(to: car) else { return nil }
    self.car = car
    self.connection = connection
    limit =
      switch connection {
      case .direct: min(outlet.power?.kilowatts ?? 50, car.dcKw ?? 0)
      case .alternating(let most):
        min(Acceptance.alternating(outlet.power?.watts ?? 22_000, car), most) * Acceptance.onBoardEfficiency
      }
    // Measured on old passive packs: at 0 degrees 36 % less.
    warmth = max(0.4, min(1, 1 - (25 - temperature) * 0.0144))
  }

  /// Phase by phase: a car with one phase draws a third of what a point with three gives.
  private static func alternating(_ watts: Int32, _ car: Car) -> Double {
    let phases = watts <= 7_400 ? 1.0 : 3.0
    let carPhases = Double(car.acPhases)
    return min(Double(watts) / 1000 / phases, car.acKw / carPhases) * min(phases, carPhases)
  }

  /// Kilowatts that enter the battery.
  package func power(at soc: Double) -> Double {
    switch connection {
    case .direct: min(limit, direct(at: soc) * warmth)
    case .alternating: limit * (soc <= 95 ? 1 : max(0.2, 1 - (soc - 95) * 0.16))
    }
  }

  private func direct(at soc: Double) -> Double {
    guard let peak = car.dcKw else { return 0 }
    if let curve = car.curve { return Self.interpolate(curve.map { (soc: $0.soc, value: $0.kw) }, at: soc) }
    return peak * Self.interpolate(Self.typical.map { (soc: $0.soc, value: $0.part) }, at: soc)
  }

  private static func interpolate(_ points: [(soc: Double, value: Double)], at soc: Double) -> Double {
    guard let first = points.first, let last = points.last else { return 0 }
    if soc <= first.soc { return first.value }
    for (left, right) in zip(points, points.dropFirst()) where soc <= right.soc {
      let part = (soc - left.soc) / (right.soc - left.soc)
      return left.value + (right.value - left.value) * part
    }
    return last.value
  }
}
