import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

/// Lists as administrators need them: counted, as files, and changed many rows at once.
@Suite struct ManyTests {
  private func outcomes(_ answer: TestAnswer) -> [String?] { answer.items.map { $0["outcome"]?.text } }

  private func act(_ admin: TestPerson, _ list: String, _ action: String, _ ids: [String]) async throws -> TestAnswer {
    try await admin.call(
      .post, "/api/admin/\(list)/actions",
      json: ["action": .string(action), "ids": .array(ids.map { .string($0) })])
  }

  @Test func `many stations are withdrawn and offered again, each with its outcome and its entry`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (one, _) = try await test.imported("A", irveId: "FRABCP1", point: "FRABCE1")
    let (two, _) = try await test.imported("B", irveId: "FRABCP2", point: "FRABCE2")
    let nobody = "00000000-0000-7000-8000-000000000000"
    let ids = [one.description, nobody, two.description, one.description]
    let withdrawn = try await act(admin, "stations", "withdraw", ids)
    #expect(withdrawn.status == 200, "\(withdrawn.text)")
    #expect(outcomes(withdrawn) == ["done", "refused", "done", "unchanged"])
    #expect(withdrawn.items[1]["problem"] == "not-found" && withdrawn.items[1]["detail"] != .null)
    #expect(try await test.app.call(.get, "/api/stations/\(two)").status == 404)
    let restored = try await act(admin, "stations", "restore", ids)
    #expect(outcomes(restored) == ["done", "refused", "done", "unchanged"])
    let back = try await test.app.call(.get, "/api/stations/\(two)")
    #expect(back.status == 200 && back.json["points"]?["total"] == 1)
    let log = try await admin.call(.get, "/api/admin/audit?kind=station").items
    #expect(
      log.map { $0["action"]?.text ?? "" }.sorted()
        == ["station.changed", "station.changed", "station.deleted", "station.deleted"])
    #expect(Set(log.map { $0["subject"]?["name"]?.text }) == ["A", "B"])
  }

  @Test func `many points are switched, withdrawn and offered again`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, first) = try await test.imported()
    let second = IdentifierSource.random.next(ChargePoint.self, at: test.clock.now)
    try await test.addPoint(second, "FRABCE2", to: station)
    let ids = [first.description, second.description]
    #expect(outcomes(try await act(admin, "points", "takeOut", ids)) == ["done", "done"])
    #expect(outcomes(try await act(admin, "points", "takeOut", ids)) == ["unchanged", "unchanged"])
    #expect(try await admin.call(.get, "/api/admin/points?outOfService=true").items.count == 2)
    #expect(outcomes(try await act(admin, "points", "putBack", [ids[0]])) == ["done"])
    #expect(outcomes(try await act(admin, "points", "withdraw", ids)) == ["done", "done"])
    #expect(outcomes(try await act(admin, "points", "restore", [ids[1]])) == ["done"])
    #expect(try await admin.call(.delete, "/api/admin/stations/\(station)").status == 204)
    let late = try await act(admin, "points", "restore", ids)
    #expect(outcomes(late) == ["refused", "refused"] && late.items[0]["problem"] == "conflict")
  }

  @Test func `none and too many are refused, and withdrawing asks for the password like one does`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let (station, _) = try await test.imported()
    #expect(try await act(admin, "stations", "withdraw", []).pointers == ["/ids"])
    let many = (0..<1001).map { _ in station.description }
    #expect(try await act(admin, "stations", "restore", many).pointers == ["/ids"])
    #expect(try await act(admin, "stations", "destroy", [station.description]).pointers == ["/action"])
    #expect(try await act(admin, "stations", "withdraw", ["x"]).pointers == ["/ids/0"])
    test.clock.advance(by: .seconds(601))
    #expect(try await act(admin, "stations", "withdraw", [station.description]).problem == "password-required")
    #expect(outcomes(try await act(admin, "stations", "restore", [station.description])) == ["unchanged"])
  }

  @Test func `totals are told where they are asked for, with and without filters`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    for number in 0..<5 {
      try await test.imported(number < 2 ? "Gare" : "Port", irveId: "FRABCP\(number)", point: "FRABCE\(number)")
    }
    let plain = try await admin.call(.get, "/api/admin/stations")
    #expect(plain.json["totals"] == .null)
    let counted = try await admin.call(.get, "/api/admin/stations?q=gare&limit=1&totals=true")
    #expect(counted.json["totals"] == ["matching": 2, "all": 5] && counted.items.count == 1)
    let points = try await admin.call(.get, "/api/admin/points?q=port&totals=1")
    #expect(points.json["totals"] == ["matching": 3, "all": 5])
  }

  @Test func `a list is there as a file of CSV, with the same filters and nothing that a spreadsheet would run`()
    async throws
  {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    try await test.imported("=1+1", irveId: "FRABCP1", point: "FRABCE1")
    try await test.imported("Gare, \"nord\"", irveId: "FRABCP2", point: "FRABCE2")
    try await test.imported("Port", irveId: "FRABCP3", point: "FRABCE3")
    let file = try await admin.call(.get, "/api/admin/stations.csv?sort=name")
    #expect(file.status == 200 && file.headers["Content-Type"] == "text/csv; charset=utf-8")
    #expect(file.headers["Content-Disposition"] == "attachment; filename=\"stations.csv\"")
    let lines = file.text.split(separator: "\r\n")
    #expect(lines.count == 4 && lines[0].hasPrefix("id,irveId,name,"))
    #expect(file.text.contains(",'=1+1,") && file.text.contains(#","Gare, ""nord""","#), "\(file.text)")
    let asked = try await admin.call(.get, "/api/admin/stations?q=port&limit=1", "Accept", "text/csv")
    #expect(asked.headers["Content-Type"] == "text/csv; charset=utf-8")
    #expect(asked.text.split(separator: "\r\n").count == 2)
    let points = try await admin.call(.get, "/api/admin/points.csv")
    #expect(points.text.contains("FRABCE2") && points.text.split(separator: "\r\n").count == 4)
    #expect(points.text.contains(",22.08,"))
    let listed = try await admin.call(.get, "/api/admin/stations?q=port&limit=1")
    #expect(listed.json["_links"]?["csv"]?["href"] == "/api/admin/stations.csv?q=port")
  }

  @Test func `a file holds every row, in the order that was asked for, however many pages it takes`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    try await test.database.execute(
      """
      insert into stations (id, irve_id, name, location, source)
      select gen_random_uuid(), 'FRABCP' || n, 'Gare ' || n % 7, st_setsrid(st_point(2, 48), 4326), 'irve'
      from generate_series(1, 2500) n
      """)
    for sort in ["name", "-created", "identifier"] {
      let lines = try await admin.call(.get, "/api/admin/stations.csv?sort=\(sort)").text.split(separator: "\r\n")
      #expect(lines.count == 2501 && Set(lines).count == 2501, "\(sort)")
    }
  }
}
