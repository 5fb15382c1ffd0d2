import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/admin/community/seasons: a season is made open, and there is one at a time; that of a demonstration makes room
/// for it.
struct OpenSeason: Decodable, Sendable {
  let name: SeasonName
  let from: CivilDate
  let to: CivilDate
  let rules: WantedRules?

  func check() throws {
    let days = to.day.daysSince1970 - from.day.daysSince1970
    guard !(0...731).contains(days) else { return }
    let fault = FieldFault(
      "bad-span", fr: "De un jour à deux ans, la fin après le début.", en: "A day to two years, from before to.")
    throw Problem(.validation, faults: [Problem.Fault("/to", fault)])
  }
}

typealias SeasonName = CheckedText<SeasonNameRule>

enum SeasonNameRule: LengthRule {
  static let longest = 100
  static let controls = ControlCharacters.none
  static let sample = "Hiver 2026"
}

/// PATCH: its name, or whether it is open. A closed season's points stay as they are.
struct ChangeSeason: Decodable, Sendable {
  let name: SeasonName?
  let state: Season.State?
}

struct SeasonPath: Decodable, Sendable {
  let id: Season.ID
}

extension CommunityFeature {
  func openSeason(
    _ call: Call<Nothing, Nothing, JSONBody<OpenSeason>>, _ administrator: Administrator
  ) async throws -> Response {
    let (wanted, now) = (call.body, clock.now)
    try wanted.check()
    let id = ids.next(Season.self, at: now)
    return try await doorkeeper.onlyOnce(call.request, administrator.driver) { transaction in
      try await MadeUpSeason.end(in: transaction)
      let rules = wanted.rules?.rules ?? .usual
      let made = try await transaction.first(
        """
        insert into community_seasons as s (id, name, first_day, last_day, rules, state, created_at)
        values (\(id), \(wanted.name.text), \(wanted.from.day), \(wanted.to.day), \(try rules.stored), 'open', \(now))
        on conflict ((true)) where state = 'open' do nothing returning \(sql: Season.columns)
        """
      ) { try Season.Versioned(&$0) }
      guard let made else { throw Problem.seasonOpen }
      try await record("season.opened", administrator, id, transaction)
      return try made.response(.created).header("Location", "/api/admin/community/seasons/\(id)")
    }
  }

  func showSeason(_ call: Call<SeasonPath, Nothing, NoBody>, _: Administrator) async throws -> Response {
    try await season(call.path.id, in: database).response()
  }

  func changeSeason(
    _ call: Call<SeasonPath, Nothing, JSONBody<ChangeSeason>>, _ administrator: Administrator
  ) async throws -> Response {
    let (id, wanted, now) = (call.path.id, call.body, clock.now)
    return try await doorkeeper.onlyOnce(call.request, administrator.driver) { transaction in
      let before = try await season(id, in: transaction)
      try call.request.honourMatch(before.tag)
      let state = wanted.state ?? before.season.state
      if state == .open, before.season.state == .closed { try await refuseSecond(in: transaction) }
      let closed = state == .closed ? before.season.closedAt ?? now : nil
      let changed = try await transaction.first(
        """
        update community_seasons s set name = coalesce(\(wanted.name?.text), name), state = \(state.rawValue),
          closed_at = \(closed), version = version + 1
        where id = \(id) returning \(sql: Season.columns)
        """
      ) { try Season.Versioned(&$0) }
      guard let changed else { throw Problem(.notFound) }
      try await noteChange(in: transaction)
      try await record(state == .closed ? "season.closed" : "season.changed", administrator, id, transaction)
      return try changed.response()
    }
  }

  private func refuseSecond(in transaction: Transaction) async throws {
    try await MadeUpSeason.end(in: transaction)
    if try await openSeason(in: transaction) != nil { throw Problem.seasonOpen }
  }

  private func season(_ id: Season.ID, in database: some Querying) async throws -> Season.Versioned {
    let found = try await database.first(
      "select \(sql: Season.columns) from community_seasons s where s.id = \(id)"
    ) { try Season.Versioned(&$0) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  func record(
    _ action: String, _ administrator: Administrator, _ id: some CustomStringConvertible & Sendable,
    _ transaction: Transaction, kind: String = "season", _ details: JSON = .object([])
  ) async throws {
    try await Audit.record(
      action, by: administrator.id, on: kind, id, details, at: clock.now, ids: ids, in: transaction)
  }
}

extension Problem {
  static var seasonOpen: Problem {
    Problem(
      .conflict,
      Text(
        fr: "Une saison est déjà ouverte : fermez-la d’abord.", en: "A season is open already: close that one first."))
  }
}
