import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// POST /api/session/refresh: the token that is shown is used up and its successor handed out. The successor is derived
/// from the token and a salt, so that a second tab, a moment later, gets the same one although neither is stored.
struct Renewal: Sendable {
  let token: Token
}

extension AccountsFeature {
  /// Signed in as far as the renewal is concerned: by the refresh token alone.
  var renewal: Access<Renewal> {
    Access("driver") { request in
      guard let token = request.cookie(.refresh, at: site).flatMap(Token.init) else { throw Problem.unauthenticated }
      return Renewal(token: token)
    }
  }

  func renewSession(_ call: Call<Nothing, Nothing, NoBody>, _ renewal: Renewal) async throws -> Response {
    guard let renewed = try await renewed(renewal.token, call.request) else { throw Problem.unauthenticated }
    return setting(renewed, on: try await readAccount(renewed.account).response())
  }

  /// Nil where it is refused, after the commit: a family that ends must stay ended.
  func renewed(_ token: Token, _ request: Request) async throws -> Credentials? {
    let network = request.network.shown
    return try await database.transaction { try await renew(token, from: network, in: $0) }
  }

  private struct Presented: Sendable {
    let session: Session.ID
    let account: Account.ID
    let role: Account.Role
    let createdAt: Instant
    let usedAt: Instant?
    let salt: [UInt8]?

    /// Begins now a session that would begin in the future, after a clock that went back.
    func begin(at now: Instant) -> Instant { min(createdAt, now) }

    func end(at now: Instant) -> Instant {
      min(now + Session.lifetime, begin(at: now) + Session.absoluteLifetime)
    }
  }

  private func renew(_ token: Token, from network: String, in transaction: Transaction) async throws -> Credentials? {
    let now = clock.now
    let presented = try await transaction.first(
      """
      select s.id, a.id, a.role, s.created_at, t.used_at, t.successor_salt
      from refresh_tokens t join sessions s on s.id = t.session_id join accounts a on a.id = s.account_id
      where t.digest = \(token.atRest) and s.expires_at > \(now) and a.locked_at is null
      for update of t
      """
    ) { row in
      Presented(
        session: try row.next(), account: try row.next(), role: try row.word(), createdAt: try row.next(),
        usedAt: try row.next(), salt: try row.next())
    }
    guard let presented, presented.end(at: now) > now else { return nil }
    guard let usedAt = presented.usedAt, let salt = presented.salt else {
      return try await succeed(token, of: presented, from: network, at: now, in: transaction)
    }
    // Another server's clock may be ahead a little; a use that lies further in the future tells nothing.
    guard (Duration.zero - Session.replayGrace...Session.replayGrace).contains(now - usedAt) else {
      try await transaction.execute("delete from sessions where id = \(presented.session)")
      log.warning(
        "a used refresh token came back: its session is over", ["account": .text(presented.account.description)])
      return nil
    }
    return credentials(presented, token.successor(salt: salt), at: now)
  }

  private func succeed(
    _ token: Token, of presented: Presented, from network: String, at now: Instant, in transaction: Transaction
  ) async throws -> Credentials {
    let salt = randomBytes(16)
    let next = token.successor(salt: salt)
    try await transaction.execute(
      """
      with used as (
        update refresh_tokens set used_at = \(now), successor_salt = \(salt) where digest = \(token.atRest)
      ), session as (
        update sessions set expires_at = \(presented.end(at: now)), created_at = \(presented.begin(at: now)),
          last_used_at = \(now), network = \(network)
        where id = \(presented.session)
      )
      insert into refresh_tokens (digest, session_id, issued_at) values (\(next.atRest), \(presented.session), \(now))
      """)
    return credentials(presented, next, at: now)
  }

  private func credentials(_ presented: Presented, _ refresh: Token, at now: Instant) -> Credentials {
    Credentials(
      account: presented.account, role: presented.role, session: presented.session, refresh: refresh,
      lasting: presented.end(at: now) - now)
  }
}
