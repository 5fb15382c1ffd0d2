import Accounts
import HTTP
import Postgres
import Runtime

/// DELETE /api/admin/points/{id}. What happened there stays, and no import brings it back: only PATCH does.
extension StationsFeature {
  func withdrawPoint(_ call: Call<PointPath, Nothing, NoBody>, _ administrator: FreshAdministrator) async throws
    -> Response
  {
    _ = try await withdraw(call.path.id, by: administrator.id, matching: call.request)
    return .noContent
  }

  /// False where it is away for good already.
  func withdraw(_ id: ChargePoint.ID, by actor: Account.ID, matching request: Request? = nil) async throws -> Bool {
    let now = clock.now
    return try await database.transaction { transaction in
      let (before, _) = try await held(id, in: transaction)
      try request?.honourMatch(before.tag)
      var point = before
      point.withdrawnAt = before.withdrawnAt ?? now
      if point.manualNames.contains(.withdrawn) { return false }
      let change = ManualChange(
        name: PointField.withdrawn, before: before.value(of: .withdrawn), after: point.value(of: .withdrawn))
      point.mark([change], at: now)
      try await save(point, in: transaction, after: before)
      try await Audit.record(
        "point.deleted", by: actor, on: "point", id, ["irveId": [.string(before.irveId), .null]], at: now,
        ids: ids, in: transaction)
      try await StationsVersion.bump(in: transaction)
      return true
    }
  }
}
