import HTTP
import Postgres
import Runtime

extension EnedisFault {
  /// Codes for days that are asked for too early.
  static let earlyCodes = ["ADAM-ERR0123", "ADAM-DC-0009", "ADAM-ERR0125", "ADAM-DC-0016"]
}

/// What becomes of a series after each of Enedis' refusals.
extension HomesFeature {
  private static let mostTries = 6

  func settle(_ fault: EnedisFault, of claim: SeriesClaim) async throws {
    note(fault, of: claim)
    switch fault {
    case .noData: try await store(PlacedReadings(.none(of: claim)), for: claim)
    case .tooEarly(let code): try await cut(claim, code)
    case .wrongDirection(let code), .opposed(let code): try await close(claim, code)
    case .moved(let code): try await end(claim, .lost, code, origin: "move")
    case .withdrawn(let code): try await end(claim, .withdrawn, code, origin: "enedis")
    case .throttled(let code, let until):
      let end = until ?? clock.now + .seconds(60)
      try await Budget.pause(.measures, until: end, code, in: database)
      try await later(claim, clock.now, code, tries: claim.tries)
    case .notSubscribed(let code):
      try await Budget.pause(.measures, until: clock.now + .seconds(3600), code, in: database)
      try await later(claim, clock.now, code, tries: claim.tries)
    case .unauthorized, .trouble: try await again(claim, fault.reason)
    case .ours(let code): try await later(claim, nextRound(claim), code, tries: 0)
    }
  }

  private func note(_ fault: EnedisFault, of claim: SeriesClaim) {
    let fields: Log.Fields = [
      "point": .text(claim.point.masked), "series": .text(claim.series.name), "reason": .text(fault.reason),
      "from": .text(claim.plan.days.lowerBound.text), "to": .text(claim.plan.days.upperBound.text),
    ]
    switch fault {
    case .ours, .notSubscribed: log.error("Enedis refuses what we ask", fields)
    case .throttled, .trouble, .unauthorized: log.warning("Enedis does not answer", fields)
    default: log.debug("Enedis has nothing", fields)
    }
  }

  private func nextRound(_ claim: SeriesClaim) -> Instant {
    NightRound.next(after: clock.now, for: claim.home, claim.series)
  }

  private func cut(_ claim: SeriesClaim, _ code: String) async throws {
    try await database.transaction { transaction in
      guard try await holds(claim, in: transaction) else { return }
      var progress = claim.progress
      progress.cut(claim.plan)
      try await transaction.execute(
        """
        delete from home_gaps where home_id = \(claim.home) and kind = \(claim.series.kind.rawValue)
          and direction = \(claim.series.direction.rawValue) and day < \(progress.oldest)
        """)
      try await update(claim, to: progress, reason: code, in: transaction)
    }
  }

  /// Never again: the days of the series are `never`, and need no rows to say so.
  private func close(_ claim: SeriesClaim, _ code: String) async throws {
    try await database.transaction { transaction in
      guard try await holds(claim, in: transaction) else { return }
      try await transaction.execute(
        """
        delete from home_gaps where home_id = \(claim.home) and kind = \(claim.series.kind.rawValue)
          and direction = \(claim.series.direction.rawValue)
        """)
      try await turn(claim, to: nil, code, tries: 0, in: transaction)
    }
  }

  /// Up to six times, each after twice the pause; then with the next round.
  private func again(_ claim: SeriesClaim, _ code: String) async throws {
    let tries = claim.tries + 1
    let pause = Duration.seconds(10 << min(claim.tries, 5)) * Double.random(in: 0.8...1.2)
    let at = tries < Self.mostTries ? clock.now + pause : nextRound(claim)
    try await later(claim, at, code, tries: tries < Self.mostTries ? tries : 0)
  }

  private func later(_ claim: SeriesClaim, _ at: Instant, _ code: String, tries: Int) async throws {
    try await database.transaction { transaction in
      guard try await holds(claim, in: transaction) else { return }
      try await turn(claim, to: at, code, tries: tries, in: transaction)
    }
  }

  private func turn(
    _ claim: SeriesClaim, to at: Instant?, _ code: String, tries: Int, in transaction: Transaction
  ) async throws {
    try await transaction.execute(
      """
      update enedis_series set due_at = \(at), busy_until = null, tries = \(Int32(tries)),
        reason = case when reason = any(\(EnedisFault.earlyCodes)) and \(at != nil) then reason else \(code) end
      where home_id = \(claim.home) and kind = \(claim.series.kind.rawValue)
        and direction = \(claim.series.direction.rawValue)
      """)
  }

  /// The consents of a home, by Enedis' word.
  private func end(_ claim: SeriesClaim, _ state: Consent.State, _ code: String, origin: String) async throws {
    try await database.transaction { transaction in
      try await transaction.execute("select from homes where id = \(claim.home) for no key update")
      guard try await holds(claim, in: transaction) else { return }
      try await endByEnedis(claim.home, state, code, origin: origin, in: transaction)
    }
  }

  /// Who has moved loses the point too.
  func endByEnedis(
    _ home: Home.ID, _ state: Consent.State, _ code: String, origin: String, in transaction: Transaction
  ) async throws {
    try await end(nil, of: home, state, code, origin: origin, in: transaction)
    guard state == .lost else { return }
    try await transaction.execute("update homes set point_state = 'lost', version = version + 1 where id = \(home)")
  }
}

extension MeterAnswer {
  /// An answer without readings.
  fileprivate static func none(of claim: SeriesClaim) -> MeterAnswer {
    MeterAnswer(point: claim.point, series: claim.series, from: nil, readings: [])
  }
}
