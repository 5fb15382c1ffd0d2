import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/community/seasons, the newest first.
struct ListSeasons: Decodable, Sendable {
  let cursor: Cursor<Season>?
  let limit: PageLimit?
}

extension CommunityFeature {
  func listSeasons(_ call: Call<Nothing, ListSeasons, NoBody>, _: Driver) async throws -> Response {
    let (limit, cursor) = (call.query.limit?.count ?? 50, call.query.cursor?.id)
    let found = try await database.read(
      """
      select \(sql: Season.columns) from community_seasons s
      where \(cursor)::uuid is null or s.id < \(cursor) order by s.id desc limit \(limit + 1)
      """
    ) { try Season.Versioned(&$0).season }
    return try Page(found, limit: limit, at: "/api/community/seasons", call.request) { Cursor(id: $0.id) }.response()
  }

  func openSeason(in database: some Querying) async throws -> Season? {
    try await database.first("select \(sql: Season.columns) from community_seasons s where s.state = 'open'") {
      try Season.Versioned(&$0).season
    }
  }

  /// The one that points are earned in now.
  func seasonToPlay(in database: some Querying) async throws -> Season {
    guard let season = try await openSeason(in: database) else {
      throw Problem(
        .conflict, Text(fr: "Aucune saison n’est ouverte pour l’instant.", en: "No season is open at the moment."))
    }
    return season
  }

  /// The same for what is done on a day: after the last one nothing counts, though nobody has closed the season yet.
  func seasonToPlay(on day: CivilDay, in database: some Querying) async throws -> Season {
    let season = try await seasonToPlay(in: database)
    guard day <= season.last else { throw Problem.seasonOver(season.last) }
    return season
  }

  /// The one that people look at: the open one, or else the last.
  func seasonToShow(in database: some Querying) async throws -> Season? {
    try await database.first(
      """
      select \(sql: Season.columns) from community_seasons s order by s.state = 'open' desc, s.last_day desc, s.id desc limit 1
      """
    ) { try Season.Versioned(&$0).season }
  }

  func noteChange(in transaction: Transaction) async throws {
    try await transaction.execute("update community_changes set number = number + 1")
  }
}

extension Problem {
  fileprivate static func seasonOver(_ last: CivilDay) -> Problem {
    Problem(
      .conflict,
      Text(
        fr: "La saison s’est terminée le \(last.text) : rien n’y compte plus.",
        en: "The season was over on \(last.text): nothing counts in it any more."))
  }
}
