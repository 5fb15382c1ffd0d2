import Postgres
import Resources
import Runtime
import Synchronization

/// The last ranking of this instance, for as long as nothing has changed that could move it.
final class KeptStandings: Sendable {
  private struct Kept {
    let change: Int
    let day: CivilDay
    let standings: Standings?
  }

  private let kept = Mutex<Kept?>(nil)

  func standings(_ change: Int, _ day: CivilDay) -> Standings?? {
    kept.withLock { kept in kept.flatMap { $0.change == change && $0.day == day ? .some($0.standings) : nil } }
  }

  func keep(_ standings: Standings?, _ change: Int, _ day: CivilDay) {
    kept.withLock { $0 = Kept(change: change, day: day, standings: standings) }
  }
}

extension CommunityFeature {
  /// Of the season that people look at; nil before the first.
  func standings() async throws -> Standings? {
    let today = France.zone.local(clock.now).day
    let number = try await database.readFirst("select number from community_changes") { try $0.next(Int.self) } ?? 0
    if let known = kept.standings(number, today) { return known }
    guard let season = try await seasonToShow(in: database) else { return nil }
    let made = try await standings(of: season)
    kept.keep(made, number, today)
    return made
  }

  private func standings(of season: Season) async throws -> Standings {
    let teams = try await database.query("select id, name, demonstration from community_teams") { row in
      (id: try row.next(Team.ID.self), name: try row.next(String.self), isMadeUp: try row.next(Bool.self))
    }
    return Standings(
      teams: teams.map { ($0.id, $0.name) }, members: try await members(season), rules: season.rules,
      madeUp: Set(teams.filter(\.isMadeUp).map(\.id)))
  }

  /// Points that count for a team: those earned since it was joined. What is reckoned over a season counts from the row that
  /// was reckoned since then, and from the player's own where the team was joined before the season began.
  private func members(_ season: Season) async throws -> [MemberPoints] {
    let rows = try await database.query(
      """
      with threshold as (select * from community_thresholds order by id desc limit 1)
      select pl.id, m.team_id, pl.mode, coalesce(g.days >= t.member_days
          and g.days * 100 >= g.passed * t.member_coverage, false), p.rule, sum(p.points)
      from community_memberships m join community_players pl on pl.id = m.player_id
        cross join threshold t
        left join community_progress g on g.player_id = pl.id and g.season_id = \(season.id)
        left join community_points p on p.player_id = pl.id and p.season_id = \(season.id)
          and p.state in ('provisional', 'final') and case
            when p.key like 'team:%' then p.key = 'team:' || m.id
            when p.key = 'season' then m.joined_on <= \(season.first)
            else p.earned_at >= m.joined_at end
      where m.left_at is null group by pl.id, m.team_id, pl.mode, 4, p.rule
      """
    ) { row in
      Counted(
        player: try row.next(), team: try row.next(), mode: try row.word(), isCounted: try row.next(),
        rule: try row.wordIfAny(), points: try row.next(Int?.self) ?? 0)
    }
    return Counted.merged(rows)
  }

  private struct Counted {
    let player: Player.ID
    let team: Team.ID
    let mode: Mode
    let isCounted: Bool
    let rule: RuleName?
    let points: Int

    static func merged(_ rows: [Counted]) -> [MemberPoints] {
      var members: [Player.ID: MemberPoints] = [:]
      for row in rows {
        var member =
          members[row.player]
          ?? MemberPoints(player: row.player, team: row.team, mode: row.mode, isCounted: row.isCounted, points: [:])
        if let rule = row.rule { member.points[rule, default: 0] += row.points }
        members[row.player] = member
      }
      return members.values.sorted { $0.player < $1.player }
    }
  }
}
