import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// What can be done with many stations at once.
enum StationAction: String, CaseIterable, Field { case withdraw, restore }

/// POST /api/admin/stations/actions.
extension StationsFeature {
  func actOnStations(
    _ call: Call<Nothing, Nothing, JSONBody<BulkAction<StationAction, Station>>>, _ administrator: Administrator
  ) async throws -> Response {
    let actor = administrator.id
    // Withdrawals ask for a fresh password, one or many.
    if call.body.action == .withdraw { _ = try administrator.fresh() }
    return try await call.body.carryOut(for: call.request, log: log) { id in
      try await StationRule.explained {
        switch call.body.action {
        case .withdraw: try await withdraw(id, by: actor)
        case .restore: try await restore(id, by: actor)
        }
      }
    }.response()
  }

  /// As PATCH does with `withdrawn: false`. False where it is not away.
  private func restore(_ id: Station.ID, by actor: Account.ID) async throws -> Bool {
    let now = clock.now
    return try await database.transaction { transaction in
      let before = try await held(id, in: transaction)
      guard before.withdrawnAt != nil else { return false }
      var station = before
      station.withdrawnAt = nil
      let changes = station.changes(since: before)
      station.mark(changes, at: now)
      station.release([.withdrawn])
      try await restorePoints(of: before, in: transaction)
      try await save(station, in: transaction, after: before)
      try await Audit.record(
        "station.changed", by: actor, on: "station", id, changes.details, at: now, ids: ids, in: transaction)
      try await StationsVersion.bump(in: transaction)
      return true
    }
  }
}
