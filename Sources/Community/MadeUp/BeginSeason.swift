import Accounts
import Homes
import Postgres
import Resources
import Runtime

extension MadeUpSeason {
  /// Season, teams, homes and players, and what they have done in the weeks that have passed.
  static func begin(in transaction: Transaction, ids: IdentifierSource, at now: Instant) async throws {
    let first = France.zone.local(now).day.adding(-past)
    let season = ids.next(Season.self, at: now)
    try await transaction.execute(
      """
      insert into community_seasons (id, name, first_day, last_day, rules, state, created_at, demonstration)
      values (\(season), 'Saison de démonstration', \(first), \(first.adding(past + 56)), \(try SeasonRules.usual.stored), 'open',
        \(now), true)
      """)
    let accounts = try await MadeUpNeighbours.enlist(MadeUpTeams.homes, at: now, in: transaction)
    let homes = try await MadeUpHomes.furnish(
      accounts.enumerated().map { number, account in
        MadeUpHomes.Wanted(
          account: account, number: number + 1, adults: 1 + number % 2, children: number % 3,
          heating: ["electric", "gas", "heatPump", "electric"][number % 4])
      }, at: now, in: transaction)
    let start = France.zone.start(of: first.adding(-1))
    let players = homes.map { _ in ids.next(Player.self, at: start) }
    try await transaction.execute(
      """
      insert into community_players (id, account_id, home_id, mode, pseudonym, show_name, joined_at)
      select id, account, home, 'simple', name, false, \(start)
      from unnest(\(players)::uuid[], \(accounts)::uuid[], \(homes)::uuid[], \(players.map(Nickname.made)))
        as made (id, account, home, name)
      """)
    try await gather(players, at: start, ids, in: transaction)
    try await act(players, in: season, from: first, ids, in: transaction)
    try await transaction.execute("update community_changes set number = number + 1")
  }

  private static func gather(
    _ players: [Player.ID], at start: Instant, _ ids: IdentifierSource, in transaction: Transaction
  ) async throws {
    let teams = MadeUpTeams.all.map { _ in ids.next(Team.self, at: start) }
    try await transaction.execute(
      """
      insert into community_teams (id, name, code, created_at, demonstration)
      select id, name, code, \(start), true
      from unnest(\(teams)::uuid[], \(MadeUpTeams.all.map(\.name)),
        \(teams.map { _ in TeamCode.made(from: ids.next(TeamCode.self, at: start)) })) as made (id, name, code)
      """)
    let places = players.indices.map { teams[MadeUpTeams.team(of: $0)] }
    try await transaction.execute(
      """
      insert into community_memberships (id, team_id, player_id, joined_at, joined_on)
      select gen_random_uuid(), team, player, \(start), \(France.zone.local(start).day)
      from unnest(\(places)::uuid[], \(players)::uuid[]) as made (team, player)
      """)
  }

  /// Two neighbours have seen the first step of each.
  private static func act(
    _ players: [Player.ID], in season: Season.ID, from first: CivilDay, _ ids: IdentifierSource,
    in transaction: Transaction
  ) async throws {
    let done = players.indices.flatMap { home in MadeUpTeams.actions(of: home).map { (home, $0.action, $0.day) } }
    let moments = done.map { France.zone.start(of: first.adding($0.2)) + .seconds(19 * 3600) }
    let actions = moments.map { ids.next(DeclaredAction.self, at: $0) }
    try await transaction.execute(
      """
      insert into community_actions (id, player_id, season_id, action, evidence, declared_at, valid)
      select id, player, \(season), action, 'declared', at, daterange((at at time zone 'Europe/Paris')::date, \(first.adding(past + 57)))
      from unnest(\(actions)::uuid[], \(done.map { players[$0.0] })::uuid[], \(done.map(\.1.rawValue)), \(moments))
        as made (id, player, action, at)
      """)
    try await transaction.execute(
      """
      insert into community_answers (action_id, player_id, confirms, at)
      select a.id, n.player_id, true, a.declared_at + interval '1 day'
      from community_actions a join community_memberships m on m.player_id = a.player_id
        cross join lateral (
          select o.player_id from community_memberships o where o.team_id = m.team_id and o.player_id <> a.player_id
          order by o.player_id limit 2) as n
      where a.season_id = \(season) and a.action = 'shutters'
      """)
  }
}
