import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes/{id}/gaps: the days that are not complete, newest first, and when they are asked for again.
struct GapsQuery: Decodable, Sendable {
  let kind: ReadingKind?
  let direction: Direction?
  let from: WallMoment?
  let to: WallMoment?
  let cursor: GapCursor?
  let limit: PageLimit?
}

struct Gap: Codable, Sendable {
  let day: String
  let kind: ReadingKind
  let direction: Direction
  let state: GapEntry.State
  let readings: Int
  let expected: Int
  let nextTryAt: Instant?
  /// Enedis' code, and what it means for the person.
  let reason: String?
  let explanation: String?
}

struct GapList: Codable, Sendable {
  let items: [Gap]
  let _links: Links
}

/// `2026-11-29.curve.drawn`
typealias GapCursor = CheckedText<GapCursorRule>

enum GapCursorRule: TextRule {
  static let schema: Schema = ["type": "string"]
  static let sample = "2026-11-29.curve.drawn"
  static func read(_ text: String) throws(FieldFault) -> String {
    guard text.split(separator: ".").count == 3, CivilDay(text: text.prefix(10)) != nil else { throw .badCursor }
    return text
  }
}

extension HomesFeature {
  func showGaps(_ call: Call<HomePath, GapsQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let home = try await home(call.path.id, of: driver, in: database)
    let limit = call.query.limit?.count ?? 50
    let found = try await gaps(of: home.id, call.query, limit: limit + 1, call.request.language)
    let path = "/api/homes/\(home.id)/gaps"
    var links = Links().adding("self", path)
    if found.count > limit, let last = found.prefix(limit).last {
      let cursor = "\(last.day).\(last.kind.rawValue).\(last.direction.rawValue)"
      links = links.adding("next", call.request.next(at: path, after: cursor))
    }
    return try .json(GapList(items: Array(found.prefix(limit)), _links: links))
  }

  /// Beside the days of the ledger those of series that Enedis does not give at all, which have no rows.
  private func gaps(of home: Home.ID, _ query: GapsQuery, limit: Int, _ language: Language) async throws -> [Gap] {
    let zone = Paris.zone
    let now = clock.now
    let today = zone.local(now).day
    let from = query.from?.day(in: zone) ?? today.adding(-1200)
    let last = try query.to?.resolved(in: zone, "?to")
    if let last, let first = try query.from?.resolved(in: zone, "?from"), last < first {
      let fault = FieldFault("bad-span", fr: "La fin vient après le début.", en: "The end comes after the beginning.")
      throw Problem(.validation, faults: [Problem.Fault("?to", fault)])
    }
    let to = min(last.map { zone.local($0 - .seconds(1)).day.adding(1) } ?? today, today)
    return try await database.query(
      """
      select day, kind, direction, state, readings, expected, next_try_at, reason from (
        select g.day, g.kind, g.direction, g.state, g.readings, g.expected, g.next_try_at, coalesce(g.reason, s.reason)
          as reason
        from home_gaps g join enedis_series s using (home_id, kind, direction) where g.home_id = \(home)
        union all
        select d::date, s.kind, s.direction, 'never', 0, case when s.kind = 'curve' then 48 else 1 end, null, s.reason
        from enedis_series s cross join generate_series(greatest(\(from), s.oldest), \(to.adding(-1)), interval '1 day') d
        where s.home_id = \(home) and s.due_at is null
      ) gaps
      where day >= \(from) and day < \(to)
        and (\(query.kind?.rawValue)::text is null or kind = \(query.kind?.rawValue))
        and (\(query.direction?.rawValue)::text is null or direction = \(query.direction?.rawValue))
        and (\(query.cursor?.text)::text is null
          or to_char(day, 'YYYY-MM-DD') || '.' || kind || '.' || direction < \(query.cursor?.text) collate "C")
      order by (to_char(day, 'YYYY-MM-DD') || '.' || kind || '.' || direction) collate "C" desc limit \(limit)
      """
    ) { row in
      let (day, kind, direction) = (
        try row.next(CivilDay.self), try row.word(ReadingKind.self), try row.word(Direction.self)
      )
      let state = try row.word(GapEntry.State.self)
      let (readings, expected) = (try row.next(Int.self), try row.next(Int.self))
      let (next, reason) = (try row.next(Instant?.self), try row.next(String?.self))
      return Gap(
        day: day.text, kind: kind, direction: direction, state: state, readings: readings, expected: expected,
        nextTryAt: next, reason: reason, explanation: reason.flatMap { Explanation.ofReason($0)?(in: language) })
    }
  }
}
