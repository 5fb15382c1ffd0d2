package import Accounts
import HTTP
import Postgres
import Reservations
import Runtime

/// POST /api/charges/{id}/stop. What has stopped already is shown as it ended.
extension ChargingFeature {
  func stopCharge(_ call: Call<ChargePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let now = clock.now
    return try .json(try await stop(call.path.id, of: driver, at: now).charge(at: now))
  }

  /// The same without a request.
  package func unplug(_ charge: Charge.ID, of driver: Driver) async throws {
    _ = try await stop(charge, of: driver, at: clock.now)
  }

  private func stop(_ id: Charge.ID, of driver: Driver, at now: Instant) async throws -> StoredCharge {
    try await database.transaction { transaction in
      try await hold(id, of: driver, in: transaction)
      let running = try await self.stored(id, of: driver, in: transaction)
      guard running.endsAt > now, let course = running.course else { return running }
      try await end(running, course, at: now, .stopped, in: transaction)
      try await reservations.end(id, at: now, in: transaction)
      return try await self.stored(id, of: driver, in: transaction)
    }
  }

  /// So that a stop and an extension come one after the other.
  func hold(_ id: Charge.ID, of driver: Driver, in transaction: Transaction) async throws {
    _ = try await transaction.run(
      "select from charges where id = \(id) and account_id = \(driver.id) for no key update")
  }

  /// Writes what the course says of the end.
  func end(
    _ charge: StoredCharge, _ course: ChargeCourse, at moment: Instant, _ reason: ChargeCourse.EndReason,
    until limit: Instant? = nil, in transaction: Transaction
  ) async throws {
    let last = course.sample(after: moment - charge.startedAt)
    try await transaction.execute(
      """
      update charges set ends_at = \(moment), end_reason = \(reason.rawValue), end_soc = \(last.soc),
        energy_kwh = \(last.energyKwh), booked_until = \(limit ?? charge.bookedUntil)
      where id = \(charge.id)
      """)
  }
}
