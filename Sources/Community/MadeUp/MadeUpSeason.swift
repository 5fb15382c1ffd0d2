import Accounts
package import Homes
package import Postgres
import Resources
package import Runtime

/// A season of a demonstration, with teams and players who do not exist: a newcomer finds a podium. A season that somebody opens
/// takes its place, and all of it goes.
package enum MadeUpSeason {
  /// Of the season that have passed when it begins; newcomers whose meter has told four weeks count in it.
  static let past = 34
  /// Days before it, that say how a home was.
  static let before = 45
  private static let ahead = 56

  /// A home, and the days that its meter has not told yet.
  package struct Untold: Sendable {
    package let home: Home.ID
    package let number: Int
    package let usagePoint: String
    package let days: [CivilDay]
    let season: CivilDay

    /// What the home draws of what it would have drawn, in hundredths, in the half-hour that begins at so many minutes of the day.
    package func share(on day: CivilDay, minute: Int) -> Int {
      guard day >= season else { return 100 }
      let isShedding = MadeUpTeams.sheds(number, on: day.daysSince1970, weekday: day.weekday)
      return isShedding && (1080..<1200).contains(minute) ? 15 : MadeUpTeams.share(of: number)
    }
  }

  /// What is missing of it, once it is there; empty where somebody has opened a season.
  package static func untold(
    in transaction: Transaction, ids: IdentifierSource = .random, at now: Instant
  ) async throws -> [Untold] {
    try await hold(in: transaction)
    let hasAny = try await transaction.first("select exists (select from community_seasons)") { try $0.next(Bool.self) }
    if hasAny == false { try await begin(in: transaction, ids: ids, at: now) }
    let yesterday = France.zone.local(now).day.adding(-1)
    try await transaction.execute(
      """
      update community_seasons set last_day = least(\(yesterday.adding(ahead)), first_day + 730)
      where demonstration and state = 'open' and last_day < \(yesterday.adding(7))
      """)
    return try await transaction.query(
      """
      select h.id, -c.authorisation, h.usage_point, s.first_day,
        coalesce((select max(d.day) from curve_days d where d.home_id = h.id), s.first_day - \(Int32(before) + 1))
      from community_seasons s join home_consents c on c.authorisation < 0 join homes h on h.id = c.home_id
      where s.demonstration and s.state = 'open' order by c.authorisation desc
      """
    ) { row in
      let (home, number, point) = (try row.next(Home.ID.self), try row.next(Int.self), try row.next(String.self))
      let (first, told) = (try row.next(CivilDay.self), try row.next(CivilDay.self))
      let days = (0..<max(0, yesterday.daysSince1970 - told.daysSince1970)).map { told.adding($0 + 1) }
      return Untold(home: home, number: number - 1, usagePoint: point, days: days, season: first)
    }.filter { !$0.days.isEmpty }
  }

  /// A home's meter tells its days, and on some of them it gave up load as it had said the day before.
  package static func tell(
    _ untold: Untold, _ days: [(day: CivilDay, watts: [Int])], in transaction: Transaction
  ) async throws {
    try await MadeUpHomes.measure(untold.home, days, in: transaction)
    let evenings = days.map(\.day).filter {
      $0 >= untold.season && MadeUpTeams.sheds(untold.number, on: $0.daysSince1970, weekday: $0.weekday)
    }
    try await transaction.execute(
      """
      insert into community_sheddings (id, player_id, season_id, during, watts, created_at)
      select gen_random_uuid(), pl.id, s.id, tstzrange((day + time '18:00') at time zone 'Europe/Paris',
        (day + time '20:00') at time zone 'Europe/Paris'), 2000, (day - 1)::timestamp at time zone 'Europe/Paris'
      from community_players pl cross join community_seasons s cross join unnest(\(evenings)) as evening (day)
      where pl.home_id = \(untold.home) and s.demonstration on conflict do nothing
      """)
  }

  /// It goes, with all that anybody earned in it.
  package static func end(in transaction: Transaction) async throws {
    try await hold(in: transaction)
    let isThere = try await transaction.first("select exists (select from community_seasons where demonstration)") {
      try $0.next(Bool.self)
    }
    guard isThere == true else { return }
    for table in [
      "delete from community_points t using community_seasons s where s.id = t.season_id and s.demonstration",
      "delete from community_actions t using community_seasons s where s.id = t.season_id and s.demonstration",
      "delete from community_sheddings t using community_seasons s where s.id = t.season_id and s.demonstration",
      "delete from community_players where account_id in (select id from accounts where demonstration)",
      "delete from community_teams where demonstration", "delete from community_seasons where demonstration",
      "update community_changes set number = number + 1",
    ] as [SQL] { try await transaction.execute(table) }
    try await MadeUpHomes.forget(in: transaction)
    try await MadeUpNeighbours.dismiss(in: transaction)
  }

  private static func hold(in transaction: Transaction) async throws {
    try await transaction.execute("select pg_advisory_xact_lock(hashtextextended('made-up season', 0))")
  }
}
