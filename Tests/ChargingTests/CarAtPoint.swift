import Accounts
import Stations
import TestSupport

@testable import Charging

/// Any car at any point where it fits, and what its driver wants.
struct CarAtPoint {
  let car: Car
  let outlet: Outlet
  let start: Double
  let target: Double

  init(_ random: inout SplitMix) {
    let dcKw = Bool.random(using: &random) ? Double.random(in: 20...350, using: &random) : nil
    var curve: [Car.Measured]?
    if let dcKw, Bool.random(using: &random) {
      let states = Set((0...20).map { _ in Int.random(in: 0...100, using: &random) }).sorted()
      curve = states.map { Car.Measured(soc: Double($0), kw: Double.random(in: 0...dcKw, using: &random)) }
    }
    car = Car(
      usableKwh: .random(in: 1...120, using: &random), acKw: .random(in: 2...43, using: &random),
      acPhases: .random(in: 1...3, using: &random), dcKw: dcKw, sockets: dcKw == nil ? [.type2] : [.type2, .ccs],
      curve: curve)
    outlet = Outlet(
      power: Bool.random(using: &random) ? Power(watts: .random(in: 1000...400_000, using: &random)) : nil,
      sockets: Bool.random(using: &random) ? [.type2] : [.type2, .ccs, .ef])
    start = .random(in: 0..<99, using: &random)
    target = .random(in: start + 0.01...100, using: &random)
  }

  /// What neither the car nor the point lets through.
  var limit: Double {
    let own = outlet.connection(to: car) == .direct ? car.dcKw ?? 0 : car.acKw
    return min(own, outlet.power?.kilowatts ?? .infinity)
  }
}
