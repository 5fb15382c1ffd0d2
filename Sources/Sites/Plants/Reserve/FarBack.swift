import HTTP
import Postgres
import Resources
import Runtime

/// What a write of a reserve reaches back to.
enum Reach: Sendable {
  case now
  case moment(WallMoment)
  case movement(Movement.ID)
}

extension SitesFeature {
  private static var many: Int { 500 }

  /// A write that changes many levels stands in line with all that takes long, so that writes of others find connections.
  func inTurn(
    _ request: Request, _ plant: Plant.ID, back reach: Reach, _ write: () async throws -> Response
  ) async throws -> Response {
    guard let start = try await start(of: reach, in: plant), try await hasMany(after: start, in: plant) else {
      return try await write()
    }
    return try await database.heavily(for: request.party, write)
  }

  private func start(of reach: Reach, in plant: Plant.ID) async throws -> Instant? {
    switch reach {
    case .now: return nil
    case .moment(.instant(let instant)): return instant
    // Wherever it is, its clock shows this no earlier.
    case .moment(.wall(let wall)):
      return Instant(seconds: Int64(wall.day.daysSince1970) * 86_400 + Int64(wall.second) - 50_400)
    case .movement(let id):
      return try await database.readFirst(
        "select from_at from reserve_movements where id = \(id) and plant_id = \(plant)"
      ) { try $0.next(Instant.self) }
    }
  }

  private func hasMany(after start: Instant, in plant: Plant.ID) async throws -> Bool {
    let count = try await database.readFirst(
      """
      select count(*) from (
        select from reserve_levels where plant_id = \(plant) and at > \(start) limit \(Self.many)) later
      """
    ) { try $0.next(Int.self) }
    return count == Self.many
  }
}
