package import Charging
package import HTTP
package import Postgres
package import Reservations
package import Runtime

/// Drivers who do not exist, at the stations of a demonstration and nowhere else: they book, plug in, leave and break their
/// word, so that a map has something to show. What they do goes through the use cases of people, under the same rules.
package struct CrowdFeature: Sendable {
  /// How many there are; 0 sends those home that are there.
  let size: Int
  let database: Database
  let reservations: ReservationsFeature
  let charging: ChargingFeature
  let clock: WallClock
  let random: Dice
  /// False while a country may still be filled: whoever reads its tables then stands in the way.
  let isOpen: @Sendable () -> Bool

  package init(
    of size: Int, database: Database, reservations: ReservationsFeature, charging: ChargingFeature, clock: WallClock,
    random: Dice = .system, isOpen: @escaping @Sendable () -> Bool
  ) {
    (self.size, self.database, self.clock) = (size, database, clock)
    (self.reservations, self.charging) = (reservations, charging)
    (self.random, self.isOpen) = (random, isOpen)
  }

  package var feature: Feature { Feature(routes: [], work: work) }

  private var work: [BackgroundWork] {
    if size == 0 { return [.once("demonstration ends") { try await alone { try await leave(from: 1) } }] }
    return [
      BackgroundWork("demonstration", every: .seconds(2)) { try await live() },
      BackgroundWork("demonstration sweep", every: .seconds(600)) { try await sweep() },
    ]
  }
}

/// Draws numbers: by chance in the program, from a seed in a test.
package struct Dice: Sendable {
  private let draw: @Sendable () -> UInt64

  package init(_ draw: @escaping @Sendable () -> UInt64) { self.draw = draw }

  package static let system = Dice { UInt64.random(in: .min ... .max) }

  func chance(_ share: Double) -> Bool { Double(draw() >> 11) < share * 0x1p53 }

  func number(_ range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(draw() % UInt64(range.upperBound - range.lowerBound + 1))
  }
}
