import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/admin/homes: what state the readings of homes are in, and not what they say.
struct HomeStatus: Codable, Sendable {
  let id: Home.ID
  let usagePointId: String?
  let pointState: PointState?
  let consents: [ConsentStatus]
  let series: [SeriesStatus]
  let createdAt: Instant
}

struct ConsentStatus: Codable, Sendable {
  let state: Consent.State
  let reason: String?
}

struct SeriesStatus: Codable, Sendable {
  let kind: ReadingKind
  let direction: Direction
  let askedFrom: String
  let askedTo: String
  let nextTryAt: Instant?
  let gaps: Int
  let reason: String?
}

extension HomesFeature {
  func listStatuses(_ call: Call<Nothing, HomesQuery, NoBody>, _: Administrator) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let homes = try await database.query(
      """
      select \(sql: HomeRow.columns(at: clock.now)) from homes h
      where (\(call.query.cursor?.id)::uuid is null or h.id > \(call.query.cursor?.id))
        and not exists (select from accounts a where a.id = h.account_id and a.demonstration)
      order by h.id limit \(limit + 1)
      """
    ) { try HomeRow(&$0) }
    let consents = try await consents(of: homes.map(\.id), in: database)
    let series = try await seriesStatuses(of: homes.map(\.id))
    let statuses = homes.map { home in
      HomeStatus(
        id: home.id, usagePointId: home.point?.masked, pointState: home.pointState,
        consents: (consents[home.id] ?? []).map { ConsentStatus(state: $0.state, reason: $0.reason) },
        series: series[home.id] ?? [], createdAt: home.createdAt)
    }
    return try Page(statuses, limit: limit, at: "/api/admin/homes", call.request) { status in
      Cursor(id: Identifier(high: status.id.high, low: status.id.low))
    }.response()
  }

  private func seriesStatuses(of homes: [Home.ID]) async throws -> [Home.ID: [SeriesStatus]] {
    let found = try await database.query(
      """
      select s.home_id, s.kind, s.direction, s.asked_from, s.asked_to, s.due_at,
        (select count(*) from home_gaps g
          where g.home_id = s.home_id and g.kind = s.kind and g.direction = s.direction), s.reason
      from enedis_series s where s.home_id = any(\(homes)) order by s.home_id, s.kind, s.direction
      """
    ) { row in
      let home = try row.next(Home.ID.self)
      let (kind, direction) = (try row.word(ReadingKind.self), try row.word(Direction.self))
      let (from, to) = (try row.next(CivilDay.self).text, try row.next(CivilDay.self).text)
      return (
        home,
        SeriesStatus(
          kind: kind, direction: direction, askedFrom: from, askedTo: to, nextTryAt: try row.next(),
          gaps: try row.next(), reason: try row.next())
      )
    }
    return Dictionary(grouping: found, by: \.0).mapValues { $0.map(\.1) }
  }
}
