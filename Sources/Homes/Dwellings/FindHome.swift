import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// The id in a path below /api/homes.
struct HomePath: Decodable, Sendable {
  let id: Home.ID
}

/// Somebody else's home is not there.
extension HomesFeature {
  func home(_ id: Home.ID, of driver: Driver, in database: some Querying) async throws -> HomeRow {
    let found = try await database.first(
      """
      select \(sql: HomeRow.columns(at: clock.now)) from homes h where h.id = \(id) and h.account_id = \(driver.id)
      """
    ) { row in try HomeRow(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// The same, held until the end of the transaction.
  func hold(_ id: Home.ID, of driver: Driver, in transaction: Transaction) async throws -> HomeRow {
    try await transaction.execute(
      "select from homes where id = \(id) and account_id = \(driver.id) for no key update")
    return try await home(id, of: driver, in: transaction)
  }

  func parts(
    of home: Home.ID, in database: some Querying, _ language: Language = .french
  ) async throws -> HomeParts {
    try await parts(of: [home], in: database, language)(home)
  }

  func parts(
    of homes: [Home.ID], in database: some Querying, _ language: Language = .french
  ) async throws -> (Home.ID) -> HomeParts {
    let consents = try await consents(of: homes, in: database, language)
    let contracts = try await contracts(of: homes, in: database)
    let teams = try await teams(database, homes)
    return { HomeParts(consents: consents[$0] ?? [], contract: contracts[$0], team: teams[$0]) }
  }

  /// The newest consents of some homes.
  func consents(
    of homes: [Home.ID], in database: some Querying, _ language: Language = .french
  ) async throws -> [Home.ID: [Consent]] {
    let found = try await database.query(
      """
      select c.home_id, \(sql: Consent.columns) from unnest(\(homes)) as wanted(id) cross join lateral (
        select * from home_consents where home_id = wanted.id order by id desc limit 20
      ) c order by c.id desc
      """
    ) { row in (home: try row.next(Home.ID.self), consent: try Consent(&row, in: language)) }
    return Dictionary(grouping: found, by: \.home).mapValues { $0.map(\.consent) }
  }

  /// Whether another home has the point for good.
  func isTaken(_ point: UsagePoint, besides home: Home.ID, in database: some Querying) async throws -> Bool {
    let found = try await database.first(
      "select from homes where usage_point = \(point) and point_state = 'owned' and id <> \(home)"
    ) { _ in true }
    return found == true
  }
}
