import Postgres

@testable import Stations

/// The words of stations in tables, as `StoredStations` and `asked_words` look for them.
extension StationsFeature {
  func storeWords() async throws {
    try await database.execute(
      """
      insert into station_search as known (station_id, text, words)
      select id, called, array_to_tsvector(plain_words(called))
      from (
        select id, concat_ws(' ', name, brand, city, postcode) as called from stations where withdrawn_at is null) s
      on conflict (station_id) do update set text = excluded.text, words = excluded.words
      """)
    try await database.execute(
      """
      insert into station_vocabulary as known (word, stations)
      select word, ndoc from ts_stat('select words from station_search')
      on conflict (word) do update set stations = excluded.stations
      """)
  }
}
