import Charging
import Postgres
import Reservations
import Stations

/// The rules that hold in the database whatever drivers and servers did.
struct SimulationCheck {
  let database: Database

  /// A sentence for each rule, and whether it holds.
  func results(_ account: Ledger.Account) async throws -> [(rule: String, holds: Bool)] {
    [
      ("every booking that was acknowledged is stored", try await count(missing(account.acknowledged)) == 0),
      ("what was given back stays given back", try await count(revived(account.cancelled)) == 0),
      ("every charge that was begun is stored", try await count(lost(account.charges)) == 0),
      ("no two live bookings of a point overlap", try await overlaps("a.point_id = b.point_id") == 0),
      ("no two live bookings of a driver overlap", try await overlaps("a.account_id = b.account_id") == 0),
      ("nobody holds more than four bookings", try await count(tooMany) == 0),
      ("no charge is without its booking", try await count(orphans) == 0),
      ("every charge ends as its course says", try await ChargingFeature.deviations(in: database) == 0),
      ("the server made no error of its own", account.errors == 0),
    ]
  }

  private func count(_ sql: SQL) async throws -> Int {
    try await database.first("select count(*) from (\(sql: sql)) as found") { try $0.next(Int.self) } ?? 0
  }

  private func missing(_ ids: [String]) -> SQL {
    "select from unnest(\(ids)::text[]::uuid[]) as told (id) where told.id not in (select r.id from reservations r)"
  }

  private func revived(_ ids: [String]) -> SQL {
    "select from reservations where id = any(\(ids)::text[]::uuid[]) and state <> 'cancelled'"
  }

  private func lost(_ ids: [String]) -> SQL {
    "select from unnest(\(ids)::text[]::uuid[]) as told (id) where told.id not in (select c.id from charges c)"
  }

  private func overlaps(_ same: SQL) async throws -> Int {
    try await count(
      """
      select a.id from reservations a join reservations b on a.id < b.id and a.during && b.during and \(sql: same)
      where a.state in \(sql: OpenReservation.states) and b.state in \(sql: OpenReservation.states)
      """)
  }

  private let tooMany: SQL = """
    select account_id from reservations where state in \(sql: OpenReservation.states) and place is not null
    group by account_id having count(*) > 4
    """

  private let orphans: SQL = """
    select c.id from charges c where not exists (select from reservations r where r.charge_id = c.id)
    """
}
