import Accounts
import HTTP
import Import
import Postgres
import Runtime
import Stations

/// GET /api/admin/overview: how much there is of everything, how fresh it is and what this server has to do. Nobody's slice
/// knows all of that: it stands where everything is put together, beside the metrics, which it sums up.
struct Overview: Codable, Sendable {
  struct Stations: Codable, Sendable { let offered, withdrawn, demonstration, changedByHand: Int }
  struct Points: Codable, Sendable { let offered, withdrawn, outOfService: Int }
  struct Accounts: Codable, Sendable { let total, administrators, technicians, locked, unconfirmed: Int }
  struct Bookings: Codable, Sendable { let upcoming, underWay: Int }
  /// Drivers who do not exist, and what they have at the moment: counted nowhere else.
  struct Demonstration: Codable, Sendable { let drivers, bookings, charges: Int }
  struct Charges: Codable, Sendable {
    let underWay, total: Int
    let energyKwh: Double
  }
  /// A calendar day in Paris.
  struct Day: Codable, Sendable {
    let day: String
    let accounts, bookings, charges: Int
    let energyKwh: Double
  }
  struct Imports: Codable, Sendable { let total, atWork, inPreview, failedLately: Int }
  struct Freshness: Codable, Sendable {
    /// When an import last changed the stations, and the youngest date that a point carries.
    let stationsAt: Instant?
    let youngestPoint: String?
    /// The latest moment the dynamic feed spoke of, and of how many points it spoke lately enough to count.
    let feedAt: Instant?
    let feedPoints: Int
  }
  struct Load: Codable, Sendable {
    let since: Instant
    let requests: Requests
    let pool: Pool
  }
  struct Requests: Codable, Sendable {
    let total, refused, failed: Int
    let averageMs, slowestTwentiethMs: Double
  }
  struct Pool: Codable, Sendable { let connections, inUse, waiting, turnedAway, statements: Int }

  let at: Instant
  let stations: Stations
  let points: Points
  let accounts: Accounts
  let bookings: Bookings
  let charges: Charges
  let demonstration: Demonstration
  let days: [Day]
  let imports: Imports
  let freshness: Freshness
  let load: Load
  let _links: Links
}

extension OperationsFeature {
  /// Five questions, however much there is.
  func showOverview(_ call: Call<Nothing, Nothing, NoBody>, _: Administrator) async throws -> Response {
    let now = clock.now
    return try await database.heavily(for: call.request.party) { try await overview(at: now) }
  }

  private func overview(at now: Instant) async throws -> Response {
    let network = try await countStations()
    let points = try await countPoints(at: now)
    let people = try await countPeople(at: now)
    let imports = try await countImports(at: now)
    let overview = Overview(
      at: now, stations: network, points: points.counts, accounts: people.accounts, bookings: people.bookings,
      charges: people.charges, demonstration: people.demonstration, days: try await countDays(until: now),
      imports: imports.counts,
      freshness: Overview.Freshness(
        stationsAt: imports.stationsAt, youngestPoint: points.youngest, feedAt: points.feedAt,
        feedPoints: points.feedPoints),
      load: load(),
      _links: Links().adding("self", "/api/admin/overview").adding("stations", "/api/admin/stations")
        .adding("points", "/api/admin/points").adding("accounts", "/api/admin/accounts")
        .adding("imports", "/api/admin/imports").adding("audit", "/api/admin/audit"))
    return try .json(overview)
  }

  private func countStations() async throws -> Overview.Stations {
    let found = try await database.first(
      """
      select count(*) filter (where withdrawn_at is null), count(*) filter (where withdrawn_at is not null),
        count(*) filter (where withdrawn_at is null and demonstration),
        count(*) filter (where withdrawn_at is null and (source = 'manual' or manual_fields <> '{}'))
      from stations
      """
    ) { row in
      Overview.Stations(
        offered: try row.next(), withdrawn: try row.next(), demonstration: try row.next(), changedByHand: try row.next()
      )
    }
    return found ?? Overview.Stations(offered: 0, withdrawn: 0, demonstration: 0, changedByHand: 0)
  }

  private typealias PointFigures = (counts: Overview.Points, youngest: String?, feedAt: Instant?, feedPoints: Int)

  private func countPoints(at now: Instant) async throws -> PointFigures {
    let found = try await database.first(
      """
      select count(*) filter (where p.withdrawn_at is null), count(*) filter (where p.withdrawn_at is not null),
        count(*) filter (where p.withdrawn_at is null and (p.out_of_service or t.condition = 'outOfService')),
        max(p.updated_on) filter (where p.withdrawn_at is null)::text, max(t.at) filter (where t.source <> 'demonstration'),
        count(*) filter (where t.at > \(now - .seconds(1800)) and t.source <> 'demonstration')
      from charge_points p left join point_status t on t.point_id = p.id
      """
    ) { row -> PointFigures in
      (
        Overview.Points(offered: try row.next(), withdrawn: try row.next(), outOfService: try row.next()),
        try row.next(), try row.next(), try row.next()
      )
    }
    return found ?? (Overview.Points(offered: 0, withdrawn: 0, outOfService: 0), nil, nil, 0)
  }

