import Postgres

/// The rules of the game that hold in the database whatever homes and servers did.
struct CommunityCheck {
  let database: Database

  /// A sentence for each rule, and whether it holds.
  func results() async throws -> [(rule: String, holds: Bool)] {
    [
      ("the best teams have a rank", try await count(Self.ranked) > 0),
      ("one household is in one team", try await count(Self.twice) == 0),
      ("every player has points", try await count(Self.without) == 0),
      ("what is superseded names its successor, and one row counts for each thing", try await count(Self.lost) == 0),
      ("no team's energy is told below ten homes", try await count(Self.told) == 0),
      ("nobody's word counts for themselves", try await count(Self.own) == 0),
      ("box and meter agree, day by day", try await count(Self.diverging) == 0),
    ]
  }

  private func count(_ sql: SQL) async throws -> Int {
    try await database.first("select count(*) from (\(sql: sql)) as found") { try $0.next(Int.self) } ?? 0
  }

  private static let ranked: SQL = """
    select from community_progress g join community_memberships m on m.player_id = g.player_id and m.left_at is null
      cross join (select * from community_thresholds order by id desc limit 1) t
    where g.days >= t.member_days and g.days * 100 >= g.passed * t.member_coverage
    """
  private static let twice: SQL =
    "select player_id from community_memberships where left_at is null group by 1 having count(*) > 1"
  private static let without: SQL =
    "select id from community_players where id not in (select player_id from community_points)"
  private static let lost: SQL =
    "select id from community_points where state = 'superseded' and superseded_by is null"
  private static let told: SQL = "select team_id from community_team_weeks where wh is not null and homes < 10"
  private static let own: SQL =
    "select from community_answers n join community_actions a on a.id = n.action_id where a.player_id = n.player_id"
  private static let diverging: SQL = """
    select from home_agreements a join community_players p on p.home_id = a.home_id join accounts c on c.id = p.account_id
    where a.verdict = 'diverging' and c.email like 'community-%'
    """
}
