import Accounts
import HTTP
import Postgres
import Stations
import TestSupport
import Testing

@testable import Charging

/// Alternating current in steps of a tenth of a kilowatt, as people and files write it.
@Suite struct PowerTests {
  private static let tenths = 10...430

  private static func kilowatts(_ tenths: Int) -> JSON { .number("\(tenths / 10).\(tenths % 10)") }

  /// In whole watts, phase by phase, with what the charger on board loses.
  private static func expected(point: Int, car: Int, phases: Int) -> Double {
    let pointPhases = point <= 7400 ? 1 : 3
    return min(Double(point) / Double(pointPhases), Double(car) / Double(phases)) * Double(min(pointPhases, phases))
      / 1000 * 0.9
  }

  @Test func `a forecast is the lesser of car and point, phase by phase, at every power`() async throws {
    let test = try await TestCharging.make()
    var cars: [String] = []
    for phases in 1...3 {
      let car: JSON = [
        "name": "Auto", "usableKwh": 1000, "acKw": 1, "acPhases": .integer(phases), "sockets": ["type2"],
      ]
      let added = try await test.driver.call(.post, "/api/vehicles", json: car)
      cars.append(try #require(added.text("id"), "\(added.text)"))
    }
    try await test.database.execute("update charge_points set sockets = 2")
    for tenths in Self.tenths {
      let written = Self.kilowatts(tenths)
      let power = try Power(.json(written))
      try await test.database.execute("update charge_points set power_w = \(power)")
      try await test.database.execute("update vehicles set ac_kw = \(try Double(.json(written)))")
      #expect(try await test.shownPoint()["powerKw"].flatMap(Self.number) == Self.number(written))
      for (index, id) in cars.enumerated() {
        let forecast = try await test.driver.call(.get, "/api/points/\(test.point)/forecast?vehicleId=\(id)&soc=10")
        let average = try #require(forecast.number("averageKw"), "\(forecast.text)")
        let wanted = Self.expected(point: tenths * 100, car: tenths * 100, phases: index + 1)
        #expect(average <= wanted + 1e-9 && average > wanted - 0.0101, "\(written), \(index + 1) phases")
      }
    }
  }

  private static func number(_ json: JSON) -> Double? { if case .number(let text) = json { Double(text) } else { nil } }

  @Test func `so it is for cars of any power at points of any power`() throws {
    for tenths in Self.tenths {
      let outlet = Outlet(power: try Power(.json(Self.kilowatts(tenths))), sockets: [.type2])
      for watts in [2300, 3700, 7200, 7400, 11_000, 22_000, 43_000] {
        for phases in 1...3 {
          let car = Car(
            usableKwh: 50, acKw: Double(watts) / 1000, acPhases: phases, dcKw: nil, sockets: [.type2])
          let acceptance = try #require(Acceptance(car, at: outlet))
          let wanted = Self.expected(point: tenths * 100, car: watts, phases: phases)
          #expect(abs(acceptance.power(at: 50) - wanted) < 1e-9, "\(tenths * 100) W, \(watts) W, \(phases) phases")
        }
      }
    }
  }
}
