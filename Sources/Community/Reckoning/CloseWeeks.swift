import HTTP
import Postgres
import Runtime

extension CommunityFeature {
  /// A week is told ten days after its end.
  private static let settling = 10

  /// Writes what teams drew in weeks that are over: homes that were in the team all week and have all seven days certified,
  /// where there are enough of them. What was written is not reckoned again.
  func closeWeeks(of season: Season, at now: Instant, in transaction: Transaction) async throws {
    let today = France.zone.local(now).day
    let least = try await thresholds(in: transaction).leastHomes
    try await transaction.execute(
      """
      insert into community_team_weeks (team_id, monday, homes, wh)
      select whole.team_id, whole.monday, count(*)::integer, sum(whole.wh)::bigint from (
        select m.team_id, weeks.monday, pl.home_id, sum(d.drawn_wh) as wh
        from generate_series(\(season.first)::date - (extract(isodow from \(season.first)::date)::integer - 1),
            least(\(season.last), \(today.adding(-Self.settling - 6)))::timestamp, interval '7 days') as every (at)
          cross join lateral (select every.at::date as monday) as weeks
          join community_memberships m on m.joined_on <= weeks.monday
            and (m.left_on is null or m.left_on > weeks.monday + 6)
          join community_players pl on pl.id = m.player_id
          join community_days d on d.home_id = pl.home_id and d.day between weeks.monday and weeks.monday + 6
        where weeks.monday >= \(season.first) and weeks.monday + 6 <= \(season.last) and d.certified
          and d.drawn_wh is not null and community_may_use(pl.home_id, \(now))
          and not exists (
            select from community_team_weeks w where w.team_id = m.team_id and w.monday = weeks.monday)
        group by m.team_id, weeks.monday, pl.home_id having count(*) = 7
      ) as whole
      group by whole.team_id, whole.monday having count(*) >= \(least)
      on conflict do nothing
      """)
  }
}
