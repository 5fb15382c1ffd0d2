import HTTP
import Postgres
import Runtime
import Stations
import TestSupport
import Testing

@testable import Map

/// Nobody touches the stations: the clock alone opens and closes them. It stands at nine o'clock of a Saturday in Paris.
@Suite struct OpeningTests {
  private func free(_ scene: MapScene, _ path: String = "/tiles/14/8298/5636.mvt") async throws -> Int? {
    try await scene.tile(path).features.first?.number("free")
  }

  private func wait(_ scene: MapScene, _ point: ChargePoint.ID, is status: PointStatus) async throws {
    try await eventually("\(status)") { scene.status(point) == status }
  }

  @Test func `a station closes in the evening and opens in the morning, on tiles and filters too`() async throws {
    let scene = try await MapScene()
    let (station, points) = try await scene.add("Halles", points: 3, hours: "Mo-Su 08:00-22:00")
    #expect(try await free(scene) == 3)
    #expect(try await scene.tile("/tiles/5/16/11.mvt?available=now").features.count == 1)
    scene.clock.advance(by: .seconds(13 * 3600 - 1))
    #expect(scene.status(points[0]) == .free)
    scene.clock.advance(by: .seconds(1))
    try await wait(scene, points[2], is: .closed)
    for path in ["/tiles/14/8298/5636.mvt", "/tiles/5/16/11.mvt"] { #expect(try await free(scene, path) == 0) }
    #expect(try await scene.tile("/tiles/5/16/11.mvt?available=now").features.isEmpty)
    #expect(try await scene.app.call(.get, "/api/stations?available=now").json["items"] == [])
    let item = try await scene.app.call(.get, "/api/stations").json["items"]?.elements.first
    #expect(item?["points"]?["free"] == 0 && item?["points"]?["total"] == 3)
    let shown = try await scene.app.call(.get, "/api/stations/\(station)").json
    #expect(shown["points"]?["free"] == 0 && shown["hours"]?["openNow"] == false)
    #expect(
      shown["chargePoints"]?.elements.allSatisfy { $0["status"] == "unknown" && $0["reservable"] == true } == true)
    scene.clock.advance(by: .seconds(10 * 3600))
    try await wait(scene, points[0], is: .free)
    #expect(try await free(scene) == 3)
  }

  @Test func `midnight closes some and opens others`() async throws {
    let scene = try await MapScene()
    let until = try await scene.add("Jour", hours: "Sa 00:00-24:00").points[0]
    let from = try await scene.add("Lendemain", hours: "Su 00:00-24:00").points[0]
    let through = try await scene.add("Nuit", hours: "Sa 22:00-04:00").points[0]
    #expect([until, from, through].map(scene.status) == [.free, .closed, .closed])
    scene.clock.advance(by: .seconds(13 * 3600))
    try await wait(scene, through, is: .free)
    scene.clock.advance(by: .seconds(2 * 3600))
    try await wait(scene, until, is: .closed)
    try await wait(scene, from, is: .free)
    #expect(scene.status(through) == .free)
    scene.clock.advance(by: .seconds(4 * 3600))
    try await wait(scene, through, is: .closed)
  }

  @Test func `on the night when the clocks go forward the wall clock counts`() async throws {
    let scene = try await MapScene()
    // Sunday, 28 March 2027, 00:59 UTC: a minute before two o'clock, after which comes three.
    scene.clock.advance(by: .seconds(1_806_195_540 - 1_795_248_000))
    let night = try await scene.add("Nuit", hours: "Su 02:00-03:00").points[0]
    let early = try await scene.add("Matin", hours: "Su 03:00-05:00").points[0]
    #expect([night, early].map(scene.status) == [.closed, .closed])
    scene.clock.advance(by: .seconds(60))
    try await wait(scene, early, is: .free)
    #expect(scene.status(night) == .closed)
    scene.clock.advance(by: .seconds(2 * 3600))
    try await wait(scene, early, is: .closed)
  }

  @Test func `hours that nobody can tell close nothing, and a booking holds behind a shut gate`() async throws {
    let scene = try await MapScene()
    let doubtful = try await scene.add("Heures", hours: "24/7").points[0]
    try await scene.database.execute(
      "update charge_points set terms_id = terms_of(hours_text => '00:00-00:01') where id = \(doubtful)")
    let shut = try await scene.add("Halles", points: 2, hours: "Mo-Fr 08:00-20:00").points
    #expect(scene.status(doubtful) == .free && scene.status(shut[0]) == .closed)
    try await scene.book(shut[0], from: scene.clock.now, state: "charging")
    try await wait(scene, shut[0], is: .charging)
    #expect(scene.status(shut[1]) == .closed)
    scene.clock.advance(by: .seconds(1801))
    try await wait(scene, shut[0], is: .closed)
  }
}
