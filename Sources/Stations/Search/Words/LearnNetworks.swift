import Postgres

extension StationsFeature {
  /// After as many changes the planner's figures are wrong, and it would not wait for the next autovacuum.
  private static let many = 1000

  /// Writes down the networks of stations, for who searches places, if stations have changed since. Any server may; one does,
  /// behind everybody else. Returns whether it did.
  @discardableResult
  package func learnNetworks() async throws -> Bool {
    let isDue = try await database.first(
      "select v.version <> n.version from station_vocabulary_version v, stations_version n"
    ) { row in try row.next(Bool.self) }
    guard isDue == true else { return false }
    return try await database.transaction(timeout: .seconds(60), givesWay: true) { transaction in
      let version = try await transaction.first(
        """
        select n.version from station_vocabulary_version v, stations_version n
        where v.version <> n.version for update of v skip locked
        """
      ) { row in try row.next(Int.self) }
      guard let version else { return false }
      let before = try await stationsOfNetworks(in: transaction)
      try await learnNetworks(in: transaction)
      if abs(try await stationsOfNetworks(in: transaction) - before) > Self.many {
        try await transaction.execute("analyze stations, charge_points, station_networks")
      }
      try await transaction.execute("update station_vocabulary_version set version = \(version)")
      return true
    }
  }

  private func stationsOfNetworks(in transaction: Transaction) async throws -> Int {
    let sum = try await transaction.first("select coalesce(sum(stations), 0) from station_networks") { row in
      try row.next(Int.self)
    }
    return sum ?? 0
  }

  /// Brands and operators by what a filter finds of them. Of two spellings that fold alike the one with more stations stays.
  private func learnNetworks(in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      with named as (
        select n.name, n.filter, count(*)::integer as stations
        from stations s cross join lateral (values ('brand', s.brand), ('operator', s.operator)) as n (filter, name)
        where s.withdrawn_at is null and n.name is not null
          and exists (select from charge_points p where p.station_id = s.id and p.withdrawn_at is null)
        group by n.name, n.filter
      ), folded as (
        select *, plain_name(name) as plain from named offset 0
      ), known as materialized (
        select distinct on (plain) name, filter, stations, plain,
          coalesce(nullif(trim(regexp_replace(plain, '\\m\\w\\M ?', '', 'g')), ''), plain) as bare
        from folded where plain <> '' order by plain, stations desc, filter, name
      ), gone as (
        delete from station_networks n where not exists (select from known k where k.name = n.name)
      )
      insert into station_networks as had (name, filter, stations, plain, bare, words)
      select name, filter, stations, plain, bare, array_to_tsvector(string_to_array(plain, ' ')) from known
      on conflict (name) do update set filter = excluded.filter, stations = excluded.stations
        where (had.filter, had.stations) is distinct from (excluded.filter, excluded.stations)
      """)
  }
}
