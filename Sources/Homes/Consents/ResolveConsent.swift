import Accounts
import HTTP
import Postgres
import Runtime

/// A consent whose authorisation is known and whose point is not.
struct ConsentClaim: Sendable {
  let consent: Consent.ID
  let home: Home.ID
  let account: Account.ID
  let authorisation: Int
  let asked: Int
  let lease: Instant
}

/// From an authorisation to a usage point: Enedis writes it down some seconds after the consent, and until then says nothing.
extension HomesFeature {
  private static let mostAsks = 12
  private static let longestPause = 60

  /// - Parameter consent: nil takes whichever waits longest.
  func claimConsent(_ enedis: EnedisClient, _ consent: Consent.ID? = nil) async throws -> QueueStep<ConsentClaim> {
    let now = clock.now
    let lease = now + Self.lease
    if consent == nil {
      let due = try await nextAsk(in: database)
      guard let due, due <= now else { return .idle(until: due) }
    }
    return try await database.transaction { transaction in
      let found = try await transaction.first(
        """
        select c.id, c.home_id, c.account_id, c.authorisation, c.asked from home_consents c
        where c.ask_at <= \(now) and (c.busy_until is null or c.busy_until <= \(now)) and c.home_id is not null
          and c.account_id is not null and c.authorisation is not null
          and (\(consent)::uuid is null or c.id = \(consent))
        order by c.ask_at limit 1 for update skip locked
        """
      ) { row in
        ConsentClaim(
          consent: try row.next(), home: try row.next(), account: try row.next(), authorisation: try row.next(),
          asked: try row.next(), lease: lease)
      }
      guard let found else { return .idle(until: try await nextAsk(in: transaction)) }
      let tokens = enedis.needsToken ? ["token"] : []
      let budget = try await Budget.look(.services, at: now, calls: 1 + tokens.count, in: transaction)
      if let room = budget.fullUntil { return .full(until: room) }
      guard budget.isOpen else {
        return .idle(until: try await Budget.nextRoom(.services, at: now, in: transaction))
      }
      try await Budget.spend([EnedisAPI.services.name] + tokens, at: now, in: transaction)
      try await transaction.execute("update home_consents set busy_until = \(lease) where id = \(found.consent)")
      return .claimed(found)
    }
  }

  private func nextAsk(in database: some Querying) async throws -> Instant? {
    try await database.first(
      "select min(greatest(ask_at, coalesce(busy_until, ask_at))) from home_consents where ask_at is not null"
    ) { try $0.next(Instant?.self) } ?? nil
  }

  func resolve(_ claim: ConsentClaim, _ enedis: EnedisClient) async throws {
    do {
      switch NamedPoint(try await enedis.services(of: claim.authorisation), of: claim.authorisation) {
      case .point(let point): try await own(point, claim)
      case .refused(let refusal): try await fail(claim, refusal.rawValue)
      case .notYet: try await askAgain(claim, orFail: ConsentRefusal.notActive.rawValue)
      }
    } catch let fault as EnedisFault {
      log.warning("Enedis does not say which point", ["reason": .text(fault.reason)])
      try await settle(fault, of: claim)
    }
  }

  private func settle(_ fault: EnedisFault, of claim: ConsentClaim) async throws {
    switch fault {
    case .throttled(let code, let until):
      try await Budget.pause(.services, until: until ?? clock.now + .seconds(60), code, in: database)
      try await askAgain(claim, orFail: code)
    case .notSubscribed(let code):
      try await Budget.pause(.services, until: clock.now + .seconds(600), code, in: database)
      try await askAgain(claim, orFail: code)
    case .moved(let code), .withdrawn(let code), .ours(let code), .opposed(let code): try await fail(claim, code)
    default: try await askAgain(claim, orFail: fault.reason)
    }
  }

  /// After 1, 2, 4 s and so on, for some six minutes.
  private func askAgain(_ claim: ConsentClaim, orFail reason: String) async throws {
    guard claim.asked + 1 < Self.mostAsks else { return try await fail(claim, reason) }
    let pause = min(1 << claim.asked, Self.longestPause)
    try await database.execute(
      """
      update home_consents set ask_at = \(clock.now + .seconds(pause)), asked = asked + 1, busy_until = null
      where id = \(claim.consent) and state = 'pending' and busy_until = \(claim.lease)
      """)
  }

  private func fail(_ claim: ConsentClaim, _ reason: String) async throws {
    try await database.transaction { try await fail(claim.consent, reason, in: $0) }
  }

  /// The home stays as it was.
  func fail(
    _ consent: Consent.ID, _ reason: String, _ state: Consent.State = .failed, in transaction: Transaction
  ) async throws {
    try await transaction.execute(
      """
      update home_consents set state = \(state.rawValue), reason = \(reason), ask_at = null, busy_until = null,
        version = version + 1
      where id = \(consent) and state = 'pending'
      """)
  }
}
