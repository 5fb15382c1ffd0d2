import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// What counts, and from where on. Each set that was ever in force is kept: a past verdict was made by that of its time.
struct Thresholds: Codable, Sendable {
  let id: Int
  let at: Instant
  /// Who set it; null for those that the game began with, and once they have left.
  let setBy: String?
  let memberCoverage: Int
  let memberDays: Int
  let leastHomes: Int
  let electricWh: Int
  let otherWh: Int
  let ticPercent: Double
  let ticWh: Int
  let pulsePercent: Double
  let pulseWh: Int
}

extension Thresholds {
  /// Of `community_thresholds` under the name `t`.
  static let columns: SQL = """
    t.id, t.at, (select a.display_name from accounts a where a.id = t.account_id), t.member_coverage, t.member_days,
    t.least_homes, t.electric_wh, t.other_wh, t.tic_percent, t.tic_wh, t.pulse_percent, t.pulse_wh
    """

  init(_ row: inout Row) throws {
    (id, at, setBy) = (try row.next(), try row.next(), try row.next())
    (memberCoverage, memberDays, leastHomes) = (try row.next(), try row.next(), try row.next())
    (electricWh, otherWh) = (try row.next(), try row.next())
    (ticPercent, ticWh, pulsePercent, pulseWh) = (try row.next(), try row.next(), try row.next(), try row.next())
  }

  var tag: EntityTag { EntityTag("\(id)") }
}

/// The thresholds in force, and those before, the newest first.
struct ThresholdHistory: Codable, Sendable {
  let current: Thresholds
  let items: [Thresholds]
  let _links: Links
}

/// PUT: what is not named stays.
struct SetThresholds: Decodable, Sendable {
  let memberCoverage: Percent?
  let memberDays: DayCount?
  let leastHomes: HomeCount?
  let electricWh: DailyUse?
  let otherWh: DailyUse?
  let ticPercent: Tolerance?
  let ticWh: ToleranceEnergy?
  let pulsePercent: Tolerance?
  let pulseWh: ToleranceEnergy?
}

extension CommunityFeature {
  func thresholds(in database: some Querying) async throws -> Thresholds {
    let found = try await database.first(
      "select \(sql: Thresholds.columns) from community_thresholds t order by t.id desc limit 1"
    ) { try Thresholds(&$0) }
    guard let found else { throw Problem(.internal) }
    return found
  }

  func showThresholds(_ call: Call<Nothing, Nothing, NoBody>, _: Administrator) async throws -> Response {
    try await history(in: database)
  }

  func setThresholds(
    _ call: Call<Nothing, Nothing, JSONBody<SetThresholds>>, _ administrator: Administrator
  ) async throws -> Response {
    let (wanted, now) = (call.body, clock.now)
    return try await doorkeeper.onlyOnce(call.request, administrator.driver) { transaction in
      try await transaction.execute("lock table community_thresholds in share row exclusive mode")
      try call.request.honourMatch(try await thresholds(in: transaction).tag)
      try await transaction.execute(
        """
        insert into community_thresholds (at, account_id, member_coverage, member_days, least_homes, electric_wh, other_wh,
          tic_percent, tic_wh, pulse_percent, pulse_wh)
        select \(now), \(administrator.id), coalesce(\(wanted.memberCoverage?.count), t.member_coverage),
          coalesce(\(wanted.memberDays?.count), t.member_days), coalesce(\(wanted.leastHomes?.count), t.least_homes),
          coalesce(\(wanted.electricWh?.count), t.electric_wh), coalesce(\(wanted.otherWh?.count), t.other_wh),
          coalesce(\(wanted.ticPercent?.value), t.tic_percent), coalesce(\(wanted.ticWh?.count), t.tic_wh),
          coalesce(\(wanted.pulsePercent?.value), t.pulse_percent), coalesce(\(wanted.pulseWh?.count), t.pulse_wh)
        from community_thresholds t order by t.id desc limit 1
        """)
      try await noteChange(in: transaction)
      try await record("thresholds.changed", administrator, "community", transaction, kind: "thresholds")
      return try await history(in: transaction)
    }
  }

  private func history(in database: some Querying) async throws -> Response {
    let all = try await database.query(
      "select \(sql: Thresholds.columns) from community_thresholds t order by t.id desc limit 100"
    ) { try Thresholds(&$0) }
    guard let current = all.first else { throw Problem(.internal) }
    let links = Links().adding("self", "/api/admin/community/thresholds")
      .adding("change", "/api/admin/community/thresholds", method: .put)
    return try .json(ThresholdHistory(current: current, items: all, _links: links)).tagged(current.tag)
  }
}
