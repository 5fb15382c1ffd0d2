package import Accounts
import HTTP
package import Postgres
import Resources
import Runtime
import Stations

/// GET /api/reservations: mine, the latest first, with what each month came to.
struct ListReservations: Decodable, Sendable {
  enum When: String, CaseIterable, Field { case upcoming, past }

  let when: When?
  let cursor: Cursor<Reservation>?
  let limit: PageLimit?
}

/// A month by the clocks of the stations.
struct MonthTotal: Codable, Sendable {
  let month: String
  let reservations: Int
  let charges: Int
  let energyKwh: Double
  let minutes: Int
}

struct ReservationList: Codable, Sendable {
  let items: [Reservation]
  /// On the first page only.
  let months: [MonthTotal]?
  let _links: Links
}

extension ReservationsFeature {
  func listReservations(_ call: Call<Nothing, ListReservations, NoBody>, _ driver: Driver) async throws -> Response {
    let wanted = call.query
    let now = clock.now
    let limit = wanted.limit?.count ?? 50
    let cursor = wanted.cursor?.id
    let found = try await database.query(
      """
      select \(sql: Reservation.columns(at: now))
      from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
      where r.account_id = \(driver.id)
        and (\(wanted.when?.rawValue)::text is null or (\(wanted.when?.rawValue) = 'upcoming')
          = (r.state in \(sql: OpenReservation.states) and r.lapses_at > \(now)))
        and (\(cursor)::uuid is null or (lower(r.during), r.id) < (
          select lower(c.during), c.id from reservations c where c.id = \(cursor) and c.account_id = \(driver.id)))
      order by lower(r.during) desc, r.id desc limit \(limit + 1)
      """
    ) { row in try Reservation(&row) }
    let page = Page(found, limit: limit, at: "/api/reservations", call.request) { Cursor(id: $0.id) }
    let months = cursor == nil ? try await months(of: driver, at: now) : nil
    let links = page._links.adding("reserve", "/api/reservations", method: .post)
    return try .json(ReservationList(items: page.items, months: months, _links: links))
  }

  /// A charge counts in the month in which its first half-hour began, with the whole Wh that its receipt says.
  private func months(of driver: Driver, at now: Instant) async throws -> [MonthTotal] {
    try await database.query(
      """
      select to_char(lower(r.during) at time zone s.time_zone, 'YYYY-MM') as month, count(*), count(c.id),
        coalesce(sum(floor(c.energy_kwh * 1000 + 1e-9)) filter (where c.ends_at <= \(now)), 0)::double precision / 1000,
        coalesce(sum(extract(epoch from c.ends_at - c.started_at)) filter (where c.ends_at <= \(now)), 0)::bigint / 60
      from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
        left join charges c on c.id = r.charge_id and r.extends_id is null
      where r.account_id = \(driver.id) group by 1 order by 1 desc limit 24
      """
    ) { row in
      MonthTotal(
        month: try row.next(), reservations: try row.next(), charges: try row.next(),
        energyKwh: try row.next(), minutes: try row.next())
    }
  }

  func showReservation(_ call: Call<ReservationPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    guard let found = try await reservation(call.path.id, of: driver.id, in: database) else {
      throw Problem(.notFound)
    }
    return try .json(found)
  }

  /// Nil for one that does not exist, and for somebody else's.
  package func reservation(
    _ id: Reservation.ID, of account: Account.ID, in database: any Querying
  ) async throws -> Reservation? {
    try await database.first(
      """
      select \(sql: Reservation.columns(at: clock.now))
      from reservations r join charge_points p on p.id = r.point_id join stations s on s.id = p.station_id
      where r.id = \(id) and r.account_id = \(account)
      """
    ) { row in try Reservation(&row) }
  }
}
