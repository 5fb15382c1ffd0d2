import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct ShowStationTests {
  private func points(_ answer: TestAnswer) -> [JSON] {
    answer.json["chargePoints"]?.elements ?? []
  }

  @Test func `a station is shown with its points, and where each fact comes from`() async throws {
    let test = try await TestStations.make()
    let (station, point) = try await test.imported()
    try await test.report(point, "inService", "free", at: test.clock.now - .seconds(60))
    let answer = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(answer.status == 200)
    let json = answer.json
    #expect(json["name"] == "Halles")
    #expect(json["irveId"] == "FRABCP1")
    #expect(json["operator"] == "Recharge SA")
    #expect(json["brand"] == .null)
    #expect(json["address"]?["city"] == "Paris")
    #expect(json["location"] == ["lat": .number("48.8606"), "lon": .number("2.3364")])
    #expect(json["hours"] == ["text": "Mo-Fr 08:00-20:00", "open24h": false, "openNow": false])
    #expect(json["points"] == ["total": 1, "free": 0, "maxPowerKw": .number("22.08")], "on a Saturday")
    #expect(json["sockets"] == ["type2", "ef"])
    #expect(json["updatedOn"] == "2026-10-02")
    #expect(json["demonstration"] == false)
    #expect(json["_links"]?["self"]?["href"] == .string("/api/stations/\(station)"))
    let shown = try #require(points(answer).first)
    #expect(shown["id"] == .string(point.description))
    #expect(shown["status"] == "unknown" && shown["statusAt"] == .null)
    #expect(shown["reservable"] == true && shown["declaredReservable"] == true && shown["busyUntil"] == .null)
    #expect(
      shown["evidence"] == [
        ["code": "hours-repaired", "field": "horaires", "from": .null, "to": .null, "source": "irve", "at": .null]
      ])
  }

  @Test func `the documented members are those that are written`() async throws {
    let test = try await TestStations.make()
    let (station, point) = try await test.imported(irveId: "FRDEMP1")
    try await test.report(point, "inService", "occupied", at: test.clock.now)
    let answer = try await test.app.call(.get, "/api/stations/\(station)")
    let schema = Schema.of(StationDescription.self).json
    func names(_ json: JSON?) -> [String] { if case .object(let members)? = json { members.map(\.0) } else { [] } }
    func compare(_ json: JSON, _ schema: JSON, at path: String) {
      let documented = schema["properties"]
      #expect(names(json).sorted() == names(documented).sorted(), "\(path)")
      for name in ["address", "location", "hours", "payment", "points"] {
        if let inner = json[name], inner != .null, let described = documented?[name] {
          compare(inner, described["anyOf"]?.elements.first ?? described, at: path + "/" + name)
        }
      }
    }
    compare(answer.json, schema, at: "")
    compare(
      try #require(points(answer).first), try #require(schema["properties"]?["chargePoints"]?["items"]),
      at: "/chargePoints")
    #expect(answer.json["demonstration"] == true)
  }

  @Test func `what a client has is not sent again, until something about it is different`() async throws {
    let test = try await TestStations.make()
    let (station, point) = try await test.imported()
    let path = "/api/stations/\(station)"
    var tag = try #require(try await test.app.call(.get, path).headers["ETag"])
    let again = try await test.app.call(.get, path, "If-None-Match", tag)
    #expect(again.status == 304 && again.bytes.isEmpty)
    #expect(again.headers["Cache-Control"] == "no-cache")
    func hasChanged() async throws -> Bool {
      let answer = try await test.app.call(.get, path, "If-None-Match", tag)
      tag = answer.headers["ETag"] ?? ""
      return answer.status == 200
    }
    try await test.report(point, "inService", "occupied", at: test.clock.now)
    #expect(try await hasChanged())
    // The feed falls silent, without anything being written.
    test.clock.advance(by: .seconds(1801))
    #expect(try await hasChanged())
    #expect(try await !hasChanged())
  }

  @Test func `open now follows the station's own clock`() async throws {
    let test = try await TestStations.make()
    let (station, _) = try await test.imported()
    func openNow() async throws -> JSON? {
      try await test.app.call(.get, "/api/stations/\(station)").json["hours"]?["openNow"]
    }
    // Monday, 05:30 UTC: half past six in Paris, half past nine on Réunion.
    test.clock.advance(by: try #require(Instant(rfc3339: "2026-11-23T05:30:00Z")) - test.clock.now)
    #expect(try await openNow() == false)
    try await test.database.execute("update stations set time_zone = 'Indian/Reunion'")
    #expect(try await openNow() == true)
    try await test.database.execute("update stations set time_zone = 'Nowhere/Land'")
    #expect(try await openNow() == .null)
    try await test.database.execute("update charge_points set terms_id = terms_of(hours_text => 'selon plages')")
    #expect(try await openNow() == .null)
    try await test.database.execute("update charge_points set terms_id = terms_of(hours => '24/7')")
    #expect(try await openNow() == true)
  }

  @Test func `a station sums up its points`() async throws {
    let test = try await TestStations.make()
    let (station, point) = try await test.imported()
    let ids = IdentifierSource.counted()
    for number in 2...5 {
      let id = ids.next(ChargePoint.self, at: test.clock.now)
      try await test.addPoint(id, "FRABCE\(number)", to: station, kilowatts: Double(number) * 50)
    }
    try await test.database.execute(
      "update charge_points set withdrawn_at = \(test.clock.now) where irve_id = 'FRABCE5'")
    try await test.database.execute("update charge_points set out_of_service = true where irve_id = 'FRABCE4'")
    try await test.database.execute(
      "update charge_points set sockets = 12, accessibility = 'accessible', updated_on = '2026-11-01' where irve_id = 'FRABCE3'"
    )
    try await test.report(point, "unknown", "unknown", at: test.clock.now)
    let shut = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(shut.json["points"] == ["total": 4, "free": 0, "maxPowerKw": 200], "on a Saturday")
    #expect(points(shut).map { $0["status"] } == ["unknown", "unknown", "unknown", "outOfService"])
    #expect(try await test.app.call(.get, "/api/stations").items.first?["points"] == shut.json["points"])
    try await test.database.execute("update charge_points set terms_id = terms_of(hours => '24/7')")
    let answer = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(answer.json["points"] == ["total": 4, "free": 2, "maxPowerKw": 200])
    #expect(answer.json["sockets"] == ["type2", "ccs", "chademo", "ef"])
    #expect(answer.json["accessibility"] == "accessible")
    #expect(answer.json["updatedOn"] == "2026-11-01")
    #expect(points(answer).map { $0["status"] } == ["unknown", "free", "free", "outOfService"])
    #expect(points(answer).map { $0["reservable"] } == [true, true, true, false])
    try await test.database.execute("update charge_points set terms_id = terms_of('restricted')")
    let restricted = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(points(restricted).allSatisfy { $0["reservable"] == false })
  }

  @Test func `a station without points is one all the same`() async throws {
    let test = try await TestStations.make()
    let (station, _) = try await test.imported(point: nil)
    let answer = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(answer.status == 200)
    #expect(answer.json["points"] == ["total": 0, "free": 0, "maxPowerKw": .null])
    #expect(points(answer).isEmpty)
  }

  @Test func `what was withdrawn is gone, and the answer says so`() async throws {
    let test = try await TestStations.make()
    let (station, _) = try await test.imported()
    try await test.database.execute("update stations set withdrawn_at = \(test.clock.now)")
    let answer = try await test.app.call(.get, "/api/stations/\(station)", "Accept-Language", "en")
    #expect(answer.problem == "not-found")
    #expect(answer.text("detail") == "This station was withdrawn on 2026-11-21: it is no longer offered.")
    for id in ["00000000-0000-7000-8000-000000000000", "1", "%27"] {
      #expect(try await test.app.call(.get, "/api/stations/\(id)").problem == "not-found")
    }
  }
}
