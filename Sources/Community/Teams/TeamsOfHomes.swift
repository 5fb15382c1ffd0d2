package import Homes
package import Postgres

extension CommunityFeature {
  /// The teams that homes play in.
  package static func teams(of homes: [Home.ID], in database: any Querying) async throws -> [Home.ID: String] {
    let found = try await database.query(
      """
      select pl.home_id, m.team_id::text from community_players pl join community_memberships m on m.player_id = pl.id
      where pl.home_id = any(\(homes)) and m.left_at is null
      """
    ) { row in (try row.next(Home.ID.self), try row.next(String.self)) }
    return Dictionary(found, uniquingKeysWith: { first, _ in first })
  }
}
