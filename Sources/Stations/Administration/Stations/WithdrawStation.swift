import Accounts
import HTTP
import Postgres
import Runtime

/// DELETE /api/admin/stations/{id}. What happened there stays, and no import brings it back: only PATCH does.
extension StationsFeature {
  func withdrawStation(_ call: Call<StationPath, Nothing, NoBody>, _ administrator: FreshAdministrator) async throws
    -> Response
  {
    _ = try await withdraw(call.path.id, by: administrator.id, matching: call.request)
    return .noContent
  }

  /// False where it is away for good already.
  func withdraw(_ id: Station.ID, by actor: Account.ID, matching request: Request? = nil) async throws -> Bool {
    let now = clock.now
    return try await database.transaction { transaction in
      let before = try await held(id, in: transaction)
      try request?.honourMatch(before.tag)
      var station = before
      station.withdrawnAt = before.withdrawnAt ?? now
      // One that an import has withdrawn stays away for good from here on.
      if station.manualNames.contains(.withdrawn) { return false }
      let change = ManualChange(
        name: StationField.withdrawn, before: before.value(of: .withdrawn), after: station.value(of: .withdrawn))
      station.mark([change], at: now)
      try await save(station, in: transaction, after: before)
      try await transaction.execute(
        """
        update charge_points set withdrawn_at = \(station.withdrawnAt), version = version + 1,
          manual_fields = array_append(manual_fields, 'withdrawn_at')
        where station_id = \(id) and withdrawn_at is null
        """)
      try await Audit.record(
        "station.deleted", by: actor, on: "station", id, ["name": [.string(before.name), .null]], at: now,
        ids: ids, in: transaction)
      try await StationsVersion.bump(in: transaction)
      return true
    }
  }
}
