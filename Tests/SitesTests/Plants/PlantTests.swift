import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@Suite struct PlantTests {
  @Test func `a plant without a site stands at one's own, which is made once`() async throws {
    let plants = try await TestPlants.make()
    let answers = try await withThrowingTaskGroup(of: TestAnswer.self) { group in
      for number in 0..<6 {
        group.addTask {
          try await plants.owner.call(.post, "/api/plants", json: ["name": .string("Toit \(number)"), "kind": "solar"])
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(answers.allSatisfy { $0.status == 201 }, "\(answers.map(\.text))")
    #expect(Set(answers.compactMap { $0.json["siteId"]?.text }).count == 1)
    let one = answers[0].json
    #expect(answers[0].headers["Location"] == "/api/plants/\(one["id"]?.text ?? "")")
    #expect(one["storage"] == .null && one["levelWh"] == .null && one["peakWatts"] == .null && one["role"] == "owner")
    let device = try await plants.owner.call(.get, "/api/devices/\(one["deviceId"]?.text ?? "")")
    let keys = (device.json["metrics"]?.elements ?? []).compactMap { $0["key"]?.text }
    #expect(device.json["name"] == one["name"] && Set(keys).isSuperset(of: ["power", "energy"]), "\(device.text)")
  }

  @Test(arguments: ["solar", "wind", "hydro", "geothermal", "biomass", "battery", "other"])
  func `every kind can be built`(kind: String) async throws {
    let plants = try await TestPlants.make()
    let made = try await plants.owner.call(
      .post, "/api/plants",
      json: [
        "name": "Centrale", "kind": .string(kind), "storage": ["capacityWh": 10_000, "efficiencyIn": .double(0.95)],
      ])
    #expect(made.status == 201, "\(made.text)")
    #expect(
      made.json["storage"]
        == ["capacityWh": 10_000, "efficiencyIn": .double(0.95), "efficiencyOut": 1, "since": .null], "\(made.text)")
    #expect(made.json["levelWh"] == 0)
  }

  @Test func `what is wrong in a plant is named`() async throws {
    let plants = try await TestPlants.make()
    let bad = try await plants.owner.call(
      .post, "/api/plants",
      json: [
        "name": "", "kind": "coal", "storage": ["capacityWh": 0, "efficiencyIn": 0, "efficiencyOut": .double(1.2)],
      ])
    #expect(bad.status == 422)
    #expect(
      Set(bad.pointers) == [
        "/name", "/kind", "/storage/capacityWh", "/storage/efficiencyIn", "/storage/efficiencyOut",
      ], "\(bad.text)")
    let elsewhere = try await plants.owner.call(
      .post, "/api/plants",
      json: ["name": "X", "kind": "solar", "siteId": "00000000-0000-7000-8000-000000000000"])
    #expect(elsewhere.status == 404)
  }

  @Test func `who is nobody there finds nothing, a reader reads, a technician declares`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant()
    let moved = try await plants.declare("charge", 1000, "2026-11-21T08:00:00Z", in: plant)
    let movement = moved.json["id"]?.text ?? ""
    let made = try await plants.owner.call(
      .post, "/api/plants/\(plant)/production",
      json: ["from": "2026-11-21T07:00:00Z", "to": "2026-11-21T08:00:00Z", "wh": 10])
    let path = "/api/plants/\(plant)"
    let reads = [
      "", "/movements", "/movements/\(movement)", "/levels", "/levels/chart.svg", "/levels/chart.png", "/production",
      "/production/\(made.json["id"]?.text ?? "")", "/production/chart.svg", "/production/chart.png",
    ]
    let writes: [(HTTP.Method, String, JSON?)] = [
      (.post, "/movements", ["kind": "charge", "wh": 1]), (.post, "/counts", ["levelWh": 1]),
      (.post, "/movements/\(movement)/reversal", nil), (.patch, "", ["name": "X"]), (.delete, "", nil),
      (.post, "/production", ["from": "2026-11-21T06:00", "to": "2026-11-21T07:00", "wh": 1]),
      (.delete, "/production/\(made.json["id"]?.text ?? "")", nil),
    ]
    let stranger = try await plants.people.person("stranger@example.org")
    let reader = try await plants.person("reader@example.org", "reader", besidePlant: plant)
    for read in reads {
      #expect(try await plants.people.app.call(.get, path + read).status == 401, "\(read)")
      #expect(try await stranger.call(.get, path + read).status == 404, "\(read)")
      #expect(try await reader.call(.get, path + read).status == 200, "\(read)")
    }
    for (method, write, body) in writes {
      #expect(try await stranger.call(method, path + write, json: body).status == 404, "\(write)")
      let refused = try await reader.call(method, path + write, json: body)
      #expect(refused.status == 403 && refused.problem == "forbidden", "\(method) \(write): \(refused.text)")
    }
    #expect(try await stranger.call(.get, "/api/plants").json["items"]?.elements.isEmpty == true)
    #expect(try await reader.call(.get, "/api/plants").json["items"]?.elements.count == 1)
    let technician = try await plants.person("tech@example.org", "technician", besidePlant: plant)
    #expect(try await plants.declare("consume", 10, "2026-11-21T08:30:00Z", in: plant, by: technician).status == 201)
    let administrator = try await plants.people.person("chef@example.org", role: .admin)
    #expect(try await administrator.call(.get, path).json["role"] == .null)
    #expect(try await plants.declare("consume", 10, "2026-11-21T08:40:00Z", in: plant, by: administrator).status == 201)
  }

  @Test func `lists page, changes ask for the version, and a plant goes with its device`() async throws {
    let plants = try await TestPlants.make()
    var ids: [String] = []
    for number in 0..<5 { ids.append(try await plants.plant(name: "Toit \(number)")) }
    var (found, next) = ([String](), "/api/plants?limit=2")
    while !next.isEmpty {
      let page = try await plants.owner.call(.get, next)
      found += (page.json["items"]?.elements ?? []).compactMap { $0["id"]?.text }
      next = page.json["_links"]?["next"]?["href"]?.text ?? ""
    }
    #expect(Set(found) == Set(ids) && found.count == 5)
    let path = "/api/plants/\(ids[0])"
    #expect(try await plants.owner.call(.patch, path, json: ["name": "Hangar"]).status == 412)
    let tag = try #require(try await plants.owner.call(.get, path).headers["ETag"])
    let changed = try await plants.owner.call(
      .patch, path, "If-Match", tag, json: ["name": "Hangar", "peakWatts": .null])
    #expect(changed.status == 200 && changed.json["name"] == "Hangar" && changed.json["peakWatts"] == .null)
    #expect(try await plants.owner.call(.patch, path, "If-Match", tag, json: ["name": "X"]).status == 412)
    // A declaration is no change of the plant.
    let newer = try #require(changed.headers["ETag"])
    try await plants.declare("charge", 10, "2026-11-21T08:00:00Z", in: ids[0])
    #expect(try await plants.owner.call(.patch, path, "If-Match", newer, json: ["name": "Y"]).status == 200)
    let device = changed.json["deviceId"]?.text ?? ""
    #expect(try await plants.owner.call(.delete, path).status == 204)
    #expect(try await plants.owner.call(.get, path).status == 404)
    #expect(try await plants.owner.call(.get, "/api/devices/\(device)").status == 404)
    #expect(try await plants.owner.call(.delete, path).status == 404)
  }

  /// Of the rows that go with a plant the database looks at three for each movement: whether the plant is still there, and
  /// twice whether the chain of levels still needs it.
  @Test func `a plant goes without a look at each of its movements`() async throws {
    let plants = try await TestPlants.make()
    var looks: [Int] = []
    for count in [5, 25] {
      let plant = try await plants.plant()
      for minute in 10..<10 + count {
        try await plants.declare("charge", 10, "2026-11-21T08:\(minute):00Z", in: plant)
      }
      looks.append(
        try await plants.database.transaction { transaction in
          let before = try await Self.scans(transaction)
          try await transaction.execute(
            "delete from devices where id = (select device_id from plants where id = \(plant)::text::uuid)")
          try await transaction.execute("set constraints all immediate")
          return try await Self.scans(transaction) - before
        })
    }
    #expect(looks[1] - looks[0] <= 3 * 20, "\(looks)")
  }

  /// How often a table or an index was gone into, by this connection.
  private static func scans(_ transaction: Transaction) async throws -> Int {
    try await transaction.first(
      "select sum(coalesce(seq_scan, 0) + coalesce(idx_scan, 0))::bigint from pg_stat_xact_user_tables"
    ) { try $0.next(Int.self) } ?? 0
  }

  @Test func `what a person declared is handed over, and stays without their name when they go`() async throws {
    let plants = try await TestPlants.make()
    let plant = try await plants.plant()
    let technician = try await plants.person("tech@example.org", "technician", besidePlant: plant)
    try await plants.declare("charge", 4000, "2026-11-21T08:00:00Z", in: plant, by: technician)
    _ = try await technician.call(
      .post, "/api/plants/\(plant)/production",
      json: ["from": "2026-11-21T07:00:00Z", "to": "2026-11-21T08:00:00Z", "wh": 10])
    let handed = try await technician.call(.get, "/api/account/export").json["plants"]
    #expect(handed?["movements"]?.elements.first?["wh"] == 4000 && handed?["production"]?.elements.count == 1)
    #expect(handed?["plants"]?.elements.isEmpty == true)
    let word: JSON = ["password": .string(TestPeople.password)]
    #expect(try await technician.call(.delete, "/api/account", json: word).status == 204)
    let kept = try await plants.owner.call(.get, "/api/plants/\(plant)/movements").json["items"]?.elements.first
    #expect(kept?["wh"] == 4000 && kept?["declaredBy"] == .null)
    #expect(try await plants.owner.call(.delete, "/api/account", json: word).status == 204)
    for table: SQL in ["plants", "reserve_movements", "reserve_levels", "plant_capacities", "plant_production"] {
      let left = try await plants.database.first("select count(*) from \(sql: table)") { try $0.next(Int.self) }
      #expect(left == 0, "\(table.text)")
    }
  }
}
