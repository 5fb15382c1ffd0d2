import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/community/sheddings: load that will be given up, said before it begins. GET lists mine, the newest first; DELETE
/// takes one back that has not begun.
struct AnnounceShedding: Decodable, Sendable {
  let from: WallMoment
  let to: WallMoment
  let watts: ShedPower
}

/// W that are given up: no home is connected for more than 36 kW.
typealias ShedPower = BoundedNumber<ShedPowerRule>

enum ShedPowerRule: NumberRule {
  static let bounds = Bounds(1...36_000)
  static let sample = 2000
}

struct AnnouncedShedding: Codable, Sendable {
  typealias ID = Identifier<AnnouncedShedding>

  let id: ID
  let from: Instant
  let to: Instant
  let watts: Int
  let createdAt: Instant
  /// Once it is over and the curve is there.
  let points: Int?
  let state: PointState?
  let _links: Links
}

extension AnnouncedShedding {
  /// Of the sheddings `sh`.
  fileprivate static let columns: SQL = "sh.id, lower(sh.during), upper(sh.during), sh.watts, sh.created_at"

  fileprivate init(_ row: inout Row, isRated: Bool) throws {
    id = try row.next()
    (from, to, watts, createdAt) = (try row.next(), try row.next(), try row.next(), try row.next())
    (points, state) = isRated ? (try row.next(), try row.wordIfAny()) : (nil, nil)
    _links = Links().adding("sheddings", "/api/community/sheddings")
      .adding("cancel", "/api/community/sheddings/\(id)", method: .delete)
  }
}

struct ListSheddings: Decodable, Sendable {
  let cursor: Cursor<AnnouncedShedding>?
  let limit: PageLimit?
}

struct SheddingPath: Decodable, Sendable {
  let id: AnnouncedShedding.ID
}

extension CommunityFeature {
  /// Of one event; what is longer than three hours a day earns nothing more.
  private static let longest = Duration.seconds(24 * 3600)

  func announceShedding(
    _ call: Call<Nothing, Nothing, JSONBody<AnnounceShedding>>, _ driver: Driver
  ) async throws -> Response {
    let (wanted, now) = (call.body, clock.now)
    let (from, to) = (
      try wanted.from.resolved(in: France.zone, "/from"), try wanted.to.resolved(in: France.zone, "/to")
    )
    try check(from, to, at: now)
    let id = ids.next(AnnouncedShedding.self, at: now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let player = try await player(of: driver.id, in: transaction)
      let season = try await seasonToPlay(on: France.zone.local(now).day, in: transaction)
      try check(from, within: season)
      let made = try await transaction.first(
        """
        insert into community_sheddings as sh (id, player_id, season_id, during, watts, created_at)
        values (\(id), \(player.id), \(season.id), \(from..<to), \(wanted.watts.count), \(now))
        on conflict on constraint community_sheddings_one do nothing returning \(sql: AnnouncedShedding.columns)
        """
      ) { try AnnouncedShedding(&$0, isRated: false) }
      guard let made else { throw Problem.overlapping }
      return try .json(made, status: .created).header("Location", "/api/community/sheddings")
    }
  }

  private func check(_ from: Instant, _ to: Instant, at now: Instant) throws {
    guard from < to else { throw Problem.endBeforeStart("/to") }
    guard to - from <= Self.longest else {
      let fault = FieldFault("too-long", fr: "Au plus 24 heures.", en: "24 hours at the most.")
      throw Problem(.validation, faults: [Problem.Fault("/to", fault)])
    }
    guard from >= now else {
      let fault = FieldFault(
        "in-the-past", fr: "Un délestage s’annonce avant son début.", en: "A shedding is announced before it begins.")
      throw Problem(.validation, faults: [Problem.Fault("/from", fault)])
    }
  }

  /// One that begins on no day of the season is never rated.
  private func check(_ from: Instant, within season: Season) throws {
    let day = France.zone.local(from).day
    guard day < season.first || day > season.last else { return }
    let fault = FieldFault(
      "outside-season", fr: "La saison va du \(season.first.text) au \(season.last.text).",
      en: "The season goes from \(season.first.text) to \(season.last.text).")
    throw Problem(.validation, faults: [Problem.Fault("/from", fault)])
  }

  func listSheddings(_ call: Call<Nothing, ListSheddings, NoBody>, _ driver: Driver) async throws -> Response {
    let (limit, cursor) = (call.query.limit?.count ?? 50, call.query.cursor?.id)
    let found = try await database.query(
      """
      select \(sql: AnnouncedShedding.columns), p.points, p.state
      from community_sheddings sh join community_players pl on pl.id = sh.player_id
        left join community_points p on p.player_id = sh.player_id and p.season_id = sh.season_id and p.rule = 'shedding'
          and p.key = 'shedding:' || sh.id and p.state <> 'superseded'
      where pl.account_id = \(driver.id) and (\(cursor)::uuid is null or (lower(sh.during), sh.id) < (
        select lower(c.during), c.id from community_sheddings c where c.id = \(cursor)))
      order by lower(sh.during) desc, sh.id desc limit \(limit + 1)
      """
    ) { try AnnouncedShedding(&$0, isRated: true) }
    return try Page(found, limit: limit, at: "/api/community/sheddings", call.request) { Cursor(id: $0.id) }.response()
  }

  func cancelShedding(_ call: Call<SheddingPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let (id, now) = (call.path.id, clock.now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let start = try await transaction.first(
        """
        select lower(sh.during) from community_sheddings sh join community_players pl on pl.id = sh.player_id
        where sh.id = \(id) and pl.account_id = \(driver.id) for update of sh
        """
      ) { try $0.next(Instant.self) }
      guard let start else { throw Problem(.notFound) }
      guard start > now else { throw Problem.begunAlready }
      try await transaction.execute("delete from community_sheddings where id = \(id)")
      return .noContent
    }
  }
}

extension Problem {
  fileprivate static var overlapping: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Vous avez déjà annoncé un délestage à ce moment-là.",
        en: "You have announced a shedding at that time already."))
  }

  fileprivate static var begunAlready: Problem {
    Problem(
      .conflict, Text(fr: "Ce délestage a déjà commencé.", en: "This shedding has begun already."))
  }
}
