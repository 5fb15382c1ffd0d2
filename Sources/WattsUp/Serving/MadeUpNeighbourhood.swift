import Community
import HTTP
import Household
import Postgres
import Runtime

/// Has the homes of a demonstration's season measure: some weeks of their past once, a home at a time, then a day each day.
struct MadeUpNeighbourhood: Sendable {
  /// With a demonstration they live; without one they are no more.
  let isLiving: Bool
  let database: Database
  let clock: WallClock
  let isOpen: @Sendable () -> Bool
  /// Thousands of half-hours would hold up the loop.
  private let workers = Workers(name: "neighbours", threads: 1, queueLimit: 4, niceness: 15)

  init(isLiving: Bool, database: Database, clock: WallClock, isOpen: @escaping @Sendable () -> Bool) {
    (self.isLiving, self.database, self.clock, self.isOpen) = (isLiving, database, clock, isOpen)
  }

  var feature: Feature { Feature(routes: [], work: [work]) }

  private var work: BackgroundWork {
    if isLiving { return BackgroundWork("demonstration's neighbours", every: .seconds(20)) { try await live() } }
    return .once("demonstration's neighbours end") {
      try await database.transaction { try await MadeUpSeason.end(in: $0) }
    }
  }

  private func live() async throws {
    guard isOpen() else { return }
    let now = clock.now
    let untold = try await database.transaction { try await MadeUpSeason.untold(in: $0, at: now) }
    for home in untold {
      try Task.checkCancellation()
      let days = try await workers.run { Self.measured(home) }
      try await database.transaction { try await MadeUpSeason.tell(home, days, in: $0) }
    }
  }

  private static func measured(_ untold: MadeUpSeason.Untold) -> [(day: CivilDay, watts: [Int])] {
    guard let house = Household(usagePoint: untold.usagePoint) else { return [] }
    return untold.days.map { day in
      let (start, end) = (Household.zone.start(of: day), Household.zone.start(of: day.adding(1)))
      let watts = (0..<Int((end.seconds - start.seconds) / 1800)).map { half in
        let at = start + .seconds(1800 * half)
        let minute = Household.zone.local(at).second / 60
        return house.power(at: at + .seconds(900)).used * untold.share(on: day, minute: minute) / 100
      }
      return (day, watts)
    }
  }
}
