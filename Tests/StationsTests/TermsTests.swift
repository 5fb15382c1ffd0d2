import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

/// What belongs to a point: who may use it, when, and how it is paid.
@Suite struct TermsTests {
  /// A station with a point for everybody and one reserved for two-wheelers.
  private func mixed() async throws -> (test: TestStations, station: Station.ID, points: [ChargePoint.ID]) {
    let test = try await TestStations.make()
    let (station, first) = try await test.imported()
    let second = IdentifierSource.random.next(ChargePoint.self, at: test.clock.now)
    try await test.addPoint(second, "FRABCE2", to: station, kilowatts: 50)
    try await test.database.execute(
      "update charge_points set terms_id = terms_of(hours => '24/7', pay_card => true) where id = \(first)")
    try await test.database.execute(
      """
      update charge_points set location = st_setsrid(st_point(2.337, 48.8606), 4326), terms_id = terms_of('restricted',
        hours => 'Mo-Fr 08:00-20:00', two_wheelers_only => true, pay_card => false, free => true, tariff => 'gratuit')
      where id = \(second)
      """)
    return (test, station, [first, second])
  }

  private func points(_ answer: TestAnswer) -> [JSON] { answer.json["chargePoints"]?.elements ?? [] }

  @Test func `where points differ each says its own, and the station names what varies`() async throws {
    let (test, station, _) = try await mixed()
    let shown = try await test.app.call(.get, "/api/stations/\(station)")
    for name in ["access", "hours", "twoWheelersOnly", "payment", "tariff"] {
      #expect(shown.json[name] == .null, "\(name)")
    }
    #expect(shown.json["varies"] == ["access", "hours", "twoWheelersOnly", "payment", "tariff"])
    #expect(points(shown).map { $0["access"] } == ["open", "restricted"])
    #expect(points(shown).map { $0["twoWheelersOnly"] } == [false, true])
    #expect(points(shown).map { $0["reservable"] } == [true, false])
    #expect(points(shown).map { $0["tariff"] } == [.null, "gratuit"])
    #expect(points(shown)[0]["payment"] == ["perUse": .null, "card": true, "other": .null, "free": .null])
    #expect(points(shown)[0]["hours"] == ["text": "24/7", "open24h": true, "openNow": true])
    #expect(points(shown)[1]["hours"] == ["text": "Mo-Fr 08:00-20:00", "open24h": false, "openNow": false])
    #expect(points(shown)[0]["location"] == .null)
    #expect(points(shown)[1]["location"] == ["lat": .number("48.8606"), "lon": .number("2.337")])
    let listed = try #require(try await test.app.call(.get, "/api/stations?bbox=2,48,3,49").items.first)
    for name in ["access", "hours", "payment", "tariff", "varies", "points"] {
      #expect(listed[name] == shown.json[name], "\(name)")
    }
    let admin = try await test.person(.admin)
    let desk = try await admin.call(.get, "/api/admin/stations/\(station)")
    #expect(desk.json["varies"] == shown.json["varies"])
    #expect(desk.json["access"] ?? .null == .null)
  }

  @Test func `where points agree the station says it, and nothing varies`() async throws {
    let test = try await TestStations.make()
    let (station, _) = try await test.imported()
    try await test.addPoint(IdentifierSource.random.next(at: test.clock.now), "FRABCE2", to: station)
    let shown = try await test.app.call(.get, "/api/stations/\(station)").json
    #expect(shown["varies"] == [] && shown["access"] == "open" && shown["twoWheelersOnly"] == false)
    #expect(shown["payment"] == ["perUse": .null, "card": .null, "other": .null, "free": .null])
    #expect(shown["hours"]?["text"] == "Mo-Fr 08:00-20:00" && shown["tariff"] == .null)
  }