  private typealias PeopleFigures = (
    accounts: Overview.Accounts, bookings: Overview.Bookings, charges: Overview.Charges,
    demonstration: Overview.Demonstration
  )

  private func countPeople(at now: Instant) async throws -> PeopleFigures {
    let found = try await database.first(
      """
      with made_up as (select id from accounts where demonstration), people as (
        select count(*), count(*) filter (where role = 'admin'), count(*) filter (where role = 'technician'),
          count(*) filter (where locked_at is not null), count(*) filter (where email_confirmed_at is null)
        from accounts where not demonstration
      ), booked as (
        select count(*) filter (where lower(during) > \(now) and m.id is null),
          count(*) filter (where lower(during) <= \(now) and m.id is null), count(m.id)
        from reservations r left join made_up m on m.id = r.account_id
        where state in \(sql: OpenReservation.states) and lapses_at > \(now)
      ), charged as (
        select count(*) filter (where ends_at > \(now) and m.id is null), count(*) filter (where m.id is null),
          coalesce(sum(floor(energy_kwh * 1000 + 1e-9)) filter (where ends_at <= \(now) and m.id is null), 0) / 1000,
          count(*) filter (where ends_at > \(now) and m.id is not null)
        from charges c left join made_up m on m.id = c.account_id
      )
      select people.*, booked.*, charged.*, (select count(*) from made_up) from people, booked, charged
      """
    ) { row -> PeopleFigures in
      let accounts = Overview.Accounts(
        total: try row.next(), administrators: try row.next(), technicians: try row.next(), locked: try row.next(),
        unconfirmed: try row.next())
      let bookings = Overview.Bookings(upcoming: try row.next(), underWay: try row.next())
      let madeUpBookings = try row.next(Int.self)
      let charges = Overview.Charges(underWay: try row.next(), total: try row.next(), energyKwh: try row.next())
      let madeUpCharges = try row.next(Int.self)
      return (
        accounts, bookings, charges,
        Overview.Demonstration(drivers: try row.next(), bookings: madeUpBookings, charges: madeUpCharges)
      )
    }
    guard let found else { throw Problem(.internal) }
    return found
  }

  /// The last thirty days, this one included, the oldest first.
  private func countDays(until now: Instant) async throws -> [Overview.Day] {
    // Ids begin with the moment of their making: the primary keys lead to the youngest rows.
    let milliseconds = UInt64(clamping: (now - .seconds(32 * 86_400)).microseconds / 1000)
    let oldest = Identifier<Overview>(high: milliseconds << 16, low: 0)
    return try await database.query(
      """
      with days as (
        select generate_series(0, 29) + (\(now)::timestamptz at time zone 'Europe/Paris')::date - 29 as day
      ), signed as (
        select (created_at at time zone 'Europe/Paris')::date as day, count(*) as n from accounts
        where id >= \(oldest) and not demonstration group by 1
      ), made_up as (
        select id from accounts where demonstration
      ), booked as (
        select (created_at at time zone 'Europe/Paris')::date as day, count(*) as n from reservations
        where id >= \(oldest) and account_id not in (select id from made_up) is not false group by 1
      ), charged as (
        select (started_at at time zone 'Europe/Paris')::date as day, count(*) as n,
          sum(floor(energy_kwh * 1000 + 1e-9)) filter (where ends_at <= \(now)) / 1000 as kwh from charges
        where id >= \(oldest) and account_id not in (select id from made_up) is not false group by 1
      )
      select day::text, coalesce(signed.n, 0), coalesce(booked.n, 0), coalesce(charged.n, 0), coalesce(charged.kwh, 0)
      from days left join signed using (day) left join booked using (day) left join charged using (day) order by day
      """
    ) { row in
      Overview.Day(
        day: try row.next(), accounts: try row.next(), bookings: try row.next(), charges: try row.next(),
        energyKwh: try row.next())
    }
  }

  private typealias ImportFigures = (counts: Overview.Imports, stationsAt: Instant?)

  private func countImports(at now: Instant) async throws -> ImportFigures {
    let found = try await database.first(
      """
      select count(*), count(*) filter (where state in ('waiting', 'receiving', 'merging')),
        count(*) filter (where state = 'preview'),
        count(*) filter (where state = 'failed' and created_at > \(now - .seconds(7 * 86_400))),
        max(finished_at) filter (where source = any(\(RegisteredSource.ofStations)) and state = 'done')
      from imports
      """
    ) { row -> ImportFigures in
      (
        Overview.Imports(
          total: try row.next(), atWork: try row.next(), inPreview: try row.next(), failedLately: try row.next()),
        try row.next()
      )
    }
    return found ?? (Overview.Imports(total: 0, atWork: 0, inPreview: 0, failedLately: 0), nil)
  }

  private func load() -> Overview.Load {
    let pool = database.figures
    let sum = metrics.sum
    return Overview.Load(
      since: openedAt,
      requests: Overview.Requests(
        total: sum.answered, refused: sum.refused, failed: sum.failed, averageMs: sum.average.inSeconds * 1000,
        slowestTwentiethMs: sum.slowestTwentieth.inSeconds * 1000),
      pool: Overview.Pool(
        connections: pool.connections, inUse: pool.inUse, waiting: pool.waiting, turnedAway: pool.refused,
        statements: pool.statements))
  }
}
