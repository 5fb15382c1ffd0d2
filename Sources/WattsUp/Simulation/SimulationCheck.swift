import Charging
import Ground
import Postgres
import Reservations

/// What must hold in the database whatever drivers and servers did.
struct SimulationCheck {
  let database: Database
  let clock: WallClock

  /// A sentence for each rule, and whether it holds.
  func results(_ account: Ledger.Account) async throws -> [(rule: String, holds: Bool)] {
    let missing = try await missing(account.acknowledged)
    return [
      ("every booking that was acknowledged is stored", missing == 0),
      ("no two live bookings of a point overlap", try await overlaps("a.point_id = b.point_id") == 0),
      ("no two live bookings of a driver overlap", try await overlaps("a.account_id = b.account_id") == 0),
      ("nobody holds more than four bookings", try await count(tooMany) == 0),
      ("no charge is without its booking", try await count(orphans) == 0),
      ("every charge ends as its course says", try await ChargingFloor.deviations(in: database) == 0),
    ]
  }

  private func count(_ sql: SQL) async throws -> Int {
    try await database.first("select count(*) from (\(sql: sql)) as found") { try $0.next(Int.self) } ?? 0
  }

  private func missing(_ ids: [String]) async throws -> Int {
    try await count(
      """
      select id from unnest(\(ids)::text[]) as id where not exists (select from reservations r where r.id = id::uuid)
      """)
  }

  private func overlaps(_ same: SQL) async throws -> Int {
    try await count(
      """
      select a.id from reservations a join reservations b on a.id < b.id and a.during && b.during and \(sql: same)
      where a.state in ('reserved', 'charging') and b.state in ('reserved', 'charging')
      """)
  }

  private let tooMany: SQL = """
    select account_id from reservations where state in ('reserved', 'charging') and place is not null
    group by account_id having count(*) > 4
    """

  private let orphans: SQL = """
    select c.id from charges c where not exists (select from reservations r where r.charge_id = c.id)
    """
}
