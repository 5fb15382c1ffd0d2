import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

/// What a driver calls a point when standing before it.
@Suite struct PointNumberTests {
  /// The numbers of points with these identifiers, in the order in which the station shows them.
  private func numbers(_ names: [String], withdrawn: Set<String> = []) async throws -> [String] {
    let test = try await TestStations.make()
    let (station, _) = try await test.imported(point: nil)
    for name in names {
      let id = IdentifierSource.random.next(ChargePoint.self, at: test.clock.now)
      try await test.addPoint(id, name, to: station)
      if withdrawn.contains(name) {
        try await test.database.execute("update charge_points set withdrawn_at = \(test.clock.now) where id = \(id)")
      }
    }
    let shown = try await test.app.call(.get, "/api/stations/\(station)").json["chargePoints"]?.elements ?? []
    let alone = try await test.database.query(
      """
      select coalesce(\(sql: PointNumber.column)::text, '-') || ' ' || p.irve_id from charge_points p
      where p.station_id = \(station) order by \(sql: PointNumber.column), p.irve_id
      """
    ) { try $0.next(String.self) }
    let together = shown.map { point -> String in
      guard case .number(let number)? = point["number"] else { return "?" }
      return number + " " + (point["irveId"]?.text ?? "")
    }
    #expect(together == alone.filter { !$0.hasPrefix("-") })
    return alone
  }

  @Test func `a number is the end of the identifier where all of them end in one`() async throws {
    #expect(try await numbers(["FRABCE02", "FRABCE01"]) == ["1 FRABCE01", "2 FRABCE02"])
    #expect(try await numbers(["FRABCE1203", "FRABCE1207"]) == ["3 FRABCE1203", "7 FRABCE1207"])
    #expect(try await numbers(["FRABCE9", "FRABCE10"]) == ["9 FRABCE9", "10 FRABCE10"])
    #expect(try await numbers(["FRABCE19", "FRABCE20", "FRABCE21"]) == ["19 FRABCE19", "20 FRABCE20", "21 FRABCE21"])
  }

  @Test func `else it is the place in their order`() async throws {
    #expect(try await numbers(["FRABCEX"]) == ["1 FRABCEX"])
    #expect(try await numbers(["FRABCEB", "FRABCEA"]) == ["1 FRABCEA", "2 FRABCEB"])
    #expect(try await numbers(["FRABCE1A", "FRABCE10A", "FRABCE2A"]) == ["1 FRABCE1A", "2 FRABCE2A", "3 FRABCE10A"])
    // Zero is no number, a thousand is too long, and two would have the same.
    #expect(try await numbers(["FRABCE0", "FRABCE1"]) == ["1 FRABCE0", "2 FRABCE1"])
    #expect(try await numbers(["FRABCE1000", "FRABCE2000"]) == ["1 FRABCE1000", "2 FRABCE2000"])
    #expect(try await numbers(["FRABCE01", "FRABCE1"]) == ["1 FRABCE1", "2 FRABCE01"])
  }

  @Test func `a point that was withdrawn has none, and takes none away`() async throws {
    let found = try await numbers(["FRABCE1", "FRABCE2", "FRXYZE9"], withdrawn: ["FRXYZE9"])
    #expect(found == ["1 FRABCE1", "2 FRABCE2", "- FRXYZE9"])
  }
}
