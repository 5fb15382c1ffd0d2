import HTTP
import Postgres
import TestSupport
import Testing

@testable import Stations

@Suite struct NetworkTests {
  private func networks(_ country: TestCountry) async throws -> [String] {
    try await country.test.network.learnNetworks()
    return try await country.test.database.query(
      "select concat_ws(' ', filter, name, stations, bare) from station_networks order by name"
    ) { try $0.next(String.self) }
  }

  @Test func `networks are learnt by the filter that finds more of them`() async throws {
    let country = try await TestCountry.make()
    for (name, brand) in [("A", "IONITY"), ("B", "IONITY"), ("C", "Ionity"), ("D", "E.Leclerc"), ("E", "Recharge SA")] {
      try await country.station(name, brand: brand)
    }
    #expect(
      try await networks(country) == [
        "brand E.Leclerc 1 leclerc", "brand IONITY 2 ionity", "operator Recharge SA 5 recharge sa",
      ])
    let gone = try await country.find("brand=E.Leclerc").items.first?.id ?? ""
    try await country.test.database.transaction { transaction in
      try await transaction.execute(
        "update charge_points set withdrawn_at = \(country.test.clock.now) where station_id = \(gone)::uuid")
      try await transaction.execute("update stations set brand = 'Ionity' where name <> 'D'")
      try await StationsVersion.bump(in: transaction)
    }
    #expect(try await networks(country) == ["brand Ionity 4 ionity", "operator Recharge SA 4 recharge sa"])
    #expect(try await country.find("brand=Ionity&facets=1").json["facets"]?["stations"] == 4)
  }
}
