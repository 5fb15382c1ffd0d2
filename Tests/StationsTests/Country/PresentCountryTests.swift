import Accounts
import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

/// The country as a server has it that follows what happens.
@Suite struct PresentCountryTests {
  private func following(_ test: TestStations) async throws -> BackgroundRunner {
    let background = BackgroundRunner(log: .silent)
    background.start(test.network.country.work)
    try await eventually("the country is loaded") { test.network.country.followed != nil }
    return background
  }

  @Test func `who changes a station reads it next, alone and in a list`() async throws {
    let test = try await TestStations.make()
    let (station, point) = try await test.imported()
    let background = try await following(test)
    defer { background.cancel() }
    let path = "/api/stations/\(station)"
    let (administrator, technician) = (
      try await test.person(.admin), try await test.person(.technician, "atelier@example.org")
    )
    for name in ["Grandes Halles", "Petites Halles"] {
      #expect(try await administrator.change("/api/admin/stations/\(station)", ["name": .string(name)]).status == 200)
      #expect(try await test.app.call(.get, path).json["name"] == .string(name))
      #expect(try await test.app.call(.get, "/api/stations?near=48.86,2.34").items.first?["name"] == .string(name))
    }
    #expect(try await technician.call(.put, "/api/points/\(point)/service", json: ["outOfService": true]).status == 200)
    let shown = try await test.app.call(.get, path).json["chargePoints"]?.elements.first
    #expect(shown?["status"] == "outOfService")
    #expect(shown?["evidence"]?.elements.contains { $0["code"] == "manual" } == true)
  }

  @Test func `a report is seen soon, and what is kept ready gives way to it and to the clock`() async throws {
    let test = try await TestStations.make()
    let (station, point) = try await test.imported()
    try await test.database.execute("update charge_points set terms_id = terms_of(hours => '24/7')")
    let background = try await following(test)
    defer { background.cancel() }
    func shown() async throws -> JSON? {
      try await test.app.call(.get, "/api/stations/\(station)").json["chargePoints"]?.elements.first?["status"]
    }
    #expect(try await shown() == "free")
    try await test.report(point, "inService", "occupied", at: test.clock.now)
    try await test.database.transaction { try await PointChanges.note([point], in: $0) }
    try await eventually("it is charging") { try await shown() == "charging" }
    #expect(try await test.app.call(.get, "/api/stations?available=now").items.isEmpty)
    test.clock.advance(by: .seconds(1801))
    #expect(try await shown() == "free")
    #expect(try await test.app.call(.get, "/api/stations?available=now").items.count == 1)
  }

  @Test func `a station without points is shown alone and is in no list, one withdrawn is told apart`() async throws {
    let test = try await TestStations.make()
    let (station, _) = try await test.imported(point: nil)
    let background = try await following(test)
    defer { background.cancel() }
    #expect(try await test.app.call(.get, "/api/stations/\(station)").json["chargePoints"] == [])
    #expect(try await test.app.call(.get, "/api/stations").items.isEmpty)
    try await test.database.transaction { transaction in
      try await transaction.execute("update stations set withdrawn_at = \(test.clock.now)")
      try await StationsVersion.bump(in: transaction)
    }
    await test.network.country.catchUp()
    let gone = try await test.app.call(.get, "/api/stations/\(station)", "Accept-Language", "en")
    #expect(gone.status == 404 && gone.text.contains("withdrawn"))
  }
}
