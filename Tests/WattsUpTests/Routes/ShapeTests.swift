import Accounts
import HTTP
import Postgres
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

/// Every answer is as the document says: what has no value is null, and nothing is left out.
@Suite struct ShapeTests {
  /// The program, who calls it, and what has been called.
  final class Walk: Sendable {
    let program: TestProgram
    let admin: TestPerson
    let driver: TestPerson
    let shapes: Shapes
    let seen = Shared<Set<String>>([])

    var app: TestApp { program.app }
    var now: Instant { program.people.clock.now }

    init() async throws {
      program = try await TestProgram.make()
      admin = TestPerson(program.app, try await program.people.person("chef@example.org", role: .admin))
      driver = TestPerson(program.app, try await program.people.person())
      shapes = Shapes(document: try await program.app.call(.get, "/api/openapi.json").json)
    }

    func check(_ method: HTTP.Method, _ target: String, _ answer: TestAnswer) throws -> JSON {
      let line = "\(method.rawValue) \(try pattern(method, target))"
      seen.change { $0.insert(line) }
      let operation = shapes.document["paths"]?[try pattern(method, target)]?[method.rawValue.lowercased()]
      let known = operation?["responses"]?[String(answer.status)] ?? operation?["responses"]?["default"]
      if answer.bytes.isEmpty { return .null }
      guard case .object(let kinds)? = known?["content"], let schema = kinds.first?.1["schema"] else {
        return answer.json
      }
      let faults = shapes.faults(answer.json, schema)
      #expect(faults.isEmpty, "\(line) \(answer.status): \(answer.text)")
      return answer.json
    }

    private func pattern(_ method: HTTP.Method, _ target: String) throws -> String {
      let wanted = target.prefix { $0 != "?" }.split(separator: "/")
      let route = app.application.routes.first { route in
        let pattern = route.pattern.description.split(separator: "/")
        return route.method == method && pattern.count == wanted.count
          && zip(pattern, wanted).allSatisfy { $0.hasPrefix("{") || $0 == $1 }
      }
      return try #require(route, "\(method) \(target)").pattern.description
    }

    @discardableResult
    func ask(
      _ who: TestPerson?, _ method: HTTP.Method, _ target: String, _ headers: String..., json: JSON? = nil,
      status: Int = 200
    ) async throws -> JSON {
      let answer =
        if let who {
          try await who.call(method, target, headers: headers, json: json)
        } else {
          try await app.call(method, target, from: "127.0.0.1", headers: headers, json: json)
        }
      #expect(answer.status == status, "\(method) \(target): \(answer.text)")
      return try check(method, target, answer)
    }

    /// As it is, and then changed.
    func change(_ path: String, _ body: JSON) async throws {
      let tag = try #require(try await admin.call(.get, path).headers["ETag"])
      try await ask(admin, .get, path)
      try await ask(admin, .patch, path, "If-Match", tag, json: body)
    }

    /// Every route that answers in JSON.
    var described: Set<String> {
      guard case .object(let paths)? = shapes.document["paths"] else { return [] }
      return Set(
        paths.flatMap { path, methods -> [String] in
          guard case .object(let methods) = methods else { return [] }
          return methods.filter {
            $0.1["responses"]?["200"]?["content"]?["application/json"] != nil
              || $0.1["responses"]?["201"]?["content"]?["application/json"] != nil
          }.map { "\($0.0.uppercased()) \(path)" }
        })
    }
  }

  private static let file = """
    nom_operateur,nom_enseigne,id_station_itinerance,nom_station,adresse_station,code_insee_commune,coordonneesXY,nbre_pdc,\
    id_pdc_itinerance,puissance_nominale,prise_type_2,condition_acces,horaires,date_maj
    Exploitant,Réseau,FRTSTPA,Place,1 place 75001 Paris,75101,"[2.34,48.86]",1,FRTSTEA1,22000,true,Accès libre,24/7,2026-01-15
    Exploitant,Réseau,FRTSTPB,Place,,,,1,FRTSTEB1,,,,,
    """

