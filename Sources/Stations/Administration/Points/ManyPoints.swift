import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// What can be done with many points at once.
enum PointAction: String, CaseIterable, Field { case withdraw, restore, takeOut, putBack }

/// POST /api/admin/points/actions.
extension StationsFeature {
  func actOnPoints(
    _ call: Call<Nothing, Nothing, JSONBody<BulkAction<PointAction, ChargePoint>>>, _ administrator: Administrator
  ) async throws -> Response {
    let (actor, action) = (administrator.id, call.body.action)
    if action == .withdraw { _ = try administrator.fresh() }
    return try await call.body.carryOut(for: call.request, log: log) { id in
      try await StationRule.explained {
        if action == .withdraw { return try await withdraw(id, by: actor) }
        return try await change(id, action, by: actor)
      }
    }.response()
  }

  /// As PATCH does. False where the point is so already.
  private func change(_ id: ChargePoint.ID, _ action: PointAction, by actor: Account.ID) async throws -> Bool {
    let now = clock.now
    return try await database.transaction { transaction in
      let (before, station) = try await held(id, in: transaction)
      if action == .restore, station.withdrawnAt != nil { throw Problem.stationFirst }
      var point = before
      if action == .restore { point.withdrawnAt = nil } else { point.isOutOfService = action == .takeOut }
      let changes = point.changes(since: before)
      if changes.isEmpty { return false }
      point.mark(changes, at: now)
      if action == .restore { point.release([.withdrawn]) }
      try await save(point, in: transaction, after: before)
      try await Audit.record(
        "point.changed", by: actor, on: "point", id, changes.details, at: now, ids: ids, in: transaction)
      try await StationsVersion.bump(in: transaction)
      return true
    }
  }
}
