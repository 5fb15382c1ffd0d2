import Accounts
import Runtime
import TestSupport
import Vehicles

extension TestPeople {
  /// People who may have vehicles.
  static func withVehicles() async throws -> TestPeople {
    try await make(
      elsewhere: [VehiclesFeature.personalData],
      others: { accounts, database in
        [VehiclesFeature(database: database, doorkeeper: accounts.doorkeeper, clock: .system()).feature]
      })
  }
}