  @Test func `the document lets nothing be left out of an answer but what a link does not say`() async throws {
    let shapes = Shapes(document: try await TestProgram.make().app.call(.get, "/api/openapi.json").json)
    let health: JSON = ["$ref": "#/components/schemas/OperationsFeatureHealth"]
    #expect(shapes.faults(["state": "live"], health).isEmpty && shapes.faults([:], health) == ["/state is missing"])
    #expect(shapes.faults(["state": .null, "x": 1], health).count == 2)
    guard case .object(let paths)? = shapes.document["paths"] else { throw WaitedInVain("paths") }
    for (path, methods) in paths {
      guard case .object(let methods) = methods else { continue }
      for (method, operation) in methods {
        for status in ["200", "201"] {
          var seen: Set<String> = []
          let open = shapes.openShapes(operation["responses"]?[status] ?? .null, seen: &seen)
          #expect(open.isEmpty, "\(method) \(path)")
        }
        var seen: Set<String> = []
        #expect(shapes.openShapes(operation["x-sends"] ?? .null, seen: &seen).isEmpty, "\(path)")
      }
    }
  }

  @Test func `every property of every described answer is there in a real one`() async throws {
    let walk = try await Walk()
    for path in [
      "/api", "/api/openapi.json", "/health/live", "/health/ready", "/tiles.json", "/api/vehicle-models?q=zoe",
      "/api/places?q=paris", "/api/legal",
      "/ground.json",
      "/api/grid/consumption", "/api/grid/consumption/average", "/api/grid/mix", "/api/grid/now",
      "/api/grid/tempo", "/api/grid/outlook", "/api/grid/forecasts?at=2026-11-21T08:00", "/api/grid/forecasts/series",
      "/api/grid/forecasts/score",
    ] { try await walk.ask(nil, .get, path) }
    try await people(walk)
    try await imports(walk)
    try await homes(walk)
    let point = try await stations(walk)
    try await bookings(walk, at: point)
    try await boxes(walk)
    try await sites(walk)
    try await plants(walk)
    try await community(walk)
    try await walk.ask(walk.admin, .get, "/api/admin/audit?totals=true")
    try await walk.ask(walk.admin, .get, "/api/admin/overview")
    try await walk.ask(walk.driver, .get, "/api/account/export")
    let missed = walk.described.subtracting(walk.seen.value)
    #expect(missed.isEmpty, "nobody asked: \(missed.sorted())")
  }

  private func people(_ walk: Walk) async throws {
    let word: JSON = .string(TestPeople.password)
    let newcomer: JSON = ["email": "new@example.org", "password": word, "displayName": "New"]
    try await walk.ask(nil, .post, "/api/accounts", json: newcomer, status: 201)
    try await walk.ask(nil, .post, "/api/session", json: ["email": "chef@example.org", "password": word])
    try await walk.ask(walk.driver, .post, "/api/session/refresh")
    try await walk.ask(walk.driver, .get, "/api/account")
    try await walk.ask(walk.driver, .patch, "/api/account", json: ["displayName": "Camille D."])
    try await walk.ask(walk.driver, .get, "/api/sessions")
    try await secondFactor(walk)
    let car: JSON = ["name": "Auto", "usableKwh": 50, "acKw": 11, "acPhases": 3, "sockets": ["type2"]]
    let added = try await walk.ask(walk.driver, .post, "/api/vehicles", json: car, status: 201)
    try await walk.ask(walk.driver, .get, "/api/vehicles")
    try await walk.ask(walk.driver, .get, "/api/vehicles/\(try #require(added["id"]?.text))")
    try await walk.ask(
      walk.driver, .patch, "/api/vehicles/\(try #require(added["id"]?.text))", json: ["name": "Ma voiture"])
    let made: JSON = ["email": "other@example.org", "password": word, "displayName": "Other"]
    try await walk.ask(walk.admin, .post, "/api/admin/accounts", json: made, status: 201)
    try await walk.ask(walk.admin, .get, "/api/admin/accounts?totals=true")
    try await walk.ask(
      walk.admin, .post, "/api/admin/accounts/actions", json: ["action": "unlock", "ids": [.string(walk.driver.id)]])
    try await walk.change("/api/admin/accounts/\(walk.driver.id)", ["displayName": "Camille"])
  }

