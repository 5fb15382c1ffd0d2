import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

/// What was changed by hand, read alone, against the whole read anew.
@Suite struct LoadChangesTests {
  private static let n: SQL = "(hashtext(irve_id) & 1023)"

  private static func changes(_ k: Int) -> [SQL] {
    [
      "update stations set name = 'Électrique ' || irve_id, city = 'Nîmes', postcode = '30000' where \(sql: n) % 7 = \(k)",
      "update stations set brand = 'Neuf ' || \(sql: n), operator = null, max_height_m = 1.8 where \(sql: n) % 11 = \(k)",
      """
      update stations set location = st_translate(location, 1, 0.5), evidence = '[{"code": "hours-doubtful"}]'
      where \(sql: n) % 9 = \(k)
      """,
      """
      with gone as (
        update stations set withdrawn_at = '2026-11-21' where \(sql: n) % 23 = \(k) returning id
      )
      update charge_points set withdrawn_at = '2026-11-21' where station_id in (select id from gone)
      """,
      "update stations set withdrawn_at = null where \(sql: n) % 23 = \(k) - 1",
      """
      update charge_points set power_w = 300000, terms_id = terms_of(hours => 'Mo 08:00-09:00') where \(sql: n) % 8 = \(k)
      """,
      """
      update charge_points set station_id = (select id from stations where withdrawn_at is null order by id limit 1)
      where \(sql: n) % 37 = \(k)
      """,
      "update charge_points set withdrawn_at = '2026-11-21', out_of_service = true where \(sql: n) % 17 = \(k)",
      "update charge_points set out_of_service = not out_of_service where \(sql: n) % 19 = \(k)",
    ]
  }

  @Test func `a country changed in part is the one that is loaded as a whole`() async throws {
    let country = try await TestCountry.make(stations: 120, seed: 6)
    let (database, clock) = (country.test.database, country.test.clock.wall)
    var present = try await LoadCountry(database: database, clock: clock)()
    for round in 1...3 {
      for (number, change) in Self.changes(round).enumerated() where (number + round) % 3 != 0 {
        try await database.execute(change)
      }
      try await country.station("Nouvelle \(round)", brand: "Neuf", city: "Nîmes", postcode: "30000")
      let whole = try await LoadCountry(database: database, clock: clock)()
      let part = try #require(try await LoadChanges(database: database, clock: clock, base: present)())
      try compare(part.moment, whole.moment, at: clock.now, round)
      present = part
    }
  }

  private func compare(_ part: CountryMoment, _ whole: CountryMoment, at now: Instant, _ round: Int) throws {
    #expect(part.country.stations.map(\.id) == whole.country.stations.map(\.id), "round \(round)")
    #expect(part.country.points.count == whole.country.points.count)
    #expect(part.states.status.sorted { $0.word < $1.word } == whole.states.status.sorted { $0.word < $1.word })
    for index in whole.country.stations.indices {
      let (shown, expected) = (part.station(index, at: now).text, whole.station(index, at: now).text)
      #expect(shown == expected, "round \(round)")
    }
    for query in [
      "facets=1&limit=200", "q=nimes&facets=1", "q=electriqe", "near=46,4&limit=200", "brand=Neuf",
      "bbox=2,44,5,48&facets=1",
    ] {
      #expect(try list(query, part, now) == list(query, whole, now), "\(query), round \(round)")
    }
  }

  private func list(_ query: String, _ moment: CountryMoment, _ now: Instant) throws -> String {
    let request = Request(
      id: .sample, method: .get, target: try #require(Target("/api/stations?" + query)), headers: Headers(), client: "",
      receivedAt: now, body: .none)
    var search = CountrySearch(
      try request.query(as: FindStations.self), in: moment, nil, at: now, patience: .max)
    let (found, facets) = try search.gather(200)
    return StationList(search: search, stations: found[...], facets: facets, next: nil).json().text
  }
}
