import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Homes

@Suite struct CollectingTests {
  @Test func `two years of a home come newest first, within the budget`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let begun = test.now
    _ = try await test.connectedHome(person, scope: ["daily", "curve", "injection"])
    // Four weeks within a minute, of both directions, before anything older.
    try await test.work(for: .seconds(60))
    let firsts = test.enedis.calls.filter { $0.api.hasPrefix("courbe") }.prefix(8)
    let oldest = try #require(firsts.map(\.from).min())
    #expect(oldest >= test.today.adding(-28).text, "\(firsts)")
    try await test.work(for: .seconds(300))
    for api in ["courbe_de_charge_consommation", "courbe_de_charge_production"] {
      let calls = test.enedis.calls.filter { $0.api == api }
      #expect(calls.count == 107, "\(api): \(calls.count)")
      // Each day once, from yesterday down to the depth, no more than seven at a time.
      var next = test.today.text
      for call in calls {
        #expect(call.to == next)
        next = call.from
      }
      #expect(next == test.today.yearsAgo(2).adding(-15).text)
    }
    for api in ["consommation_quotidienne", "production_quotidienne", "puissance_conso_max_quotidienne"] {
      #expect(test.enedis.calls.count { $0.api == api } == 4, "\(api)")
    }
    #expect(test.enedis.overruns == 0)
    try await check(budgetOf: test)
    let days = test.today.daysSince1970 - test.today.yearsAgo(2).adding(-15).daysSince1970
    let kept = try await test.count("select count(*) from home_curve where direction = 'drawn'")
    #expect(kept == days * 48, "two changes of clocks each way: \(kept) of \(days) days")
    #expect(try await test.count("select count(*) from home_gaps") == 0)
    // Four at once in any second: not faster than the budget.
    let made = test.enedis.calls.count
    let last = try #require(test.enedis.calls.last?.at)
    #expect((last - begun).inSeconds >= Double(made) / 4 - 1, "\(made) calls in \(last - begun)")
  }

  /// No second with more than four calls, no hour with more than 900.
  private func check(budgetOf test: TestHomes) async throws {
    let most = try await test.database.first(
      """
      select max(second), max(hour) from (
        select count(*) over (order by at range between interval '999999 microseconds' preceding and current row) as second,
          count(*) over (partition by api order by at range between interval '3599 seconds' preceding and current row) as hour
        from enedis_calls) counted
      """
    ) { row in (second: try row.next(Int.self), hour: try row.next(Int.self)) }
    let found = try #require(most)
    #expect(found.second <= 4 && found.hour <= 900, "\(found)")
  }

  @Test func `the night's round of 2,000 homes over two instances asks each once`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let account = try #require(Identifier<Void>(person.id))
    // Everything up to yesterday has been asked for.
    let series = Series(kind: .daily, direction: .drawn)
    let ids = (0..<2000).map { _ in IdentifierSource.random.next(Home.self, at: test.now) }
    let rounds = ids.map { NightRound.next(after: test.now, for: $0, series) }
    try await test.database.execute(
      """
      with made as (
        insert into homes (id, account_id, name, usage_point, point_state, adults, teens, children, heating, has_solar,
          created_at)
        select id, \(account), 'Maison', lpad(place::text, 14, '0'), 'owned', 1, 0, 0, 'gas', false, \(test.now)
        from unnest(\(ids)) with ordinality as i(id, place) returning id, usage_point
      )
      insert into enedis_series (home_id, kind, direction, usage_point, oldest, asked_from, asked_to, priority, due_at,
        round_at)
      select m.id, 'daily', 'drawn', m.usage_point, \(test.today.adding(-40)), \(test.today.adding(-40)), \(test.today),
        1, r.at, r.at
      from made m join unnest(\(ids), \(rounds)) as r(id, at) on r.id = m.id
      """)
    let round = FakeEnedis.zone.start(of: test.today.adding(1)) + .seconds((8 * 60 + 10) * 60)
    #expect(rounds.allSatisfy { $0 >= round && $0 < round + .seconds(3000) })
    let instances = [(test.homes, test.client), test.neighbour()]
    try await test.work(until: round + .seconds(3 * 3600), by: instances)
    let calls = test.enedis.calls
    #expect(calls.count == 2000 && Set(calls.map(\.point)).count == 2000, "\(calls.count)")
    #expect(test.enedis.overruns == 0)
    try await check(budgetOf: test)
    #expect(try await test.count("select count(*) from enedis_series where asked_to = \(test.today)") == 2000)
    let tomorrow = FakeEnedis.zone.start(of: test.today.adding(1))
    #expect(try await test.count("select count(*) from enedis_series where due_at > \(tomorrow)") == 2000)
  }

  @Test func `each night the last thirty days of a curve are asked for again, in five calls, the newest first`()
    async throws
  {
    let test = try await TestHomes()
    let person = try await test.people.person()
    _ = try await test.connectedHome(person, scope: ["curve"])
    try await test.work(for: .seconds(120))
    let before = test.enedis.calls.count
    // Enedis has corrected what it said of a day three weeks ago.
    test.enedis.change { $0.holes = [10: "4711"] }
    try await test.work(for: .seconds(86_400))
    let calls = test.enedis.calls.dropFirst(before)
    let days = [0, 7, 14, 21, 28, 30].map { test.today.adding(-$0).text }
    #expect(calls.map(\.to) == Array(days.dropLast()) && calls.map(\.from) == Array(days.dropFirst()), "\(calls)")
    #expect(try await test.count("select count(*) from home_curve where watts = 4711") == 30)
    #expect(try await test.count("select count(*) from enedis_series where looked_back_to is null") == 1)
    try await test.work(for: .seconds(86_400))
    #expect(test.enedis.calls.count == before + 10)
  }

  @Test func `a day that comes late is asked for again until it is whole`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let yesterday = test.today.adding(-1)
    test.enedis.change { $0.missing = [yesterday] }
    _ = try await test.connectedHome(person, scope: ["curve"])
    try await test.work(for: .seconds(60))
    let gap = try await test.database.first("select state, readings, next_try_at from home_gaps") { row in
      (state: try row.next(String.self), readings: try row.next(Int.self), next: try row.next(Instant.self))
    }
    #expect(gap?.state == "absent" && gap?.readings == 0)
    #expect(gap.map { $0.next - test.now <= .seconds(3600) } == true)
    test.enedis.change { $0.missing = [] }
    test.enedis.change { $0.holes = [10: nil, 11: .null, 12: "null"] }
    try await test.work(for: .seconds(3700))
    let partial = try await test.database.first("select state, readings, expected from home_gaps") { row in
      (state: try row.next(String.self), readings: try row.next(Int.self), expected: try row.next(Int.self))
    }
    #expect(partial?.state == "partial" && partial?.readings == 45 && partial?.expected == 48)
    #expect(try await test.count("select count(*) from home_curve where day = \(yesterday) and watts = 0") == 0)
    test.enedis.change { $0.holes = [:] }
    try await test.work(for: .seconds(86_400))
    #expect(try await test.count("select count(*) from home_gaps") == 0)
    #expect(try await test.count("select count(*) from home_curve where day = \(yesterday)") == 48)
  }

  @Test func `before eight o'clock yesterday is no error, and what was missed while away is caught up with`()
    async throws
  {
    let test = try await TestHomes()
    let person = try await test.people.person()
    _ = try await test.connectedHome(person, scope: ["daily", "curve"])
    try await test.work(for: .seconds(200))
    // Nobody asks for a month.
    test.clock.advance(by: .seconds(30 * 86_400))
    try await test.work(for: .seconds(600))
    let end = test.today
    #expect(try await test.count("select count(*) from enedis_series where asked_to = \(end)") == 3)
    let missing = try await test.count(
      """
      select count(*) from generate_series(\(end.adding(-40))::date, \(end.adding(-1))::date, interval '1 day') d
      where not exists (select from curve_days c where c.day = d::date)
      """)
    #expect(missing == 0)
  }

  @Test func `an old day that stays empty is given up after thirty days`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let (recent, old) = (test.today.adding(-10), test.today.adding(-100))
    test.enedis.change { $0.missing = [recent, old] }
    _ = try await test.connectedHome(person, scope: ["curve"])
    try await test.work(for: .seconds(200))
    let states = try await test.database.query("select state, next_try_at is null from home_gaps order by day") { row in
      "\(try row.next(String.self)) \(try row.next(Bool.self))"
    }
    #expect(states == ["never true", "absent false"])
    try await test.work(for: .seconds(22 * 86_400))
    #expect(try await test.count("select count(*) from home_gaps where state = 'never'") == 2)
    let asked = test.enedis.calls.count { $0.from <= recent.text && $0.to > recent.text }
    #expect((20...30).contains(asked), "\(asked)")
  }

  @Test func `nothing is asked for before the point's activation, and nothing after it is left out`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    let activation = test.today.adding(-45)
    test.enedis.change { $0.activation[TestHomes.point] = activation }
    _ = try await test.connectedHome(person, scope: ["daily", "curve"])
    try await test.work(for: .seconds(300))
    for table: SQL in ["curve_days", "day_readings where kind = 'daily'"] {
      let first = try await test.database.first("select min(day), count(distinct day) from \(sql: table)") { row in
        (day: try row.next(CivilDay.self), count: try row.next(Int.self))
      }
      #expect(first?.day == activation && first?.count == 45, "\(String(describing: first))")
    }
    #expect(test.enedis.calls.count < 40, "\(test.enedis.calls.count)")
    #expect(try await test.count("select count(*) from enedis_series where oldest = \(activation)") == 3)
  }

  @Test func `who is killed in the middle of a backfill leaves nothing doubled and no gap unseen`() async throws {
    let test = try await TestHomes()
    let person = try await test.people.person()
    _ = try await test.connectedHome(person, scope: ["daily", "curve", "injection"])
    try await test.work(for: .seconds(10))
    test.clock.advance(by: .seconds(1))
    var lost: [SeriesClaim] = []
    while case .claimed(let claim) = try await test.homes.claimSeries(test.client) { lost.append(claim) }
    try #require(lost.count == 2, "both curves")
    let rows = try await test.count("select count(*) from curve_days")
    let others = [test.neighbour()]
    try await test.work(until: test.now + .seconds(100), by: others)
    #expect(try await test.count("select count(*) from curve_days") == rows, "leased")
    try await test.work(until: test.now + .seconds(300), by: others)
    // What the dead would have written comes too late.
    let before = try await test.count("select max(watts) from home_curve")
    try await test.homes.store(PlacedReadings(.stray(lost[0])), for: lost[0])
    #expect(try await test.count("select max(watts) from home_curve") == before)
    let days = test.today.daysSince1970 - test.today.yearsAgo(2).adding(-15).daysSince1970
    #expect(try await test.count("select count(*) from home_curve") == 2 * days * 48)
    #expect(try await test.count("select count(*) from home_gaps") == 0)
    for api in ["courbe_de_charge_consommation", "courbe_de_charge_production"] {
      #expect(test.enedis.calls.count { $0.api == api } == 107)
    }
    try await check(budgetOf: test)
  }
}

extension MeterAnswer {
  fileprivate static func stray(_ claim: SeriesClaim) -> MeterAnswer {
    let stamp = RawReading.Stamp.wall(LocalTime(day: claim.plan.days.lowerBound, second: 1800))
    return MeterAnswer(
      point: nil, series: claim.series, from: nil, readings: [RawReading(stamp: stamp, value: 9999, minutes: 30)])
  }
}
