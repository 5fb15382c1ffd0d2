package import HTTP
import Postgres
import Resources
package import Runtime

/// What somebody agreed to: what for, and what of. It stays as proof when it is over.
package struct Consent: Codable, Sendable {
  package typealias ID = Identifier<Consent>

  package let id: ID
  package let purposes: [Purpose]
  package let scope: [Scope]
  package let state: State
  /// Enedis' code or a word of ours that says why it is in this state.
  package let reason: String?
  /// What its state means and what to do, in the language that is asked for.
  package let explanation: String
  package let textVersion: String
  package let language: Language
  package let givenAt: Instant
  package let endsAt: Instant
  package let withdrawnAt: Instant?

  package enum Purpose: String, CaseIterable, Field, Sendable { case game, advice, comparison }

  package enum Scope: String, CaseIterable, Field, Sendable { case daily, curve, injection, contract }

  package enum State: String, CaseIterable, Field, Sendable {
    case pending, active, refused, failed, withdrawn, expired, lost
  }

  /// Of the table `home_consents` under the name `c`.
  static let columns: SQL = """
    c.id, c.purposes, c.scope, c.state, c.reason, c.text_version, c.language, c.given_at, c.ends_at, c.withdrawn_at
    """

  init(_ row: inout Row, in language: Language) throws {
    id = try row.next()
    purposes = try row.next([String].self).compactMap(Purpose.init)
    scope = try row.next([String].self).compactMap(Scope.init)
    (state, reason, textVersion) = (try row.word(), try row.next(), try row.next())
    (self.language, givenAt, endsAt) = (try row.word(), try row.next(), try row.next())
    withdrawnAt = try row.next()
    explanation = Explanation.of(state, reason)(in: language)
  }
}

/// The answer to a new one: where its person goes to confirm it.
struct GivenConsent: Codable, Sendable {
  let id: Consent.ID
  let purposes: [Consent.Purpose]
  let scope: [Consent.Scope]
  let state: Consent.State
  let reason: String?
  let explanation: String
  let textVersion: String
  let language: Language
  let givenAt: Instant
  let endsAt: Instant
  let withdrawnAt: Instant?
  let authorizeUrl: String

  init(_ consent: Consent, authorizeUrl: String) {
    (id, purposes, scope) = (consent.id, consent.purposes, consent.scope)
    (state, reason, explanation) = (consent.state, consent.reason, consent.explanation)
    textVersion = consent.textVersion
    (language, givenAt, endsAt) = (consent.language, consent.givenAt, consent.endsAt)
    (withdrawnAt, self.authorizeUrl) = (consent.withdrawnAt, authorizeUrl)
  }
}
