package import Accounts
import HTTP
import Postgres
import Runtime
import Stations

extension VehiclesFeature {
  /// The export has vehicles as their owner sees them, links apart. Their rows go with the row of the account.
  package static let personalData = PersonalData(
    "vehicles",
    export: { database, account in
      .array(
        try await database.query(
          "select \(sql: Vehicle.columns) from vehicles v where v.account_id = \(account) order by v.id"
        ) { row in try Vehicle.Versioned(&row).vehicle.exported })
    },
    forget: { _, _, _ in })
}

extension Vehicle {
  fileprivate var exported: JSON {
    [
      "id": .string(id.description), "name": .string(name), "modelId": modelId.map { .string($0.description) } ?? .null,
      "usableKwh": .double(usableKwh), "acKw": .double(acKw), "acPhases": .integer(acPhases),
      "dcKw": dcKw.map { .double($0) } ?? .null, "sockets": .array(sockets.map { .string($0.rawValue) }),
      "curve": .array((curve ?? []).map { ["soc": .double($0.soc), "kw": .double($0.kw)] }),
      "isDefault": .bool(isDefault),
    ]
  }
}
