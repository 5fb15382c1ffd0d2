import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// Many at once, at two servers: nobody passes a test that another has just made wrong.
@Suite struct ReserveRaceTests {
  /// What a client asked, what it was told, and how many were accepted before and after for certain.
  private struct Told {
    let isCharge: Bool
    let wh: Int
    let from: Int
    let to: Int
    let answer: TestAnswer
    let known: Range<Int>
  }

  private static let clients = 16
  private static let start = 1_795_132_800

  @Test func `what 16 clients at two servers are told is what a model says that adds everything up`() async throws {
    let plants = try await TestPlants.make()
    for _ in 0..<FuzzScale.count(1, long: 100) {
      let plant = try await plants.plant(capacity: 1000)
      let seed = UInt64.random(in: 0 ... .max)
      let accepted = Shared(0)
      let told = try await withThrowingTaskGroup(of: [Told].self) { group in
        for number in 0..<Self.clients {
          let person = number.isMultiple(of: 2) ? plants.owner : TestPerson(plants.beside, plants.owner)
          group.addTask { try await Self.declare(in: plant, plants, person, seed &+ UInt64(number), accepted) }
        }
        return try await group.reduce(into: []) { $0 += $1 }
      }
      let unexpected = told.filter { ![201, 409].contains($0.answer.status) }
      #expect(unexpected.isEmpty, "seed \(seed): \(unexpected.first?.answer.text ?? "")")
      try await Self.check(told, in: plant, plants, seed)
      if FuzzScale.isLong { print("reserve: \(told.count) of 16 clients, \(told.count - accepted.value) refused") }
    }
  }

  private static func declare(
    in plant: String, _ plants: TestPlants, _ person: TestPerson, _ seed: UInt64, _ accepted: Shared<Int>
  ) async throws -> [Told] {
    var random = SplitMix(seed: seed)
    var told: [Told] = []
    for _ in 0..<6 {
      let from = start + 600 * Int.random(in: 0..<12, using: &random)
      let to = Bool.random(using: &random) ? from : from + 600 * Int.random(in: 1..<6, using: &random)
      let (isCharge, wh) = (Int.random(in: 0..<3, using: &random) > 0, Int.random(in: 20..<190, using: &random))
      let before = accepted.value
      let answer = try await plants.declare(
        isCharge ? "charge" : "consume", wh, Instant(seconds: Int64(from)).description,
        from == to ? nil : Instant(seconds: Int64(to)).description, in: plant, by: person)
      // Each of the others may have one that is accepted and not counted yet.
      let known = before..<accepted.value + clients + 1
      if answer.status == 201 { accepted.countOne() }
      told.append(Told(isCharge: isCharge, wh: wh, from: from, to: to, answer: answer, known: known))
    }
    return told
  }

  /// In the order in which they were accepted nothing was ever outside; and each refusal is exact for what was accepted by then.
  private static func check(_ told: [Told], in plant: String, _ plants: TestPlants, _ seed: UInt64) async throws {
    let order = try await plants.database.query(
      "select id::text from reserve_movements where plant_id = \(plant)::text::uuid order by number"
    ) { try $0.next(String.self) }
    let byId = Dictionary(told.map { ($0.answer.json["id"]?.text ?? "", $0) }) { first, _ in first }
    let whole = ReserveModel.Efficiency(above: 1, below: 1)
    var model = ReserveModel(capacity: 1000, efficiencyIn: whole, efficiencyOut: whole)
    var refused = told.filter { $0.answer.status == 409 }
    #expect(order.count == told.count - refused.count && !order.isEmpty && !refused.isEmpty, "seed \(seed)")
    for number in 0...order.count {
      refused.removeAll { one in
        one.known.contains(number)
          && model.forbids(
            moreThan: one.answer.json["largestWh"]?.whole ?? -1, charging: one.isCharge, one.from, one.to,
            at: one.answer.json["blockedAt"]?.instant.map { Int($0.seconds) } ?? -1)
      }
      guard number < order.count, let next = byId[order[number]] else { continue }
      let entry = ReserveModel.Entry(
        from: next.from, to: next.to, effect: model.effect(charging: next.isCharge, next.wh), place: number,
        root: number)
      #expect(model.fault(with: entry) == nil, "seed \(seed), number \(number)")
      model.entries.append(entry)
    }
    #expect(refused.isEmpty, "seed \(seed): \(refused.first?.answer.text ?? "")")
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
