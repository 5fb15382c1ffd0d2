import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct PointAdministrationTests {
  @Test func `a point is added to its station`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported(point: nil)
    let tag = try await admin.tag("/api/admin/stations/\(station)")
    let created = try await admin.call(
      .post, "/api/admin/points",
      json: [
        "stationId": .string(station.description), "powerKw": .number("22.08"), "sockets": ["ccs", "type2"],
        "accessibility": "reserved", "openedOn": "2025-02-28", "localId": "B1",
      ])
    #expect(created.status == 201, "\(created.text)")
    let path = try #require(created.headers["Location"])
    #expect(try await admin.call(.get, path).bytes == created.bytes)
    #expect(created.json["sockets"] == ["type2", "ccs"])
    #expect(created.json["powerKw"] == .number("22.08"))
    #expect(created.json["openedOn"] == "2025-02-28")
    #expect(created.json["source"] == "manual")
    #expect(created.json["station"]?["name"] == "Halles")
    #expect(
      try await admin.tag("/api/admin/stations/\(station)") != tag, "a station's version counts its points' changes")
    #expect(try await admin.call(.get, "/api/admin/stations/\(station)").json["points"]?["total"] == 1)
  }

  @Test(
    arguments: [
      (["powerKw": 0], "/powerKw"), (["powerKw": -1], "/powerKw"), (["powerKw": 1001], "/powerKw"),
      (["powerKw": .number("1e-300")], "/powerKw"), (["powerKw": "22 kW"], "/powerKw"), (["sockets": []], "/sockets"),
      (["sockets": ["ccs", "ccs"]], "/sockets"), (["sockets": ["combo"]], "/sockets/0"),
      (["accessibility": "inconnue"], "/accessibility"), (["openedOn": "2025-02-29"], "/openedOn"),
      (["openedOn": "1900-01-01"], "/openedOn"), (["openedOn": "28/02/2025"], "/openedOn"),
      (["irveId": "B1"], "/irveId"),
      (["outOfService": "oui"], "/outOfService"), (["stationId": "B1"], "/stationId"),
      (["stationId": "00000000-0000-7000-8000-000000000000"], "/stationId"),
    ] as [(JSON, String)])
  func `a field that is wrong is named`(_ wrong: JSON, _ pointer: String) async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported(point: nil)
    guard case .object(let members) = wrong else { return }
    var body: [(String, JSON)] = [("stationId", .string(station.description)), ("sockets", ["type2"])]
    body.removeAll { name, _ in members.contains { $0.0 == name } }
    let answer = try await admin.call(.post, "/api/admin/points", json: .object(body + members))
    #expect(answer.status == 422, "\(answer.text)")
    #expect(answer.pointers == [pointer])
    #expect(try await admin.call(.get, "/api/admin/points").items.isEmpty)
  }

  @Test func `an identifier is taken once, and a withdrawn station gets no points`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let body: JSON = ["stationId": .string(station.description), "sockets": ["ef"], "irveId": "FR*ABC*E1"]
    let taken = try await admin.call(.post, "/api/admin/points", json: body)
    #expect(taken.problem == "conflict" && taken.pointers == ["/irveId"])
    _ = try await admin.call(.delete, "/api/admin/stations/\(station)")
    let late: JSON = ["stationId": .string(station.description), "sockets": ["ef"]]
    #expect(try await admin.call(.post, "/api/admin/points", json: late).problem == "conflict")
    #expect(try await admin.call(.post, "/api/admin/points", json: .object([])).pointers == ["/stationId"])
  }

  @Test func `what is set by hand is marked and shown, until it is handed back`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, point) = try await test.imported()
    let path = "/api/admin/points/\(point)"
    let before = try await test.mapVersion()
    let changed = try await admin.change(path, ["powerKw": 50, "sockets": ["ccs", "chademo"], "localId": .null])
    #expect(changed.json["manualFields"] == ["powerKw", "sockets"], "\(changed.text)")
    #expect(try await test.mapVersion() == before + 1)
    let shown = try await test.app.call(.get, "/api/stations/\(station)").json
    #expect(shown["points"]?["maxPowerKw"] == 50)
    guard case .array(let points)? = shown["chargePoints"], case .array(let evidence)? = points.first?["evidence"]
    else {
      Issue.record("no evidence")
      return
    }
    #expect(evidence.map { $0["field"] } == ["horaires", "puissance_nominale", "prise_type"])
    #expect(evidence.last?["from"] == "type2, ef" && evidence.last?["to"] == "ccs, chademo")
    let log = try await admin.call(.get, "/api/admin/audit?kind=point&subject=\(point)").items
    #expect(log.first?["details"]?["powerKw"] == [.number("22.08"), 50])
    let released = try await admin.change(path, ["release": ["powerKw", "sockets"]])
    #expect(released.json["manualFields"] == [])
    // What is left is the station's.
    #expect(released.json["evidence"]?.elements.map { $0["field"] } == ["horaires"])
    let hash = try await test.database.first("select content_hash from charge_points") { try $0.next(Int.self) }
    #expect(hash == 0)
  }

  @Test func `of two administrators with one version, one is told to look again`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (_, point) = try await test.imported()
    let path = "/api/admin/points/\(point)"
    for round in 1...8 {
      let tag = try await admin.tag(path)
      async let first = admin.change(path, ["powerKw": .integer(round)], of: tag)
      async let second = admin.change(path, ["powerKw": .integer(round + 100)], of: tag)
      let answers = try await [first, second]
      #expect(answers.map(\.status).sorted() == [200, 412], "\(answers.map(\.text))")
    }
    #expect(try await admin.call(.patch, path, json: ["powerKw": 3]).status == 412)
  }

  @Test func `a withdrawn point is gone, and comes back only by hand`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, point) = try await test.imported()
    let path = "/api/admin/points/\(point)"
    #expect(try await admin.call(.delete, path).status == 204)
    #expect(try await admin.call(.delete, path).status == 204)
    #expect(try await test.app.call(.get, "/api/stations/\(station)").json["points"]?["total"] == 0)
    #expect(try await admin.call(.get, path).json["manualFields"] == ["withdrawn"])
    #expect(try await admin.change(path, ["withdrawn": false]).json["manualFields"] == [])
    #expect(try await test.app.call(.get, "/api/stations/\(station)").json["points"]?["total"] == 1)
    _ = try await admin.call(.delete, "/api/admin/stations/\(station)")
    #expect(try await admin.change(path, ["withdrawn": false]).problem == "conflict")
    let actions = try await admin.call(.get, "/api/admin/audit?kind=point").items.map { $0["action"] }
    #expect(actions == ["point.changed", "point.deleted"])
  }

  @Test func `points are found by identifier, station and state`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (halles, point) = try await test.imported("Les Hâlles", irveId: "FRABCP1", point: "FRABCE1")
    test.clock.advance(by: .seconds(1))
    try await test.imported("Gare", irveId: "FRXYZP9", point: "FRXYZE9")
    _ = try await admin.call(.delete, "/api/admin/points/\(point)")
    for (query, ids) in [
      ("", ["FRABCE1", "FRXYZE9"]), ("q=fr-xyz-e", ["FRXYZE9"]), ("q=halles", ["FRABCE1"]),
      ("stationId=\(halles)", ["FRABCE1"]), ("withdrawn=0", ["FRXYZE9"]), ("q=\(point)", ["FRABCE1"]),
      ("q=nothing", []), ("outOfService=true", []), ("sort=power&outOfService=0", ["FRABCE1", "FRXYZE9"]),
    ] {
      let found = try await admin.call(.get, "/api/admin/points?\(query)").items
      #expect(
        found.compactMap { $0["irveId"]?.text }.sorted() == ids, "\(query)")
    }
    let page = try await admin.call(.get, "/api/admin/points?limit=1")
    guard case .string(let next)? = page.json["_links"]?["next"]?["href"] else {
      Issue.record("no next page")
      return
    }
    #expect(try await admin.call(.get, next).items.map { $0["irveId"] } == ["FRABCE1"])
  }

  // MARK: Service

  @Test func `a technician takes a point out of service and puts it back`() async throws {
    let test = try await TestStations.make()
    let technician = try await test.person(.technician, "tech@example.org")
    let (station, point) = try await test.imported()
    let path = "/api/points/\(point)/service"
    let seen = try await PointChanges.begin(in: test.database)
    func status() async throws -> JSON? {
      guard case .array(let points)? = try await test.app.call(.get, "/api/stations/\(station)").json["chargePoints"]
      else { return nil }
      return points.first?["status"]
    }
    for _ in 0..<2 {
      let answer = try await technician.call(.put, path, json: ["outOfService": true])
      #expect(answer.status == 200 && answer.json["outOfService"] == true)
    }
    #expect(try await status() == "outOfService")
    let changes = try await PointChanges.since(seen, in: test.database)
    #expect(changes.changes.map(\.point) == [point], "what is so already is no change")
    #expect(try await technician.call(.put, path, json: ["outOfService": false]).json["outOfService"] == false)
    #expect(try await status() == "unknown", "on a Saturday")
    let admin = try await test.person(.admin)
    let log = try await admin.call(.get, "/api/admin/audit?kind=point&subject=\(point)").items
    #expect(log.map { $0["details"]?["outOfService"] } == [[true, false], [false, true]])
    #expect(log.first?["actor"]?["email"] == "tech@example.org")
  }

  @Test func `a driver does not switch points, and nobody those that are gone`() async throws {
    let test = try await TestStations.make()
    let (_, point) = try await test.imported()
    let path = "/api/points/\(point)/service"
    let driver = try await test.person(.driver, "driver@example.org")
    #expect(try await driver.call(.put, path, json: ["outOfService": true]).status == 403)
    #expect(try await test.app.call(.put, path, json: ["outOfService": true]).status == 401)
    let technician = try await test.person(.technician, "tech@example.org")
    #expect(try await technician.call(.put, path, json: .object([])).pointers == ["/outOfService"])
    #expect(try await technician.call(.get, "/api/admin/points/\(point)").status == 403)
    try await test.database.execute("update charge_points set withdrawn_at = \(test.clock.now)")
    #expect(try await technician.call(.put, path, json: ["outOfService": true]).status == 404)
  }
}
