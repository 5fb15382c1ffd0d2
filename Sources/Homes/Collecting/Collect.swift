import HTTP
import Postgres
import Runtime

/// The work on Enedis' queue: any number of instances do it side by side, each call once.
extension HomesFeature {
  private static let lanes = 3

  /// Until nothing is due, as fast as the budget allows.
  func collect() async throws {
    guard let enedis else { return }
    if case .idle = try await collectNext(enedis) { return }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<Self.lanes { group.addTask { try await self.runLane(enedis) } }
      try await group.waitForAll()
    }
  }

  private func runLane(_ enedis: EnedisClient) async throws {
    while !Task.isCancelled {
      switch try await collectNext(enedis) {
      case .claimed: continue
      case .full: try await Task.sleep(for: .milliseconds(100))
      case .idle: return
      }
    }
  }

  /// One call, if one is due and the budget has room.
  func collectNext(_ enedis: EnedisClient) async throws -> QueueStep<Void> {
    switch try await claimConsent(enedis) {
    case .claimed(let claim):
      try await resolve(claim, enedis)
      return .claimed(())
    case .full(let until): return .full(until: until)
    case .idle(let consents):
      return try await collectReadings(enedis, orBy: consents)
    }
  }

  /// A contract is one call a home, and tells more than a day of the past does.
  private func collectReadings(_ enedis: EnedisClient, orBy other: Instant?) async throws -> QueueStep<Void> {
    let contracts: Instant?
    switch try await claimContract(enedis) {
    case .claimed(let claim):
      try await ask(claim, enedis)
      return .claimed(())
    case .full(let until): return .full(until: until)
    case .idle(let until): contracts = until
    }
    switch try await claimSeries(enedis) {
    case .claimed(let claim):
      try await ask(claim, enedis)
      return .claimed(())
    case .full(let until): return .full(until: until)
    case .idle(let series): return .idle(until: [other, contracts, series].compactMap { $0 }.min())
    }
  }

  private func ask(_ claim: SeriesClaim, _ enedis: EnedisClient) async throws {
    do {
      let answer = try await enedis.measures(claim.series, of: claim.point, claim.plan.days)
      try await store(PlacedReadings(answer, on: claim.plan.days), for: claim)
    } catch let fault as EnedisFault {
      try await settle(fault, of: claim)
    }
  }
}
