import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct SearchPlanTests {
  @Test(arguments: [
    ("bbox=0,40,10,50", 0), ("near=48,2", 0), ("q=borne", 0), ("q=75011", 1), ("commune=75056", 1),
    ("along=wheiHgljMvq%5Dw%7CbA", 1),
    ("bbox=0,40,10,50&socket=ccs&available=now&facets=1", 0), ("near=48,2&facets=1&limit=1", 0),
    ("commune=75056&q=borne&near=48,2&facets=1", 1),
  ])
  func `PostgreSQL is asked once for the ground, and for nothing else`(query: String, count: Int)
    async throws
  {
    let country = try await TestCountry.make(stations: 50)
    let (network, database) = (country.test.network, country.test.database)
    let moment = try await network.country.present()
    let before = database.figures.statements
    let request = try ask(country, query)
    let wanted = try request.query(as: FindStations.self)
    #expect(try await network.find(wanted, in: moment, at: country.test.clock.now, for: request).status == .ok)
    #expect(database.figures.statements - before == count)
  }

  private func ask(_ country: TestCountry, _ query: String) throws -> Request {
    Request(
      id: .sample, method: .get, target: try #require(Target("/api/stations?" + query)), headers: Headers(), client: "",
      receivedAt: country.test.clock.now, body: .none)
  }

  private func plan(_ country: TestCountry, _ query: String) async throws -> String {
    let wanted = try ask(country, query).query(as: FindStations.self)
    return try await country.test.database.query("explain \(sql: wanted.groundQuery)") { try $0.next(String.self) }
      .joined(separator: "\n")
  }

  @Test func `each question is answered by its index`() async throws {
    let country = try await TestCountry.make(stations: 20_000)
    for (query, index) in [
      ("q=75011", "communes_postcodes"),
      ("commune=75056", "stations_location"), ("along=wheiHgljMvq%5Dw%7CbA&corridor=1000", "stations_ground"),
    ] {
      let plan = try await plan(country, query)
      #expect(plan.contains(index) && !plan.contains("Seq Scan on stations"), "\(query)\n\(plan)")
    }
  }
}
