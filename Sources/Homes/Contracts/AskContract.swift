import HTTP
import Postgres
import Runtime

/// One question about a contract that is granted: nobody else asks it until the lease is over.
struct ContractClaim: Sendable {
  let home: Home.ID
  let point: UsagePoint
  let tries: Int
  let lease: Instant
}

/// What active consents allow to be read of contracts is asked for once a month.
extension HomesFeature {
  private static let month = Duration.seconds(30 * 86_400)
  private static let mostTries = 6

  func claimContract(_ enedis: EnedisClient) async throws -> QueueStep<ContractClaim> {
    let now = clock.now
    let lease = now + Self.lease
    let due = try await nextContract(in: database)
    guard let due, due <= now else { return .idle(until: due) }
    return try await database.transaction { transaction in
      let found = try await transaction.first(
        """
        select home_id, usage_point, tries from home_contracts
        where due_at <= \(now) and (busy_until is null or busy_until <= \(now))
        order by due_at limit 1 for update skip locked
        """
      ) { row in
        ContractClaim(home: try row.next(), point: try row.next(), tries: try row.next(), lease: lease)
      }
      guard let found else { return .idle(until: try await nextContract(in: transaction)) }
      let tokens = enedis.needsToken ? ["token"] : []
      let budget = try await Budget.look(.contract, at: now, calls: 1 + tokens.count, in: transaction)
      if let room = budget.fullUntil { return .full(until: room) }
      guard budget.isOpen else {
        return .idle(until: try await Budget.nextRoom(.contract, at: now, in: transaction))
      }
      try await Budget.spend([EnedisAPI.contract.name] + tokens, at: now, in: transaction)
      try await transaction.execute(
        "update home_contracts set busy_until = \(lease) where home_id = \(found.home)")
      return .claimed(found)
    }
  }

  private func nextContract(in database: some Querying) async throws -> Instant? {
    try await database.first("select min(greatest(due_at, coalesce(busy_until, due_at))) from home_contracts") {
      try $0.next(Instant?.self)
    } ?? nil
  }

  func ask(_ claim: ContractClaim, _ enedis: EnedisClient) async throws {
    do {
      try await store(try await enedis.contract(of: claim.point), for: claim)
    } catch let fault as EnedisFault {
      log.warning(
        "Enedis does not tell the contract",
        ["point": .text(claim.point.masked), "reason": .text(fault.reason)])
      try await settle(fault, of: claim)
    }
  }

  private func store(_ contract: ToldContract, for claim: ContractClaim) async throws {
    try await database.execute(
      """
      update home_contracts set directions = \(contract.directions.map(\.rawValue)),
        subscribed_va = \(contract.subscribedVa), tariff = \(contract.tariff), read_at = \(clock.now),
        due_at = \(clock.now + Self.month), busy_until = null, tries = 0, reason = null
      where home_id = \(claim.home) and busy_until = \(claim.lease)
      """)
  }

  private func settle(_ fault: EnedisFault, of claim: ContractClaim) async throws {
    let now = clock.now
    switch fault {
    case .throttled(let code, let until):
      try await Budget.pause(.contract, until: until ?? now + .seconds(60), code, in: database)
      try await later(claim, now, code, tries: claim.tries)
    case .notSubscribed(let code):
      try await Budget.pause(.contract, until: now + .seconds(3600), code, in: database)
      try await later(claim, now, code, tries: claim.tries)
    case .moved(let code): try await end(claim, .lost, code, origin: "move")
    case .withdrawn(let code): try await end(claim, .withdrawn, code, origin: "enedis")
    case .unauthorized, .trouble:
      let isOver = claim.tries + 1 >= Self.mostTries
      let pause = Duration.seconds(isOver ? 86_400 : 10 << claim.tries)
      try await later(claim, now + pause, fault.reason, tries: isOver ? 0 : claim.tries + 1)
    default: try await later(claim, now + Self.month, fault.reason, tries: 0)
    }
  }

  private func later(_ claim: ContractClaim, _ at: Instant, _ code: String, tries: Int) async throws {
    try await database.execute(
      """
      update home_contracts set due_at = \(at), busy_until = null, tries = \(Int32(tries)), reason = \(code)
      where home_id = \(claim.home) and busy_until = \(claim.lease)
      """)
  }

  private func end(_ claim: ContractClaim, _ state: Consent.State, _ code: String, origin: String) async throws {
    try await database.transaction { transaction in
      try await transaction.execute("select from homes where id = \(claim.home) for no key update")
      let holds = try await transaction.first(
        "select from home_contracts where home_id = \(claim.home) and busy_until = \(claim.lease) for update"
      ) { _ in true }
      guard holds == true else { return }
      try await endByEnedis(claim.home, state, code, origin: origin, in: transaction)
    }
  }
}