  /// Of somebody else: who has one is asked for it from then on.
  private func secondFactor(_ walk: Walk) async throws {
    let person = TestPerson(walk.app, try await walk.program.people.person("careful@example.org"))
    let proposed = try await walk.ask(person, .post, "/api/account/totp")
    let authenticator = try Authenticator(try #require(proposed["secret"]?.text), walk.program.people)
    try await walk.ask(person, .put, "/api/account/totp", json: ["code": .string(authenticator.code())])
  }

  private func imports(_ walk: Walk) async throws {
    let wanted: JSON = ["source": "irve", "mode": "partial", "fileName": "irve.csv", "confirm": true]
    let id = try #require(
      try await walk.ask(walk.admin, .post, "/api/admin/imports", json: wanted, status: 201)["id"]?.text)
    let path = "/api/admin/imports/\(id)"
    let received = try await walk.app.call(
      .put, path + "/file", from: "127.0.0.1",
      headers: ["Cookie", "watts_up_session=\(walk.admin.session)", "Content-Type", "text/csv"],
      bytes: Array(Self.file.utf8))
    #expect(try walk.check(.put, path + "/file", received)["state"] == "preview", "\(received.text)")
    for kind in ["added", "changed", "moved", "withdrawn", "quarantined"] {
      let listed = try await walk.ask(walk.admin, .get, path + "/changes?kind=\(kind)")
      #expect(["added", "quarantined"].contains(kind) == !(listed["items"]?.elements ?? []).isEmpty, "\(kind)")
    }
    try await walk.ask(walk.admin, .get, path + "/corrections")
    try await walk.ask(walk.admin, .post, path + "/apply")
    let station = try await walk.ask(nil, .get, "/api/stations?facets=1&near=48.86,2.34")["items"]?.elements.first
    let shown = try await walk.ask(nil, .get, "/api/stations/\(try #require(station?["id"]?.text))")
    #expect(shown["chargePoints"]?.elements.first?["evidence"]?.elements.isEmpty == false)
    try await walk.ask(walk.admin, .post, path + "/undo")
    try await walk.ask(walk.admin, .get, path)
    try await walk.ask(walk.admin, .get, "/api/admin/imports?totals=true")
  }

