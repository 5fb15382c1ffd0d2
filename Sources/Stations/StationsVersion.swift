package import Postgres

/// The number that whoever keeps the map in memory compares. The row is held until the transaction ends, so raise it last.
package enum StationsVersion {
  package static func bump(in transaction: Transaction) async throws {
    try await transaction.execute("update stations_version set version = version + 1")
  }
}
