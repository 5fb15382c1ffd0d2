import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@Suite struct ReserveTests {
  private func refusal(_ answer: TestAnswer) -> String {
    let json = answer.json
    return "\(answer.status) \(answer.problem ?? "") \(json["largestWh"]?.whole ?? -1) \(json["blockedAt"]?.text ?? "")"
  }

  @Test func `a late declaration must fit at every later instant`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant()
    let first = try await plants.declare("charge", 60_000, "2026-11-21T06:00:00Z", in: plant)
    #expect(first.status == 201, "\(first.text)")
    #expect(first.json["kind"] == "charge" && first.json["wh"] == 60_000 && first.json["at"] == "2026-11-21T06:00:00Z")
    #expect(first.json["declaredBy"] == "Camille" && first.json["reverses"] == .null)
    #expect(try await plants.declare("consume", 50_000, "2026-11-21T08:00:00Z", in: plant).status == 201)
    // 60,000 are there at 07:00, but only 10,000 of them are left at 08:00.
    let late = try await plants.declare("consume", 20_000, "2026-11-21T07:00:00Z", in: plant)
    #expect(refusal(late) == "409 reserve-empty 10000 2026-11-21T08:00:00Z")
    let full = try await plants.declare("charge", 40_001, "2026-11-21T05:00:00Z", in: plant)
    #expect(refusal(full) == "409 reserve-full 40000 2026-11-21T06:00:00Z")
    #expect(try await plants.declare("consume", 10_000, "2026-11-21T07:00:00Z", in: plant).status == 201)
    #expect(try await plants.levels(of: plant) == ["06:00 60000", "07:00 50000", "08:00 0"])
    #expect(try await plants.owner.call(.get, "/api/plants/\(plant)").json["levelWh"] == 0)
  }

  @Test func `what takes a time flows evenly, and others may overlap it`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 9000)
    let charge = try await plants.declare("charge", 9000, "2026-11-21T06:00:00Z", "2026-11-21T09:00:00Z", in: plant)
    #expect(charge.status == 201 && charge.json["at"] == .null && charge.json["to"] == "2026-11-21T09:00:00Z")
    let early = try await plants.declare("consume", 3001, "2026-11-21T07:00:00Z", in: plant)
    #expect(refusal(early) == "409 reserve-empty 3000 2026-11-21T07:00:00Z")
    #expect(try await plants.declare("consume", 3000, "2026-11-21T07:00:00Z", in: plant).status == 201)
    // Half of it has flowed at 08:00, where 3,000 are left.
    let long = try await plants.declare("consume", 7000, "2026-11-21T07:00:00Z", "2026-11-21T09:00:00Z", in: plant)
    #expect(refusal(long) == "409 reserve-empty 6000 2026-11-21T09:00:00Z")
    #expect(
      try await plants.declare("consume", 6000, "2026-11-21T07:00:00Z", "2026-11-21T09:00:00Z", in: plant).status == 201
    )
    #expect(try await plants.levels(of: plant) == ["06:00 0", "07:00 0", "09:00 0"])
  }

  @Test func `declarations of one instant count together`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 1000)
    for (kind, wh) in [("charge", 1000), ("consume", 800), ("charge", 800)] {
      #expect(try await plants.declare(kind, wh, "2026-11-21T08:00:00Z", in: plant).status == 201)
    }
    #expect(try await plants.levels(of: plant) == ["08:00 1000"])
  }

  @Test func `losses count on the way in and on the way out`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 10_000, efficiencyIn: 0.95, efficiencyOut: 0.9)
    let full = try await plants.declare("charge", 20_000, "2026-11-21T06:00:00Z", in: plant)
    #expect(refusal(full) == "409 reserve-full 10526 2026-11-21T06:00:00Z")
    #expect(try await plants.declare("charge", 10_000, "2026-11-21T06:00:00Z", in: plant).json["storedWh"] == 9500)
    let empty = try await plants.declare("consume", 9000, "2026-11-21T07:00:00Z", in: plant)
    #expect(refusal(empty) == "409 reserve-empty 8550 2026-11-21T07:00:00Z")
    #expect(try await plants.declare("consume", 8550, "2026-11-21T07:00:00Z", in: plant).status == 201)
    #expect(try await plants.levels(of: plant) == ["06:00 9500", "07:00 0"])
  }

  @Test func `what is stored is rounded to the Wh once, and what is shown can be drawn`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 1000, efficiencyIn: 0.9, efficiencyOut: 0.9)
    let full = try await plants.declare("charge", 1112, "2026-11-21T06:00:00Z", in: plant)
    #expect(refusal(full) == "409 reserve-full 1111 2026-11-21T06:00:00Z")
    #expect(try await plants.declare("charge", 1111, "2026-11-21T06:00:00Z", in: plant).json["storedWh"] == 1000)
    #expect(try await plants.levels(of: plant) == ["06:00 1000"])
    let over = try await plants.declare("consume", 901, "2026-11-21T07:00:00Z", in: plant)
    #expect(refusal(over) == "409 reserve-empty 900 2026-11-21T07:00:00Z")
    #expect(try await plants.declare("consume", 899, "2026-11-21T07:00:00Z", in: plant).json["storedWh"] == -999)
    #expect(try await plants.declare("consume", 1, "2026-11-21T08:00:00Z", in: plant).json["storedWh"] == -1)
    #expect(try await plants.levels(of: plant) == ["06:00 1000", "07:00 1", "08:00 0"])
  }

  @Test func `a count shows how far off the level was, and what comes late before it changes that alone`() async throws
  {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 50_000)
    try await plants.declare("charge", 45_000, "2026-11-21T06:00:00Z", in: plant)
    let count = try await plants.count(40_000, "2026-11-21T08:00:00Z", in: plant)
    #expect(count.status == 201 && count.json["levelWh"] == 40_000 && count.json["correctionWh"] == -5000)
    #expect(try await plants.declare("consume", 3000, "2026-11-21T07:00:00Z", in: plant).status == 201)
    let shown = try await plants.owner.call(
      .get, "/api/plants/\(plant)/movements/\(count.json["id"]?.text ?? "")")
    #expect(shown.json["correctionWh"] == -2000)
    #expect(try await plants.levels(of: plant) == ["06:00 45000", "07:00 42000", "08:00 40000"])
    #expect(
      refusal(try await plants.count(50_001, "2026-11-21T09:00:00Z", in: plant)).hasPrefix("409 reserve-full 50000"))
    try await plants.declare("consume", 35_000, "2026-11-21T09:30:00Z", in: plant)
    let low = try await plants.count(34_999, "2026-11-21T09:00:00Z", in: plant)
    #expect(low.problem == "reserve-empty" && low.json["leastWh"] == 35_000, "\(low.text)")
    #expect(low.json["blockedAt"] == "2026-11-21T09:30:00Z")
    // Without the count 42,000 are there again.
    let undone = try await plants.reverse(count, in: plant)
    #expect(undone.status == 201, "\(undone.text)")
    #expect(try await plants.levels(of: plant) == ["06:00 45000", "07:00 42000", "08:00 42000", "09:30 7000"])
    #expect(try await plants.reverse(undone, in: plant).status == 201)
    #expect(try await plants.levels(of: plant).suffix(2) == ["08:00 40000", "09:30 5000"])
  }

  @Test func `nothing is edited: a reversal is a movement, and can be reversed`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 10_000)
    let charge = try await plants.declare("charge", 8000, "2026-11-21T06:00:00Z", "2026-11-21T07:00:00Z", in: plant)
    try await plants.declare("consume", 5000, "2026-11-21T08:00:00Z", in: plant)
    let refused = try await plants.reverse(charge, in: plant)
    #expect(
      refused.problem == "reserve-empty" && refused.json["blockedAt"] == "2026-11-21T08:00:00Z", "\(refused.text)")
    try await plants.declare("charge", 2000, "2026-11-21T05:00:00Z", in: plant)
    try await plants.declare("charge", 3000, "2026-11-21T08:00:00Z", in: plant)
    let reversal = try await plants.reverse(charge, in: plant)
    #expect(
      reversal.status == 201 && reversal.json["kind"] == "reversal" && reversal.json["reverses"] == charge.json["id"])
    #expect(try await plants.levels(of: plant) == ["05:00 2000", "06:00 2000", "07:00 2000", "08:00 0"])
    #expect(try await plants.reverse(charge, in: plant).problem == "conflict")
    #expect(try await plants.reverse(reversal, in: plant).status == 201)
    #expect(try await plants.levels(of: plant) == ["05:00 2000", "06:00 2000", "07:00 10000", "08:00 8000"])
    let list = try await plants.owner.call(.get, "/api/plants/\(plant)/movements?limit=4")
    let items = list.json["items"]?.elements ?? []
    #expect(items.map { $0["kind"]?.text } == ["charge", "consume", "reversal", "reversal"], "\(list.text)")
    #expect(items.last?["reversedBy"] != .null && list.json["_links"]?["next"] != nil)
    let missing = "/api/plants/\(plant)/movements/00000000-0000-7000-8000-000000000000/reversal"
    #expect(try await plants.owner.call(.post, missing, json: nil).status == 404)
  }

  @Test func `a capacity holds from its date, and never below a level that is held then`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 10_000)
    try await plants.declare("charge", 8000, "2026-11-21T06:00:00Z", in: plant)
    try await plants.declare("consume", 5000, "2026-11-21T08:00:00Z", in: plant)
    func change(_ storage: JSON) async throws -> TestAnswer {
      let tag = try await plants.owner.call(.get, "/api/plants/\(plant)").headers["ETag"] ?? ""
      return try await plants.owner.call(
        .patch, "/api/plants/\(plant)", "If-Match", tag, json: ["storage": storage])
    }
    let early = try await change(["capacityWh": 4000, "since": "2026-11-21T07:00:00Z"])
    #expect(early.problem == "reserve-full" && early.json["blockedAt"] == "2026-11-21T07:00:00Z", "\(early.text)")
    let lowered = try await change(["capacityWh": 4000, "since": "2026-11-21T08:30:00Z"])
    #expect(lowered.status == 200 && lowered.json["storage"]?["capacityWh"] == 4000, "\(lowered.text)")
    #expect(lowered.json["storage"]?["since"] == "2026-11-21T08:30:00Z")
    let full = try await plants.declare("charge", 2000, "2026-11-21T09:00:00Z", in: plant)
    #expect(refusal(full) == "409 reserve-full 1000 2026-11-21T09:00:00Z")
    let before = try await plants.declare("charge", 2000, "2026-11-21T07:00:00Z", in: plant)
    #expect(refusal(before) == "409 reserve-full 1000 2026-11-21T08:30:00Z")
    #expect(try await change(["capacityWh": 3000, "since": "2026-11-21T08:30:00Z"]).status == 200)
    #expect(try await change(["efficiencyIn": .double(0.5)]).json["storage"]?["capacityWh"] == 3000)
    #expect(try await change(["capacityWh": 9000, "since": "2027-01-01T00:00:00Z"]).status == 422)
    #expect(try await change(.null).problem == "conflict")
    let levels = try await plants.owner.call(.get, "/api/plants/\(plant)/levels?from=2026-11-21T00:00:00Z")
    #expect(
      (levels.json["capacities"]?.elements ?? []).map { $0["wh"]?.whole } == [10_000, 3000, 3000], "\(levels.text)")
  }

  @Test func `what is to come, what is ambiguous and what cannot be is refused`() async throws {
    let plants = try await TestPlants.make()
    let (plant, without) = (try await plants.plant(), try await plants.plant(capacity: nil))
    let none = try await plants.declare("charge", 1, "2026-11-21T08:00:00Z", in: without)
    #expect(none.status == 409 && none.problem == "no-reserve")
    #expect(try await plants.owner.call(.get, "/api/plants/\(without)/levels").problem == "no-reserve")
    let future = try await plants.declare("charge", 1, "2026-11-21T11:05:01Z", in: plant)
    #expect(future.status == 422 && future.pointers == ["/at"], "\(future.text)")
    #expect(try await plants.declare("charge", 1, "2026-11-21T11:05:00Z", in: plant).status == 201)
    // By the clock of the site: 11:00 in Paris is 10:00 by UTC.
    let local = try await plants.declare("charge", 1, "2026-11-21T11:00", in: plant)
    #expect(local.json["at"] == "2026-11-21T10:00:00Z", "\(local.text)")
    #expect(try await plants.declare("charge", 1, "2026-03-29T02:30", in: plant).problem == "no-such-time")
    let bodies: [(JSON, String)] = [
      (["kind": "charge", "wh": 0], "/wh"), (["kind": "give", "wh": 1], "/kind"),
      (["kind": "charge", "wh": .double(1.5)], "/wh"),
      (["kind": "charge", "wh": 1, "from": "2026-11-21T08:00:00Z"], "/to"),
      (["kind": "charge", "wh": 1, "to": "2026-11-21T08:00:00Z"], "/from"),
      (["kind": "charge", "wh": 1, "from": "2026-11-21T08:00:00Z", "to": "2026-11-21T08:00:00Z"], "/to"),
      (
        [
          "kind": "charge", "wh": 1, "at": "2026-11-21T08:00:00Z", "from": "2026-11-21T07:00:00Z",
          "to": "2026-11-21T08:00:00Z",
        ], "/at"
      ),
      (["kind": "charge", "wh": 1, "at": "1969-12-31T00:00:00Z"], "/at"),
    ]
    for (body, pointer) in bodies {
      let answer = try await plants.owner.call(.post, "/api/plants/\(plant)/movements", json: body)
      #expect(answer.status == 422 && answer.pointers == [pointer], "\(answer.text)")
    }
    #expect(
      try await plants.owner.call(.post, "/api/plants/\(plant)/movements", json: ["kind": "charge", "wh": 5]).status
        == 201)
  }

  @Test func `the same key declares once`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant(capacity: 1000)
    let body: JSON = ["kind": "charge", "wh": 600, "at": "2026-11-21T08:00:00Z"]
    let path = "/api/plants/\(plant)/movements"
    let first = try await plants.owner.call(.post, path, "Idempotency-Key", "one", json: body)
    let again = try await plants.owner.call(.post, path, "Idempotency-Key", "one", json: body)
    #expect(first.status == 201 && again.status == 201 && first.json["id"] == again.json["id"])
    #expect(
      try await plants.owner.call(.post, path, "Idempotency-Key", "one", json: ["kind": "charge", "wh": 1]).status
        == 422)
    #expect(try await plants.owner.call(.post, path, "Idempotency-Key", "two", json: body).problem == "reserve-full")
    #expect(try await plants.levels(of: plant) == ["08:00 600"])
  }
}
