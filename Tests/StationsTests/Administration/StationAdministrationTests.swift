import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct StationAdministrationTests {
  private static let place: JSON = ["lat": .number("48.8606"), "lon": .number("2.3364")]

  private func evidence(_ answer: TestAnswer) -> [JSON] {
    answer.json["evidence"]?.elements ?? []
  }

  @Test func `a station made by hand is there at once, for everybody`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let before = try await test.mapVersion()
    let created = try await admin.call(
      .post, "/api/admin/stations",
      json: [
        "name": " Place du Marché ", "location": Self.place, "hours": ["text": "Lu-Ve 8h-20h"], "access": "restricted",
        "address": ["street": "1 place du Marché", "postcode": "75001", "inseeCode": "75101"],
        "payment": ["card": true], "maxHeightM": .number("2.1"), "placement": "publicCarPark",
      ])
    #expect(created.status == 201, "\(created.text)")
    let path = try #require(created.headers["Location"])
    #expect(try await admin.call(.get, path).bytes == created.bytes)
    #expect(created.json["name"] == "Place du Marché")
    #expect(created.json["source"] == "manual")
    #expect(created.json["hours"] == ["text": "Lu-Ve 8h-20h", "read": "Mo-Fr 08:00-20:00", "open24h": false])
    #expect(created.json["maxHeightM"] == .number("2.1"))
    #expect(created.text("irveId")?.hasPrefix("manual") == true)
    let shown = try await test.app.call(.get, "/api/stations/\(created.text("id") ?? "")")
    #expect(shown.json["payment"] == ["perUse": .null, "card": true, "other": .null, "free": .null])
    #expect(try await test.mapVersion() == before + 1)
    let log = try await admin.call(.get, "/api/admin/audit?kind=station").items
    #expect(log.map { $0["action"] } == ["station.created"])
  }

  @Test func `a national identifier is compared without its stars, and taken once`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    try await test.imported(irveId: "FRABCP1")
    let body: JSON = ["name": "Double", "location": Self.place, "irveId": "fr*abc*p1"]
    let taken = try await admin.call(.post, "/api/admin/stations", json: body)
    #expect(taken.problem == "conflict" && taken.pointers == ["/irveId"])
    #expect(try await admin.call(.get, "/api/admin/audit?kind=station").items.isEmpty)
    let free: JSON = ["name": "Seul", "location": Self.place, "irveId": "FR-ABC-P2"]
    #expect(try await admin.call(.post, "/api/admin/stations", json: free).text("irveId") == "FRABCP2")
  }

  @Test(
    arguments: [
      (["name": ""], "/name"), (["name": .string(String(repeating: "a", count: 301))], "/name"),
      (["name": "a\nb"], "/name"), (["name": 1], "/name"), (["location": ["lat": 91, "lon": 0]], "/location/lat"),
      (["location": ["lat": 0, "lon": 181]], "/location/lon"), (["location": ["lat": 0, "lon": 0]], "/location"),
      (["location": ["lat": "48", "lon": 2]], "/location/lat"), (["location": ["lat": 48]], "/location/lon"),
      (["hours": ["text": "selon plages horaires"]], "/hours/text"), (["hours": ["text": ""]], "/hours/text"),
      (["address": ["postcode": "7500"]], "/address/postcode"),
      (["address": ["postcode": "Paris"]], "/address/postcode"),
      (["address": ["inseeCode": "20004"]], "/address/inseeCode"),
      (["address": ["inseeCode": "7510"]], "/address/inseeCode"),
      (["maxHeightM": 0], "/maxHeightM"), (["maxHeightM": 15], "/maxHeightM"), (["access": "libre"], "/access"),
      (["placement": "voirie"], "/placement"), (["timeZone": "Paris"], "/timeZone"),
      (["timeZone": "../../etc/passwd"], "/timeZone"), (["irveId": "Non concerné"], "/irveId"),
      (["irveId": "FRDEMP1"], "/irveId"), (["irveId": "12ABC345"], "/irveId"),
      (["payment": ["card": "oui"]], "/payment/card"),
      (["twoWheelersOnly": 1], "/twoWheelersOnly"), (["gridConnection": "Direct"], "/gridConnection"),
      (["tariff": "a\u{7}"], "/tariff"),
    ] as [(JSON, String)])
  func `a field that is wrong is named`(_ wrong: JSON, _ pointer: String) async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    var body: [(String, JSON)] = [("name", "Halles"), ("location", Self.place)]
    guard case .object(let members) = wrong else { return }
    body.removeAll { name, _ in members.contains { $0.0 == name } }
    let answer = try await admin.call(.post, "/api/admin/stations", json: .object(body + members))
    #expect(answer.status == 422, "\(answer.text)")
    #expect(answer.pointers == [pointer])
    #expect(try await admin.call(.get, "/api/admin/stations").items.isEmpty)
  }

  @Test func `all that is missing or unknown is named`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    #expect(try await admin.call(.post, "/api/admin/stations", json: .object([])).pointers == ["/name", "/location"])
    let unknown = try await admin.call(
      .post, "/api/admin/stations", json: ["name": "A", "location": Self.place, "address": ["town": "Paris"]])
    #expect(unknown.status == 400 && unknown.pointers == ["/address/town"])
    let colour = try await admin.call(
      .post, "/api/admin/stations", json: ["name": "A", "location": Self.place, "colour": 1])
    #expect(colour.status == 400 && colour.pointers == ["/colour"])
  }

  @Test func `what is set by hand is marked, shown, and kept from imports`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let path = "/api/admin/stations/\(station)"
    let before = try await test.mapVersion()
    let changed = try await admin.change(
      path, ["name": "Les Halles", "hours": ["text": "24h/24 7j/7"], "operator": .null, "payment": ["free": false]])
    #expect(changed.status == 200, "\(changed.text)")
    #expect(changed.json["manualFields"] == ["name", "operator", "hours", "free"])
    #expect(changed.json["operator"] == .null)
    #expect(
      Set(try await test.manualFields(station)) == ["name", "operator", "hours_text", "hours", "open_24h", "free"])
    let now = test.clock.now.description
    let fields = evidence(changed).filter { $0["source"] == "manual" }.map { $0["field"] }
    #expect(fields == ["nom_station", "nom_operateur", "horaires", "gratuit"])
    let entry = try #require(evidence(changed).first { $0["field"] == "nom_station" })
    #expect(entry["from"] == "Halles" && entry["to"] == "Les Halles" && entry["at"] == .string(now))
    #expect(try await test.mapVersion() == before + 1)
    let shown = try await test.app.call(.get, "/api/stations/\(station)").json
    #expect(shown["hours"] == ["text": "24/7", "open24h": true, "openNow": true])
    let log = try #require(try await admin.call(.get, "/api/admin/audit?subject=\(station)").items.first)
    #expect(log["action"] == "station.changed")
    #expect(log["details"]?["name"] == ["Halles", "Les Halles"])
    #expect(log["details"]?["operator"] == ["Recharge SA", .null])
  }

  @Test func `evidence tells the last change of a field, the log tells all`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let path = "/api/admin/stations/\(station)"
    for name in ["A", "B", "C"] { #expect(try await admin.change(path, ["name": .string(name)]).status == 200) }
    let manual = evidence(try await admin.call(.get, path)).filter { $0["source"] == "manual" }
    #expect(manual.map { $0["from"] } == ["B"] && manual.map { $0["to"] } == ["C"])
    #expect(try await admin.call(.get, "/api/admin/audit?subject=\(station)").items.count == 3)
  }

  @Test func `a change that changes nothing leaves no trace`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let path = "/api/admin/stations/\(station)"
    let (tag, version) = (try await admin.tag(path), try await test.mapVersion())
    #expect(try await admin.change(path, ["name": "Halles", "location": Self.place]).status == 200)
    #expect(try await admin.change(path, .object([])).status == 200)
    #expect(try await admin.tag(path) == tag)
    #expect(try await test.mapVersion() == version)
    #expect(try await admin.call(.get, "/api/admin/audit?kind=station").items.isEmpty)
    #expect(try await test.manualFields(station).isEmpty)
  }

  @Test func `a field handed back is the import's again, even if its file stays the same`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let path = "/api/admin/stations/\(station)"
    _ = try await admin.change(path, ["name": "Les Halles", "hours": ["text": "24/7"]])
    func hash() async throws -> Int? {
      try await test.database.first("select content_hash from stations where id = \(station)") { try $0.next() }
    }
    #expect(try await hash() == 11)
    let released = try await admin.change(path, ["release": ["hours"]])
    #expect(released.json["manualFields"] == ["name"])
    #expect(try await test.manualFields(station) == ["name"])
    #expect(try await hash() == 0)
    #expect(evidence(released).map { $0["code"] } == ["hours-repaired", "manual"])
    #expect(try await admin.change(path, ["release": ["colour"]]).pointers == ["/release/0"])
    let log = try await admin.call(.get, "/api/admin/audit?subject=\(station)").items
    #expect(log.first?["details"]?["released"] == ["hours"])
  }

  @Test func `after a move the commune is looked up again`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    try await test.database.execute("update stations set located_at = \(test.clock.now)")
    func waits() async throws -> Bool? {
      try await test.database.first("select located_at is null from stations") { try $0.next() }
    }
    let path = "/api/admin/stations/\(station)"
    _ = try await admin.change(path, ["name": "B"])
    #expect(try await waits() == false)
    _ = try await admin.change(path, ["location": ["lat": 48, "lon": 2]])
    #expect(try await waits() == true)
  }

  @Test func `points move with their station, but for those that were placed by hand`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    try await test.addPoint(IdentifierSource.random.next(at: test.clock.now), "FRABCE2", to: station)
    try await test.database.execute(
      """
      update charge_points set location = st_setsrid(st_point(2.337, 48.8606), 4326),
        manual_fields = case irve_id when 'FRABCE2' then array['location'] else manual_fields end
      """)
    func places() async throws -> [JSON?] {
      try await admin.call(.get, "/api/admin/points?sort=identifier").items.map { $0["location"] }
    }
    let own: JSON = ["lat": .number("48.8606"), "lon": .number("2.337")]
    let path = "/api/admin/stations/\(station)"
    _ = try await admin.change(path, ["name": "B"])
    #expect(try await places() == [own, own])
    _ = try await admin.change(path, ["location": ["lat": 48, "lon": 2]])
    #expect(try await places() == [.null, own])
  }

  @Test func `of two administrators with one version, one is told to look again`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let path = "/api/admin/stations/\(station)"
    for round in 0..<8 {
      let tag = try await admin.tag(path)
      async let first = admin.change(path, ["name": .string("A\(round)")], of: tag)
      async let second = admin.change(path, ["name": .string("B\(round)")], of: tag)
      let answers = try await [first, second]
      #expect(answers.map(\.status).sorted() == [200, 412], "\(answers.map(\.text))")
    }
    #expect(try await admin.call(.patch, path, json: ["name": "X"]).status == 412)
    #expect(try await admin.call(.get, "/api/admin/audit?subject=\(station)").items.count == 8)
  }

  @Test func `a withdrawn station is gone for everybody but administrators, and no import brings it back`() async throws
  {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, point) = try await test.imported()
    let path = "/api/admin/stations/\(station)"
    let before = try await test.mapVersion()
    #expect(try await admin.call(.delete, path, "If-Match", "\"9\"").status == 412)
    #expect(try await admin.call(.delete, path).status == 204)
    #expect(try await admin.call(.delete, path).status == 204)
    #expect(try await test.app.call(.get, "/api/stations/\(station)").status == 404)
    #expect(try await admin.call(.get, path).text("withdrawnAt") == test.clock.now.description)
    #expect(try await test.manualFields(station) == ["withdrawn_at"])
    #expect(try await admin.call(.get, "/api/admin/points/\(point)").json["manualFields"] == ["withdrawn"])
    #expect(try await test.mapVersion() == before + 1)
    let log = try await admin.call(.get, "/api/admin/audit?subject=\(station)").items
    #expect(log.map { $0["action"] } == ["station.deleted"])
    #expect(try await admin.change(path, ["withdrawn": true]).pointers == ["/withdrawn"])
  }

  @Test func `a station that comes back brings the points that went with it`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    let ids = IdentifierSource.counted()
    try await test.addPoint(ids.next(at: test.clock.now), "FRABCE2", to: station)
    try await test.database.execute(
      "update charge_points set withdrawn_at = \(test.clock.now) where irve_id = 'FRABCE2'")
    test.clock.advance(by: .seconds(60))
    let path = "/api/admin/stations/\(station)"
    #expect(try await admin.call(.delete, path).status == 204)
    let back = try await admin.change(path, ["withdrawn": false])
    #expect(back.status == 200 && back.json["withdrawnAt"] == .null && back.json["manualFields"] == [])
    let shown = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(shown.json["points"]?["total"] == 1)
    let marks = try await test.database.query("select manual_fields from charge_points") { try $0.next([String].self) }
    #expect(marks == [[], []])
  }

  @Test func `stations are found by what people remember of them`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (halles, _) = try await test.imported("Les Hâlles", irveId: "FRABCP1", point: "FRABCE1")
    try await test.imported("Gare", irveId: "FRXYZP9", point: "FRXYZE9")
    try await test.database.execute("update stations set city = 'Évry', operator = null where irve_id = 'FRXYZP9'")
    _ = try await admin.call(.post, "/api/admin/stations", json: ["name": "Manuelle", "location": Self.place])
    _ = try await admin.call(.delete, "/api/admin/stations/\(halles)")
    for (query, names) in [
      ("q=halles", ["Les Hâlles"]), ("q=HALL", ["Les Hâlles"]), ("q=evry", ["Gare"]), ("q=recharge", ["Les Hâlles"]),
      ("q=fr*xyz*p", ["Gare"]), ("q=\(halles)", ["Les Hâlles"]), ("q=manual", ["Manuelle"]), ("q=%25", []), ("q=*", []),
      ("q='", []),
      ("q=%20", ["Gare", "Les Hâlles", "Manuelle"]), ("source=manual", ["Manuelle"]), ("withdrawn=1", ["Les Hâlles"]),
      ("withdrawn=0&source=irve", ["Gare"]), ("manual=1", ["Les Hâlles", "Manuelle"]), ("manual=0", ["Gare"]),
    ] {
      let found = try await admin.call(.get, "/api/admin/stations?\(query)").items
      #expect(
        found.compactMap { $0["name"]?.text }.sorted() == names, "\(query)"
      )
    }
    #expect(try await admin.call(.get, "/api/admin/stations?limit=201").pointers == ["?limit"])
    #expect(try await admin.call(.get, "/api/admin/stations?source=osm").pointers == ["?source"])
  }

  @Test func `pages follow one another until every station was seen once`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    for number in 0..<7 {
      test.clock.advance(by: .seconds(1))
      try await test.imported("Gare \(number)", irveId: "FRABCP\(number)", point: nil)
    }
    var seen: [JSON] = []
    var next: String? = "/api/admin/stations?q=gare&limit=3"
    while let target = next {
      let page = try await admin.call(.get, target)
      seen += page.items.compactMap { $0["name"] }
      next = page.json["_links"]?["next"]?["href"]?.text
    }
    #expect(seen == (0..<7).reversed().map { .string("Gare \($0)") })
  }

  @Test(arguments: ["name", "city", "operator", "identifier"])
  func `a sorted list goes on where the page before it ended, both ways`(_ column: String) async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    // Half of them are alike in all but their ids.
    for number in 0..<7 {
      try await test.imported(number < 4 ? "Gare" : "Écluse \(number)", irveId: "FRABCP\(number)", point: nil)
    }
    func walk(_ sort: String) async throws -> [JSON] {
      var (seen, next) = ([JSON](), "/api/admin/stations?limit=2&sort=\(sort)" as String?)
      while let target = next {
        let page = try await admin.call(.get, target)
        try #require(page.status == 200, "\(page.text)")
        seen += page.items
        next = page.json["_links"]?["next"]?["href"]?.text
      }
      return seen
    }
    let (up, down) = (try await walk(column), try await walk("-" + column))
    #expect(up.count == 7 && up.compactMap { $0["id"] } == down.reversed().compactMap { $0["id"] })
    if column == "name" { #expect(up.first?["name"] == "Écluse 4" && up.last?["name"] == "Gare") }
    #expect(try await admin.call(.get, "/api/admin/stations?sort=colour").pointers == ["?sort"])
  }

  @Test func `the schema has every rule that is explained`() async throws {
    let test = try await TestStations.make()
    let known = try await test.database.query(
      """
      select conname::text from pg_constraint
      where conrelid in ('stations'::regclass, 'charge_points'::regclass) and contype in ('u', 'f', 'c')
      """
    ) { try $0.next(String.self) }
    for name in StationRule.refusals.keys { #expect(known.contains(name), "\(name)") }
  }

  @Test func `every field that may be set by hand is a column, or a part of the terms`() {
    for field in StationField.allCases { #expect(!Station.columns(of: field).isEmpty, "\(field)") }
    for field in PointField.allCases { #expect(!ChargePoint.columns(of: field).isEmpty, "\(field)") }
  }
}
