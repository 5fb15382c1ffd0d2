import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

@Suite struct SearchPlanTests {
  @Test(arguments: [
    ("bbox=0,40,10,50", 1), ("near=48,2", 1), ("q=borne", 1), ("commune=75056", 1), ("along=wheiHgljMvq%5Dw%7CbA", 1),
    ("bbox=0,40,10,50&socket=ccs&available=now&facets=1", 2), ("near=48,2&facets=1&limit=1", 2),
  ])
  func `a list is one query, and facets are one more`(query: String, count: Int) async throws {
    let country = try await TestCountry.make(stations: 50)
    let before = country.test.database.figures.statements
    #expect(try await country.find(query).status == 200)
    #expect(country.test.database.figures.statements - before == count)
  }

  private func plan(_ country: TestCountry, _ query: String) async throws -> String {
    let target = try #require(Target("/api/stations?" + query))
    let request = Request(
      id: .sample, method: .get, target: target, headers: Headers(), client: "", receivedAt: country.test.clock.now,
      body: .none)
    let wanted = try request.query(as: FindStations.self)
    let now = country.test.clock.now
    return try await country.test.database.query(
      "explain with \(sql: wanted.prelude) page as (\(sql: wanted.page(21, at: now))) select * from page"
    ) { try $0.next(String.self) }.joined(separator: "\n")
  }

  @Test func `each question is answered by its index`() async throws {
    let country = try await TestCountry.make(stations: 20_000)
    try await country.test.network.learnWords()
    for (query, index) in [
      ("bbox=2,48,2.1,48.1", "stations_location"), ("bbox=179,-20,-179,-10", "stations_location"),
      ("near=48,2", "stations_ground"), ("near=48,2&minPower=150&socket=ccs", "stations_ground"),
      ("near=48,2&radius=5000&available=now", "stations_ground"), ("q=borne+12345", "station_search_words"),
      ("q=75011", "communes_postcodes"),
      ("commune=75056", "stations_location"), ("along=wheiHgljMvq%5Dw%7CbA&corridor=1000", "stations_ground"),
      ("", "stations_pkey"),
    ] {
      let plan = try await plan(country, query)
      #expect(plan.contains(index) && !plan.contains("Seq Scan on stations"), "\(query)\n\(plan)")
    }
  }
}
