import Foundation
import Postgres
import Runtime

/// A game of 10,000 homes in its fourteenth week, with two months before it, 72 million half-hours: what a night's reckoning
/// takes when a day of readings has come for all of them, and what a reader of the podium waits.
enum CommunityBenchmark {
  private static let homes = 10_000
  private static let members = 10

  @Sendable
  static func run() async throws -> [Line] {
    let cluster = try await PrivateCluster.start(in: ".build/bench-cluster", log: .silent)
    let url = cluster.url(database: "bench_community")
    let loop = EventLoop(name: "loop")
    let admin = cluster.url(database: "postgres")
    _ = try await Program.run("psql", admin, "-qc", "drop database if exists bench_community with (force)")
    try await cluster.createDatabase("bench_community")
    let bench = ImportBench(
      server: try await Server.start("DATABASE_URL=\(url)"), url: url,
      database: Database(try ConnectionSettings(url), loop: loop), folder: NSTemporaryDirectory())
    defer { bench.server.stop() }
    try await bench.signIn()
    let lines = try await reckonings(bench) + reads(bench)
    await bench.database.close()
    loop.stop()
    await cluster.close()
    return lines
  }

  private static func reckonings(_ bench: ImportBench) async throws -> [Line] {
    try await fill(bench)
    let first = try await reckoned(bench, before: nil)
    try await bench.database.run(script: Script(literal: "analyze"))
    var nights: [Double] = []
    for day in 0..<3 {
      let before = try await reckonedAt(bench)
      try await night(bench, day)
      nights.append(try await reckoned(bench, before: before))
    }
    return [
      Line(
        "community: a night for 10 000 homes, 13 weeks", ours: median(nights), limit: 60, unit: "s", aim: .atMost(1)),
      Line("community: all of it for the first time", ours: first, limit: 600, unit: "s", aim: .atMost(1)),
    ]
  }

  private static func reads(_ bench: ImportBench) async throws -> [Line] {
    func podium() async throws -> Double {
      let said = try await Program.run(
        "curl", "-sf", "-b", bench.folder + "watts-up-bench-\(getpid()).cookies", "-o", "/dev/null", "-w",
        "%{time_total}", bench.server.url("api/community/podium"))
      return (Double(said) ?? .nan) * 1000
    }
    var (kept, anew): ([Double], [Double]) = ([], [])
    for _ in 0..<5 {
      try await bench.database.execute("update community_changes set number = number + 1")
      anew.append(try await podium())
      for _ in 0..<5 { kept.append(try await podium()) }
    }
    return [
      Line("community: the podium of a thousand teams", ours: median(kept), limit: 5, unit: "ms", aim: .atMost(1)),
      Line(
        "community: whoever reads it first after a change", ours: median(anew), limit: 500, unit: "ms", aim: .atMost(1)),
    ]
  }