  /// A point that can be booked.
  private func stations(_ walk: Walk) async throws -> String {
    let place: JSON = ["name": "Halles", "location": ["lat": .number("48.86"), "lon": .number("2.33")]]
    let station = try #require(
      try await walk.ask(walk.admin, .post, "/api/admin/stations", json: place, status: 201)["id"]?.text)
    let plug: JSON = ["stationId": .string(station), "sockets": ["ccs", "type2"]]
    let point = try #require(
      try await walk.ask(walk.admin, .post, "/api/admin/points", json: plug, status: 201)["id"]?.text)
    try await walk.change("/api/admin/stations/\(station)", ["notes": "Derrière la halle"])
    try await walk.change("/api/admin/points/\(point)", ["powerKw": .number("7.4")])
    for (list, id) in [("stations", station), ("points", point)] {
      try await walk.ask(walk.admin, .get, "/api/admin/\(list)?totals=true")
      try await walk.ask(
        walk.admin, .post, "/api/admin/\(list)/actions",
        json: ["action": "restore", "ids": [.string(id), "00000000-0000-7000-8000-000000000000"]])
    }
    try await walk.ask(walk.admin, .put, "/api/points/\(point)/service", json: ["outOfService": false])
    try await walk.ask(nil, .get, "/api/stations")
    try await walk.ask(nil, .get, "/api/stations/\(station)")
    try await walk.ask(nil, .get, "/api/points/\(point)/slots")
    let favourite = "/api/favourites/\(station)"
    try await walk.ask(walk.driver, .put, favourite, status: 201)
    for path in [favourite, "/api/favourites"] { try await walk.ask(walk.driver, .get, path) }
    try await walk.ask(walk.driver, .get, "/api/account/calendar")
    try await walk.ask(walk.driver, .post, "/api/account/calendar", status: 201)
    return point
  }

  private func bookings(_ walk: Walk, at point: String) async throws {
    try await walk.ask(walk.driver, .get, "/api/points/\(point)/forecast")
    let wanted: JSON = ["pointId": .string(point), "startsAt": .string(walk.now.description)]
    let booked = try #require(
      try await walk.ask(walk.driver, .post, "/api/reservations", json: wanted, status: 201)["id"]?.text)
    try await walk.ask(walk.admin, .post, "/api/reservations", json: wanted, status: 409)
    let path = "/api/reservations/\(booked)"
    #expect(try await walk.ask(walk.driver, .get, path)["chargeId"] == .null)
    try await walk.ask(walk.driver, .post, path + "/extension", status: 201)
    let begun = try await walk.ask(
      walk.driver, .post, path + "/charge", json: ["soc": 20, "targetSoc": 80], status: 201)
    #expect(begun["endReason"] == .null && begun["receipt"] == .null)
    let charge = "/api/charges/\(try #require(begun["id"]?.text))"
    try await walk.ask(walk.driver, .get, charge)
    try await walk.ask(walk.driver, .post, charge + "/stop")
    try await walk.ask(walk.driver, .get, "/api/reservations")
    try await walk.program.people.database.execute(
      """
      insert into notices (id, account_id, kind, reservation_id, created_at)
      select id, account_id, 'finished', id, created_at from reservations where account_id is not null limit 1
      """)
    #expect(try await walk.ask(walk.driver, .get, "/api/notices")["items"]?.elements.first?["readAt"] == .null)
  }

  @Test func `what sockets say is as described`() async throws {
    let walk = try await Walk()
    let point = try await stations(walk)
    let wanted: JSON = ["pointId": .string(point), "startsAt": .string(walk.now.description)]
    let booked = try await walk.ask(walk.driver, .post, "/api/reservations", json: wanted, status: 201)
    let begun = try await walk.ask(
      walk.driver, .post, "/api/reservations/\(booked["id"]?.text ?? "")/charge", json: ["soc": 20], status: 201)
    try await walk.ask(
      walk.admin, .post, "/api/admin/imports", json: ["source": "irve", "mode": "partial", "confirm": true], status: 201
    )
    var settings = TestServerSettings()
    settings.clock = walk.program.people.clock.wall
    let talks = [
      ("/api/live", "/api/live?bbox=2,48,3,49&since=0", walk.driver),
      ("/api/charges/{id}/live", "/api/charges/\(begun["id"]?.text ?? "")/live", walk.driver),
      ("/api/admin/imports/live", "/api/admin/imports/live", walk.admin),
    ]
    try await serving(walk.app.application.routes, settings: settings) { server in
      for (pattern, path, person) in talks {
        let client = try await blocking {
          try WebSocketClient(port: server.port, path: path, extra: ["Cookie: watts_up_session=\(person.session)"])
        }
        let frame = try #require(try await blocking { try client.receive() })
        let schema = try #require(walk.shapes.document["paths"]?[pattern]?["get"]?["x-sends"])
        #expect(walk.shapes.faults(try JSONParser.parse(frame.payload), schema).isEmpty, "\(pattern): \(frame.text)")
      }
    }
  }
}
