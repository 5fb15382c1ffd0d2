import HTTP
import Postgres
import Resources
import Runtime

/// What a plant produced in some time, as somebody said.
struct Production: Codable, Sendable {
  typealias ID = Identifier<Production>

  let id: ID
  let plantId: Plant.ID
  let from: Instant
  let to: Instant
  let wh: Int
  /// The name of whoever declared it; null once they have left.
  let declaredBy: String?
  let createdAt: Instant
  let _links: Links
}

extension Production {
  static let columns: SQL =
    "e.id, e.plant_id, lower(e.during), upper(e.during), e.wh, (select a.display_name from accounts a where a.id = e.account_id), e.created_at"

  init(_ row: inout Row) throws {
    (id, plantId) = (try row.next(), try row.next())
    (from, to, wh) = (try row.next(), try row.next(), try row.next())
    (declaredBy, createdAt) = (try row.next(), try row.next())
    let path = "/api/plants/\(plantId)/production"
    _links = Links().adding("self", "\(path)/\(id)").adding("plant", "/api/plants/\(plantId)")
      .adding("delete", "\(path)/\(id)", method: .delete).adding("production", path)
  }
}

/// The ids in a path below the production of a plant.
struct ProductionPath: Decodable, Sendable {
  let id: Plant.ID
  let productionId: Production.ID
}
