import Accounts
import HTTP
import Postgres
import Runtime

/// PUT /api/points/{id}/service: a technician takes a point out of service, or puts it back. No version is asked for:
/// whoever stands before a broken point is right whatever was written meanwhile.
struct SwitchService: Decodable, Sendable {
  let outOfService: Bool
}

/// The answer to the technician.
struct ServiceState: Codable, Sendable {
  let id: ChargePoint.ID
  let outOfService: Bool
  let _links: Links
}

extension StationsFeature {
  func switchService(
    _ call: Call<PointPath, Nothing, JSONBody<SwitchService>>, _ technician: Technician
  ) async throws -> Response {
    let (id, isOut) = (call.path.id, call.body.outOfService)
    let now = clock.now
    let station = try await database.transaction { transaction in
      let (before, station) = try await held(id, in: transaction)
      guard before.withdrawnAt == nil else { throw Problem(.notFound) }
      var point = before
      point.isOutOfService = isOut
      let changes = point.changes(since: before)
      if changes.isEmpty { return station.id }
      point.mark(changes, at: now)
      try await save(point, in: transaction, after: before)
      try await Audit.record(
        "point.changed", by: technician.driver.id, on: "point", id, changes.details, at: now, ids: ids,
        in: transaction)
      try await PointChanges.note([id], in: transaction)
      // Its evidence is another one.
      try await StationsVersion.bump(in: transaction)
      return station.id
    }
    let links = Links().adding("self", "/api/points/\(id)/service", method: .put)
      .adding("station", "/api/stations/\(station)")
    return try .json(ServiceState(id: id, outOfService: isOut, _links: links))
  }
}
