import Postgres

extension ChargingNetwork {
  /// Lists the words that stations are called by, if stations have changed since: whoever mistypes one is then understood.
  /// Any server may; one does. Answers whether it did.
  @discardableResult
  package func learnWords() async throws -> Bool {
    try await database.transaction(timeout: .seconds(60)) { transaction in
      let version = try await transaction.first(
        """
        select n.version from station_vocabulary_version v, stations_version n
        where v.version <> n.version for update of v skip locked
        """
      ) { row in try row.next(Int.self) }
      guard let version else { return false }
      try await transaction.execute(
        """
        with present as materialized (
          select word, ndoc from ts_stat(
            'select station_words(name, brand, city, postcode) from stations where withdrawn_at is null')
        ), gone as (
          delete from station_vocabulary v where not exists (select from present p where p.word = v.word)
        )
        insert into station_vocabulary as known (word, stations) select word, ndoc from present
        on conflict (word) do update set stations = excluded.stations where known.stations <> excluded.stations
        """)
      try await transaction.execute("update station_vocabulary_version set version = \(version)")
      return true
    }
  }
}
