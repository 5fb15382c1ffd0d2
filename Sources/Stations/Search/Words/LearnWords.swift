import Postgres

extension StationsFeature {
  /// After as many changes the planner's figures are wrong, and it would not wait for the next autovacuum.
  private static let many = 1000

  /// Writes down the words that stations are called by, and their networks, if stations have changed since: for who searches,
  /// and for who mistypes. Any server may; one does. Answers whether it did.
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
      let changed = try await learnNames(in: transaction)
      try await learnVocabulary(in: transaction)
      try await learnNetworks(in: transaction)
      if changed > Self.many {
        try await transaction.execute(
          "analyze stations, charge_points, station_search, station_vocabulary, station_networks")
      }
      try await transaction.execute("update station_vocabulary_version set version = \(version)")
      return true
    }
  }

  private func learnNames(in transaction: Transaction) async throws -> Int {
    try await transaction.execute(
      """
      with called as materialized (
        select id, concat_ws(' ', name, brand, city, postcode) as text from stations where withdrawn_at is null
      ), gone as (
        delete from station_search k where not exists (select from called c where c.id = k.station_id)
      )
      insert into station_search as known (station_id, text, words)
      select c.id, c.text, array_to_tsvector(plain_words(c.text))
      from called c left join station_search k on k.station_id = c.id
      where k.text is distinct from c.text
      on conflict (station_id) do update set text = excluded.text, words = excluded.words
      """)
  }

  private func learnVocabulary(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      with present as materialized (select word, ndoc from ts_stat('select words from station_search')),
      gone as (
        delete from station_vocabulary v where not exists (select from present p where p.word = v.word)
      )
      insert into station_vocabulary as known (word, stations) select word, ndoc from present
      on conflict (word) do update set stations = excluded.stations where known.stations <> excluded.stations
      """)
  }
}
