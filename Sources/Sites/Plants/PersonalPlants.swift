package import Accounts
import HTTP
import Postgres
import Runtime

extension SitesFeature {
  /// The export has what somebody declared. It stays with the plant when they leave, without their name; their own sites go
  /// with them, and with these their plants.
  package static let personalPlants = PersonalData(
    "plants",
    export: { database, account in
      [
        "plants": .array(try await exportedPlants(of: account, in: database)),
        "movements": .array(try await exportedMovements(of: account, in: database)),
        "production": .array(try await exportedProduction(of: account, in: database)),
      ]
    },
    forget: { transaction, account, _ in
      try await transaction.execute(
        "update reserve_movements set account_id = null where account_id = \(account)")
      try await transaction.execute("update plant_production set account_id = null where account_id = \(account)")
    })

  private static func exportedPlants(of account: Account.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select p.id, d.site_id, d.name, d.kind, p.peak_watts, p.created_at
      from plants p join devices d on d.id = p.device_id
        join site_people m on m.site_id = d.site_id and m.account_id = \(account) and m.role = 'owner'
      order by p.id
      """
    ) { row in
      [
        "id": .string(try row.next(Plant.ID.self).description),
        "siteId": .string(try row.next(EnergySite.ID.self).description), "name": .string(try row.next()),
        "kind": .string(try row.next()), "peakWatts": try row.next(Int?.self).map { .integer($0) } ?? .null,
        "createdAt": .string(try row.next(Instant.self).description),
      ]
    }
  }

  private static func exportedMovements(of account: Account.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select id, plant_id, kind, declared_wh, level_wh, from_at, to_at, created_at from reserve_movements
      where account_id = \(account) order by created_at, id
      """
    ) { row in
      [
        "id": .string(try row.next(Movement.ID.self).description),
        "plantId": .string(try row.next(Plant.ID.self).description), "kind": .string(try row.next()),
        "wh": try row.next(Int?.self).map { .integer($0) } ?? .null,
        "levelWh": try row.next(Int?.self).map { .integer($0) } ?? .null,
        "from": .string(try row.next(Instant.self).description), "to": .string(try row.next(Instant.self).description),
        "createdAt": .string(try row.next(Instant.self).description),
      ]
    }
  }

  private static func exportedProduction(of account: Account.ID, in database: any Querying) async throws -> [JSON] {
    try await database.query(
      """
      select id, plant_id, lower(during), upper(during), wh, created_at from plant_production
      where account_id = \(account) order by created_at, id
      """
    ) { row in
      [
        "id": .string(try row.next(Production.ID.self).description),
        "plantId": .string(try row.next(Plant.ID.self).description),
        "from": .string(try row.next(Instant.self).description), "to": .string(try row.next(Instant.self).description),
        "wh": .integer(try row.next()), "createdAt": .string(try row.next(Instant.self).description),
      ]
    }
  }
}
