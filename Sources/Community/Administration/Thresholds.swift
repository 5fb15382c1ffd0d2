import Accounts
import HTTP
import Homes
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
}

extension Thresholds {
  /// Of `community_thresholds` under the name `t`.
  static let columns: SQL = """
    t.id, t.at, (select a.display_name from accounts a where a.id = t.account_id), t.member_coverage, t.member_days,
    t.least_homes, t.electric_wh, t.other_wh
    """

  init(_ row: inout Row) throws {
    (id, at, setBy) = (try row.next(), try row.next(), try row.next())
    (memberCoverage, memberDays, leastHomes) = (try row.next(), try row.next(), try row.next())
    (electricWh, otherWh) = (try row.next(), try row.next())
  }
}

/// The thresholds in force, and those before, the newest first.
struct ThresholdHistory: Codable, Sendable {
  let current: Thresholds
  let items: [Thresholds]
  /// The same of what box and meter may differ by.
  let agreement: AgreementSettings
  let agreementItems: [AgreementSettings]
  let _links: Links
}

/// PUT: what is not named stays.
struct SetThresholds: Decodable, Sendable {
  let memberCoverage: Percent?
  let memberDays: DayCount?
  let leastHomes: HomeCount?
  let electricWh: DailyUse?
  let otherWh: DailyUse?
  let agreement: WantedAgreement?
}

/// What box and meter may differ by: the greater of a share, in thousandths, and Wh.
struct WantedAgreement: Decodable, Sendable {
  let ticPermille: Permille?
  let ticWh: ToleranceEnergy?
  let pulsePermille: Permille?
  let pulseWh: ToleranceEnergy?
  let halfHourPermille: Permille?
  let halfHourWh: ToleranceEnergy?
  let coveragePermille: Permille?
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
    try await history(in: database).response()
  }

  func setThresholds(
    _ call: Call<Nothing, Nothing, JSONBody<SetThresholds>>, _ administrator: Administrator
  ) async throws -> Response {
    let (wanted, now) = (call.body, clock.now)
    return try await doorkeeper.onlyOnce(call.request, administrator.driver) { transaction in
      try await transaction.execute("lock table community_thresholds in share row exclusive mode")
      let before = try await history(in: transaction)
      try call.request.honourMatch(before.tag)
      if wanted.namesGame { try await store(wanted, by: administrator, at: now, in: transaction) }
      if let agreement = wanted.agreement {
        try await agreement.over(before.agreement).store(by: administrator.id, at: now, in: transaction)
      }
      try await noteChange(in: transaction)
      try await record("thresholds.changed", administrator, "community", transaction, kind: "thresholds")
      return try await history(in: transaction).response()
    }
  }

  private func store(
    _ wanted: SetThresholds, by administrator: Administrator, at now: Instant, in transaction: Transaction
  ) async throws {
    try await transaction.execute(
      """
      insert into community_thresholds (at, account_id, member_coverage, member_days, least_homes, electric_wh, other_wh)
      select \(now), \(administrator.id), coalesce(\(wanted.memberCoverage?.count), t.member_coverage),
        coalesce(\(wanted.memberDays?.count), t.member_days), coalesce(\(wanted.leastHomes?.count), t.least_homes),
        coalesce(\(wanted.electricWh?.count), t.electric_wh), coalesce(\(wanted.otherWh?.count), t.other_wh)
      from community_thresholds t order by t.id desc limit 1
      """)
  }

  private func history(in database: some Querying) async throws -> ThresholdHistory {
    let all = try await database.query(
      "select \(sql: Thresholds.columns) from community_thresholds t order by t.id desc limit 100"
    ) { try Thresholds(&$0) }
    let agreement = try await AgreementSettings.history(in: database)
    guard let current = all.first, let agreed = agreement.first else { throw Problem(.internal) }
    let links = Links().adding("self", "/api/admin/community/thresholds")
      .adding("change", "/api/admin/community/thresholds", method: .put)
    return ThresholdHistory(
      current: current, items: all, agreement: agreed, agreementItems: agreement, _links: links)
  }
}

extension ThresholdHistory {
  fileprivate var tag: EntityTag { EntityTag("\(current.id)-\(agreement.id)") }

  fileprivate func response() throws -> Response { try .json(self).tagged(tag) }
}

extension SetThresholds {
  fileprivate var namesGame: Bool {
    memberCoverage != nil || memberDays != nil || leastHomes != nil || electricWh != nil || otherWh != nil
  }
}

extension WantedAgreement {
  /// What is not named stays.
  fileprivate func over(_ old: AgreementSettings) -> AgreementSettings {
    AgreementSettings(
      ticPermille: ticPermille?.count ?? old.ticPermille, ticWh: ticWh?.count ?? old.ticWh,
      pulsePermille: pulsePermille?.count ?? old.pulsePermille, pulseWh: pulseWh?.count ?? old.pulseWh,
      halfHourPermille: halfHourPermille?.count ?? old.halfHourPermille,
      halfHourWh: halfHourWh?.count ?? old.halfHourWh,
      coveragePermille: coveragePermille?.count ?? old.coveragePermille)
  }
}