  /// Waits for the reckoning that the server does by itself, and gives the seconds that it took. After a long one it would wait
  /// for the next, unless it believes that it was short.
  private static func reckoned(_ bench: ImportBench, before: Instant?) async throws -> Double {
    try await bench.database.execute("update community_seasons set reckoned_ms = 0")
    while true {
      let found = try await bench.database.first(
        "select reckoned_at, reckoned_ms from community_seasons where reckoned_at is not null"
      ) { row in (at: try row.next(Instant.self), ms: try row.next(Int.self)) }
      if let found, before.map({ found.at > $0 }) ?? true { return Double(found.ms) / 1000 }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  private static func reckonedAt(_ bench: ImportBench) async throws -> Instant? {
    try await bench.database.first("select reckoned_at from community_seasons") { try $0.next(Instant?.self) } ?? nil
  }

  /// Homes that joined a team of ten on the first day, with thirteen weeks of readings before the season and in it. The season
  /// is there last: the server reckons as soon as it is.
  private static func fill(_ bench: ImportBench) async throws {
    try await people(bench)
    try await curves(bench)
    try await bench.database.run(script: Script(literal: "analyze"))
    try await players(bench)
    try await bench.database.execute(
      """
      insert into community_seasons (id, name, first_day, last_day, rules, state, created_at)
      select gen_random_uuid(), 'Banc', current_date - 92, current_date + 30,
        '{"peaks": [{"from": "18:00", "to": "20:00"}], "maxima": [], "version": 1}', 'open', now()
      """)
    try await sheddings(bench)
  }

  private static func people(_ bench: ImportBench) async throws {
    try await bench.database.execute(
      """
      insert into accounts (id, email, display_name, role, language, password_hash, created_at)
      select md5('a' || n)::uuid, 'home' || n || '@example.org', 'Banc', 'driver', 'fr', '$argon2id$none', now()
      from generate_series(1, \(homes)) n
      """)
    try await bench.database.execute(
      """
      insert into homes (id, account_id, name, usage_point, point_state, adults, teens, children, heating, has_solar, created_at)
      select md5('h' || n)::uuid, md5('a' || n)::uuid, 'Maison', (10000000000000 + n)::text, 'owned', 2, 0, n % 3,
        (array['electric', 'gas', 'heatPump'])[1 + n % 3], false, now()
      from generate_series(1, \(homes)) n
      """)
    try await bench.database.execute(
      """
      insert into enedis_authorisations (number, account_id, first_seen_at)
      select n, md5('a' || n)::uuid, now() from generate_series(1, \(homes)) n
      """)
    try await bench.database.execute(
      """
      insert into home_consents (id, home_id, account_id, purposes, scope, state, text_version, language, given_at, ends_at,
        state_digest, state_until, authorisation)
      select gen_random_uuid(), md5('h' || number)::uuid, account_id, array['game'], array['daily', 'curve'], 'active', '1',
        'fr', now(), now() + interval '900 days', sha256(convert_to('c' || number, 'UTF8')), now(), number
      from enedis_authorisations
      """)
  }

  private static func players(_ bench: ImportBench) async throws {
    try await bench.database.execute(
      """
      insert into community_players (id, account_id, home_id, mode, pseudonym, show_name, joined_at)
      select md5('p' || n)::uuid, md5('a' || n)::uuid, md5('h' || n)::uuid, 'simple', 'Banc ' || n, false,
        now() - interval '93 days' from generate_series(1, \(homes)) n
      """)
    try await bench.database.execute(
      """
      insert into community_teams (id, name, code, created_at)
      select md5('t' || n)::uuid, 'Équipe ' || n, translate(lpad(n::text, 8, '0'), '01', 'AB'), now()
      from generate_series(1, \(homes / members)) n
      """)
    try await bench.database.execute(
      """
      insert into community_memberships (id, team_id, player_id, joined_at, joined_on)
      select gen_random_uuid(), md5('t' || (1 + n % \(homes / members)))::uuid, md5('p' || n)::uuid, now() - interval '93 days',
        current_date - 93
      from generate_series(1, \(homes)) n
      """)
  }

  /// Days in 512 shapes. They come before the players: the first reckoning finds them all, as where a consent is new.
  private static func curves(_ bench: ImportBench) async throws {
    for piece in 0..<10 {
      try await bench.database.transaction(timeout: .seconds(300)) { transaction in
        try await transaction.execute("set local session_replication_role = replica")
        try await transaction.execute(
          """
          with shapes as materialized (
            select shape, halves, array(
                select 200 + (hashtext(shape || '-' || half) & 255) + case when half between 34 and 42 then 1500 else 0 end
                from generate_series(1, halves) half) as watts
            from generate_series(0, 511) shape cross join (values (46), (48), (50)) as lengths (halves)
          ), days as materialized (
            select day::date as day, (extract(epoch from ((day::date + 1)::timestamp at time zone 'Europe/Paris')
              - (day::date::timestamp at time zone 'Europe/Paris')) / 1800)::integer as halves
            from generate_series(current_date - 152, current_date - 2, interval '1 day') day
          )
          insert into curve_days (home_id, direction, quality, day, step, watts)
          select md5('h' || n)::uuid, 'drawn', 'certified', d.day, 30, s.watts
          from generate_series(\(1 + piece * homes / 10), \((piece + 1) * homes / 10)) n cross join days d
            join shapes s on s.halves = d.halves and s.shape = (n * 31 + (d.day - date '2020-01-01') * 7) & 511
          """)
      }
    }
  }

  /// Two a week and home, until now.
  private static func sheddings(_ bench: ImportBench) async throws {
    try await bench.database.execute(
      """
      insert into community_sheddings (id, player_id, season_id, during, watts, created_at)
      select gen_random_uuid(), md5('p' || n)::uuid, s.id, tstzrange(
          (day::date + 18 * interval '1 hour') at time zone 'Europe/Paris',
          (day::date + 20 * interval '1 hour') at time zone 'Europe/Paris'), 1500, day - interval '1 day'
      from generate_series(1, \(homes)) n cross join community_seasons s
        cross join generate_series(current_date - 21, current_date - 1, interval '1 day') day
      where (n + (day::date - date '2026-01-01')) % 7 in (0, 3)
      """)
  }

  /// Yesterday's readings come for all, and the box's of the day before are certified.
  private static func night(_ bench: ImportBench, _ number: Int) async throws {
    try await bench.database.transaction(timeout: .seconds(300)) { transaction in
      try await transaction.execute(
        """
        insert into curve_days (home_id, direction, quality, day, step, watts)
        select home_id, direction, quality, current_date - 1, step, watts from curve_days where day = current_date - 8
        on conflict (home_id, direction, quality, day, step) do update
        set watts = array(select w + \(number) + 1 from unnest(excluded.watts) w)
        """)
    }
  }
}