  @Test(arguments: [
    ("access=open", 1), ("card=1", 1), ("free=1", 1), ("twoWheels=1", 1), ("twoWheels=0", 1), ("open24h=1", 1),
    ("access=open&free=1", 0), ("minPower=50&card=1", 0), ("minPower=50&free=1", 1), ("available=now", 1), ("", 2),
  ])
  func `a filter asks each point, and counts those that match`(query: String, count: Int) async throws {
    let (test, station, _) = try await mixed()
    let found = try await test.app.call(.get, "/api/stations?facets=1&" + query)
    #expect(found.json["facets"]?["points"] == .integer(count), "\(found.text)")
    #expect(found.items.map { $0["id"] } == (count > 0 ? [.string(station.description)] : []))
    if count > 0 { #expect(found.items.first?["points"]?["total"] == .integer(count)) }
  }

  // MARK: By hand

  @Test func `what is set for a station holds for all its points, but for those with a value of their own`()
    async throws
  {
    let (test, station, ids) = try await mixed()
    let admin = try await test.person(.admin)
    let path = "/api/admin/stations/\(station)"
    let own = try await admin.change(
      "/api/admin/points/\(ids[1])", ["tariff": "0,50 €/kWh", "payment": ["free": false]])
    #expect(own.status == 200, "\(own.text)")
    #expect(own.json["manualFields"] == ["free", "tariff"] && own.json["tariff"] == "0,50 €/kWh")
    let changed = try await admin.change(
      path, ["access": "open", "tariff": "0,30 €/kWh", "hours": ["text": "24/7"], "payment": ["card": .null]])
    #expect(changed.status == 200, "\(changed.text)")
    #expect(changed.json["manualFields"] == ["access", "hours", "card", "tariff"])
    #expect(changed.json["varies"] == ["twoWheelersOnly", "payment", "tariff"])
    let shown = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(points(shown).map { $0["access"] } == ["open", "open"])
    #expect(points(shown).map { $0["tariff"] } == ["0,30 €/kWh", "0,50 €/kWh"])
    #expect(points(shown).map { $0["payment"]?["free"] } == [.null, false])
    #expect(points(shown).map { $0["payment"]?["card"] } == [.null, .null])
    let log = try await admin.call(.get, "/api/admin/audit?kind=station").items.first
    #expect(log?["details"]?["access"] == ["varies", "open"])
    // Handed back, they say again what the source says.
    _ = try await admin.change(path, ["release": ["access", "tariff", "hours", "card"]])
    _ = try await admin.change("/api/admin/points/\(ids[1])", ["release": ["free", "tariff"]])
    let back = try await test.app.call(.get, "/api/stations/\(station)")
    #expect(back.json["varies"] == ["access", "hours", "twoWheelersOnly", "payment", "tariff"])
    #expect(points(back).map { $0["tariff"] } == [.null, "gratuit"])
  }

  @Test func `a point added by hand has the terms of its neighbours, but for its own`() async throws {
    let test = try await TestStations.make()
    let (station, _) = try await test.imported()
    let admin = try await test.person(.admin)
    let path = "/api/admin/stations/\(station)"
    _ = try await admin.change(path, ["tariff": "0,30 €/kWh"])
    let added = try await admin.call(
      .post, "/api/admin/points",
      json: ["stationId": .string(station.description), "sockets": ["ccs"], "access": "restricted"])
    #expect(added.status == 201, "\(added.text)")
    #expect(added.json["access"] == "restricted" && added.json["tariff"] == "0,30 €/kWh")
    #expect(added.json["hours"]?["read"] == "Mo-Fr 08:00-20:00" && added.json["manualFields"] == ["access"])
  }

  @Test func `a station of one's own gives its points what it was given`() async throws {
    let test = try await TestStations.make()
    let admin = try await test.person(.admin)
    let station = try await admin.call(
      .post, "/api/admin/stations",
      json: [
        "name": "Marché", "location": ["lat": .number("48.86"), "lon": .number("2.33")], "access": "restricted",
        "hours": ["text": "24/7"], "tariff": "gratuit",
      ])
    let id = try #require(station.text("id"))
    #expect(station.json["access"] == "restricted" && station.json["tariff"] == "gratuit")
    let added = try await admin.call(.post, "/api/admin/points", json: ["stationId": .string(id), "sockets": ["ccs"]])
    #expect(added.json["access"] == "restricted" && added.json["tariff"] == "gratuit", "\(added.text)")
    _ = try await admin.change("/api/admin/stations/\(id)", ["access": "open"])
    let shown = try await test.app.call(.get, "/api/stations/\(id)").json
    #expect(shown["access"] == "open" && shown["chargePoints"]?.elements.first?["access"] == "open")
    #expect(shown["hours"]?["open24h"] == true && shown["varies"] == [])
  }
}
