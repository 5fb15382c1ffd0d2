import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// GET /api/homes/{id}/consents, newest first.
struct ConsentsQuery: Decodable, Sendable {
  let cursor: Cursor<Consent>?
  let limit: PageLimit?
}

/// The ids in a path below /api/homes/{id}/consents.
struct ConsentPath: Decodable, Sendable {
  let id: Home.ID
  let consentId: Consent.ID
}

extension HomesFeature {
  func listConsents(_ call: Call<HomePath, ConsentsQuery, NoBody>, _ driver: Driver) async throws -> Response {
    let limit = call.query.limit?.count ?? 50
    let home = try await home(call.path.id, of: driver, in: database)
    let found = try await database.query(
      """
      select \(sql: Consent.columns) from home_consents c
      where c.home_id = \(home.id) and (\(call.query.cursor?.id)::uuid is null or c.id < \(call.query.cursor?.id))
      order by c.id desc limit \(limit + 1)
      """
    ) { row in try Consent(&row, in: call.request.language) }
    let path = "/api/homes/\(home.id)/consents"
    return try Page(found, limit: limit, at: path, call.request) { Cursor(id: $0.id) }.response()
  }

  /// DELETE: withdrawn at once, and with it what was read under it. Again changes nothing.
  func withdrawConsent(_ call: Call<ConsentPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let home = try await hold(call.path.id, of: driver, in: transaction)
      let state = try await transaction.first(
        "select state from home_consents where id = \(call.path.consentId) and home_id = \(home.id) for update"
      ) { row in try row.word(Consent.State.self) }
      guard let state else { throw Problem(.notFound) }
      if [.pending, .active].contains(state) {
        try await end([call.path.consentId], of: home.id, .withdrawn, nil, origin: "person", in: transaction)
      }
      return .noContent
    }
  }
}
