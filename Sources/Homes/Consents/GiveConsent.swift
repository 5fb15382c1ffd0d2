import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/homes/{id}/consents: nothing is ticked beforehand, each purpose is named.
struct GiveConsent: Decodable, Sendable {
  let purposes: [Consent.Purpose]
  let scope: [Consent.Scope]

  func check() throws {
    var faults: [Problem.Fault] = []
    let empty = FieldFault(
      "bad-list", fr: "Au moins un choix, chacun une fois.", en: "At least one choice, each once.")
    if purposes.isEmpty || Set(purposes).count < purposes.count { faults.append(Problem.Fault("/purposes", empty)) }
    if scope.isEmpty || Set(scope).count < scope.count { faults.append(Problem.Fault("/scope", empty)) }
    if !faults.isEmpty { throw Problem(.validation, faults: faults) }
  }
}

extension HomesFeature {
  /// The words that a person has read before agreeing; another wording is another version.
  static let consentText = "2026-11-30"
  static let consentLasts = Duration.seconds(1095 * 86_400)
  static let stateLives = Duration.seconds(15 * 60)

  func giveConsent(_ call: Call<HomePath, Nothing, JSONBody<GiveConsent>>, _ driver: Driver) async throws -> Response {
    try call.body.check()
    guard let enedis else { throw Problem(.enedisUnavailable) }
    let (now, wanted, state) = (clock.now, call.body, Token())
    let id = ids.next(Consent.self, at: now)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let home = try await hold(call.path.id, of: driver, in: transaction)
      let consent = try await transaction.first(
        """
        insert into home_consents as c (id, home_id, account_id, purposes, scope, state, text_version, language, given_at,
          ends_at, state_digest, state_until, session_id)
        values (\(id), \(home.id), \(driver.id), \(wanted.purposes.map(\.rawValue)), \(wanted.scope.map(\.rawValue)),
          'pending', \(Self.consentText), \(call.request.language.rawValue), \(now), \(now + Self.consentLasts),
          \(state.atRest), \(now + Self.stateLives), \(driver.session))
        returning \(sql: Consent.columns)
        """
      ) { row in try Consent(&row, in: call.request.language) }
      guard let consent else { throw Problem(.internal) }
      let address = enedis.settings.authorizeURL(state: ConsentState(state, of: driver.id))
      let given = GivenConsent(consent, authorizeUrl: address)
      return try .json(given, status: .created)
        .header("Location", "/api/homes/\(home.id)/consents")
    }
  }
}
