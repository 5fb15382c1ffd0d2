package import Accounts
package import Postgres

extension ChargingFeature {
  /// Deletes charges of drivers who do not exist, once their bookings are gone.
  package static func erase(madeUpOf drivers: [Account.ID], in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      delete from charges c using accounts a
      where a.id = c.account_id and a.demonstration and a.id = any(\(drivers))
        and not exists (select from reservations r where r.charge_id = c.id)
      """)
  }
}
