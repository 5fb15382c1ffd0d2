import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// Many at once, at two servers: nobody passes a test that another has just made wrong.
@Suite struct ReserveRaceTests {
  @Test func `16 clients at two servers fill a reserve to the brim, and no further`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 1000)
    let seed = UInt64.random(in: 0 ... .max)
    let answers = try await withThrowingTaskGroup(of: [TestAnswer].self) { group in
      for number in 0..<16 {
        let person = number.isMultiple(of: 2) ? plants.owner : TestPerson(plants.beside, plants.owner)
        group.addTask {
          var random = SplitMix(seed: seed &+ UInt64(number))
          var answers: [TestAnswer] = []
          for _ in 0..<12 {
            let minute = Int.random(in: 10..<60, using: &random)
            let isCharge = Int.random(in: 0..<3, using: &random) > 0
            answers.append(
              try await plants.declare(
                isCharge ? "charge" : "consume", Int.random(in: 20..<90, using: &random),
                "2026-11-21T09:\(minute):00Z", in: plant, by: person))
          }
          return answers
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    let unexpected = answers.filter { ![201, 409].contains($0.status) }
    #expect(unexpected.isEmpty, "seed \(seed): \(unexpected.first?.text ?? "")")
    #expect(answers.contains { $0.problem == "reserve-full" } && answers.contains { $0.status == 201 }, "seed \(seed)")
    let sums = try await plants.database.query(
      """
      select sum(effect_wh) over (order by from_at)::bigint from reserve_movements where plant_id = \(plant)::text::uuid
      """
    ) { try $0.next(Int.self) }
    #expect(sums.count == answers.count { $0.status == 201 }, "seed \(seed)")
    #expect(sums.allSatisfy { (0...1000).contains($0) }, "seed \(seed)")
  }

  @Test func `two that would each fit alone do not both fit`() async throws {
    let plants = try await TestPlants.make()
    for _ in 0..<10 {
      let plant = try await plants.plant(capacity: 1000)
      async let here = plants.declare("charge", 600, "2026-11-21T09:00:00Z", in: plant)
      async let there = plants.declare(
        "charge", 600, "2026-11-21T08:00:00Z", "2026-11-21T10:00:00Z", in: plant,
        by: TestPerson(plants.beside, plants.owner))
      let statuses = try await [here.status, there.status].sorted()
      #expect(statuses == [201, 409])
    }
  }

  /// Each is written with a hand that knows the tables, and refused at the latest when it is committed.
  @Test func `no wrong level can be written by hand`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 1000)
    try await plants.declare("charge", 500, "2026-11-21T01:00:00Z", in: plant)
    try await plants.declare("consume", 200, "2026-11-21T02:00:00Z", "2026-11-21T04:00:00Z", in: plant)
    _ = try await plants.count(400, "2026-11-21T06:00:00Z", in: plant)
    let last = try await plants.declare("charge", 100, "2026-11-21T08:00:00Z", in: plant)
    #expect(last.status == 201)
    let movement: SQL = """
      insert into reserve_movements (id, plant_id, number, kind, from_at, to_at, declared_wh, effect_wh, root_id, place, created_at)
      select m.id, p.id, 99, 'charge', m.at, m.at, 10, m.effect, m.id, 99, m.at
      from plants p cross join (values (gen_random_uuid(), timestamptz '2026-11-21 08:00:00Z', 10),
        (gen_random_uuid(), '2026-11-21 09:00:00Z', 10), (gen_random_uuid(), '2026-11-21 09:00:00Z', 20)) m (id, at, effect)
      """
    let row: SQL = """
      insert into reserve_levels select l.plant_id, '2026-11-21 12:00:00Z', l.at, l.wh, l.rate, l.since, l.capacity_wh, 0, 0, null,
        j.wh, l.wh, l.wh + j.wh, l.rate, l.since, l.capacity_wh
      from reserve_levels l cross join (values (0), (10)) j (wh)
      """
    let tries: [SQL] = [
      "update reserve_levels set wh = wh + 1 where previous_at is not null",
      "update reserve_levels set before_wh = before_wh + 1, wh = wh + 1, previous_wh = previous_wh + 1 where jump_wh = 0",
      "update reserve_levels set jump_wh = jump_wh + 1, wh = wh + 1 where at = '2026-11-21 08:00:00Z'",
      "update reserve_levels set capacity_wh = 2000, previous_capacity_wh = 2000",
      "update reserve_levels set at = at + interval '1 minute' where at = '2026-11-21 08:00:00Z'",
      "delete from reserve_levels where at = '2026-11-21 02:00:00Z'",
      "delete from reserve_levels where at = '2026-11-21 08:00:00Z'", "delete from reserve_levels",
      "truncate reserve_levels", "truncate reserve_movements",
      "\(sql: movement) where m.at = '2026-11-21 08:00:00Z'",
      "\(sql: movement) where m.at = '2026-11-21 09:00:00Z' and m.effect = 10",
      "\(sql: movement) where m.effect = 20",
      "delete from reserve_movements where kind = 'count'",
      "update reserve_movements set declared_wh = 90, effect_wh = 90 where declared_wh = 100",
      "update reserve_movements set from_at = from_at - interval '1 hour', to_at = to_at - interval '1 hour'",
      "update plant_capacities set capacity_wh = 100", "delete from plant_capacities",
      "insert into plant_capacities select id, '2026-11-21 05:00:00Z', 100, 1, 1 from plants",
      "\(sql: row) where l.at = '2026-11-21 08:00:00Z' and j.wh = 10",
      "\(sql: row) where l.at = '2026-11-21 08:00:00Z' and j.wh = 0",
      "\(sql: row) where l.at = '2026-11-21 02:00:00Z' and j.wh = 0",
    ]
    let before = try await plants.levels(of: plant)
    for one in tries {
      await #expect(throws: PostgresError.self, "\(one.text)") {
        try await plants.database.transaction { try await $0.execute(one) }
      }
    }
    #expect(try await plants.levels(of: plant) == before)
  }
}
