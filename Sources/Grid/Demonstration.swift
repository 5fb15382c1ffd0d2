import Postgres
import Runtime

/// A year of a grid that does not exist, for a database that has none: seasons, weeks, days and weather, the same
/// wherever it is made. It grows with the clock, and goes with the first real file.
enum Demonstration {
  /// Up to the last half-hour that has passed.
  static func fill(_ database: Database, at now: Instant) async throws {
    let last = now.roundedDown(to: 1800)
    if try await isFilled(database, until: last) { return }
    try await database.transaction(timeout: .seconds(60)) { transaction in
      _ = try await transaction.run("select pg_advisory_xact_lock(hashtextextended('grid-demonstration', 0))")
      if try await isFilled(transaction, until: last) { return }
      try await insert(from: last - .seconds(365 * 86_400), to: last, at: now, in: transaction)
    }
  }

  /// Also where real readings are.
  private static func isFilled(_ database: some Querying, until last: Instant) async throws -> Bool {
    try await database.first(
      """
      select exists (select from grid_readings where nature > 0)
        or exists (select from grid_readings where perimeter = 'france' and at = \(last))
      """
    ) { row in try row.next(Bool.self) } ?? true
  }

  /// Sines for what comes again; for the weather a few of them whose periods nothing has in common.
  private static func insert(
    from start: Instant, to end: Instant, at now: Instant, in transaction: Transaction
  ) async throws {
    try await transaction.execute(
      """
      insert into grid_readings (perimeter, at, nature, flags, stored_at, consumption, oil, coal, gas, nuclear, wind,
        solar, hydro, pumping, bioenergy, exchange)
      select 'france', at, 0, 0, \(now), load, 110, 0, gas, nuclear, wind, solar, hydro, pumping, 1000,
        load - (110 + gas + nuclear + wind + solar + hydro + pumping + 1000)
      from (
        select at, load, wind, solar, hydro, pumping, nuclear,
          greatest(600, least(9000, (load - nuclear - wind - solar - hydro - 1000) / 2 + 1500))::integer as gas
        from (
          select at, wind, solar,
            (52000 + 11000 * winter + 5500 * sin(2 * pi() * (hour - 8) / 24) + 2600 * sin(4 * pi() * (hour - 6.5) / 24)
              - case when extract(isodow from wall) > 5 then 5200 else 0 end + 2200 * weather)::integer as load,
            (6200 + 1800 * cos(2 * pi() * (year - 0.3)) + 1500 * sin(4 * pi() * (hour - 5.5) / 24))::integer as hydro,
            (-400 - 1400 * greatest(0, cos(2 * pi() * (hour - 3.5) / 24)))::integer as pumping,
            (40500 + 6500 * winter - 2500 * cloud)::integer as nuclear
          from (
            select at, wall, hour, year, winter, cloud, weather,
              greatest(400, 6500 + 2500 * winter + 5200 * sin(day / 3.1) * sin(day / 7.7 + 1)
                + 900 * sin(day * 2.3))::integer as wind,
              greatest(0, (11500 - 8000 * winter) * (0.62 + 0.38 * cloud)
                * sin(pi() * (hour - 6.5 + winter) / (13 - 4 * winter))
                * case when hour between 6.5 - winter and 19.5 - 5 * winter then 1 else 0 end)::integer as solar
            from (
              select at, wall, day, extract(hour from wall) + extract(minute from wall) / 60.0::float8 as hour, year,
                (1 + cos(2 * pi() * (year - 0.04))) / 2 as winter, sin(day / 2.7 + 2) as cloud,
                sin(day / 4.3) + 0.6 * sin(day / 11.9 + 1) as weather
              from (
                select at, at at time zone 'Europe/Paris' as wall, extract(epoch from at)::float8 / 86400 as day,
                  extract(doy from at at time zone 'Europe/Paris')::float8 / 365 as year
                from generate_series(\(start)::timestamptz, \(end)::timestamptz, interval '30 minutes') as at
              ) moments
            ) clocks
          ) weather
        ) sources
      ) balance
      on conflict do nothing
      """)
    try await transaction.execute(
      """
      insert into grid_updates (perimeter, updated_at) values ('france', \(now))
      on conflict (perimeter) do update set updated_at = excluded.updated_at
      """)
  }
}
