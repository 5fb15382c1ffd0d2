import Postgres
import Runtime

/// What administrators have changed since the country was loaded, read alone and put into its place. Rows tell by whom they
/// were written last; what would be much is better loaded as a whole.
struct LoadChanges {
  /// More stations than that are an import's.
  private static let most = 500

  let database: Database
  let clock: WallClock
  let base: LoadCountry.Loaded

  /// Nil where the country is to be loaded as a whole.
  func callAsFunction() async throws -> LoadCountry.Loaded? {
    let now = clock.now
    return try await database.transaction(isolation: .snapshot, timeout: .seconds(60)) { transaction in
      let seen = try await PointChanges.begin(in: transaction)
      let version = try await transaction.first("select version from stations_version") { try $0.next(Int.self) }
      let changed = try await changedStations(in: transaction)
      guard let ids = changed.ids else { return nil }
      var builder = CountryBuilder()
      let facts = try await LoadCountry.read(ids, into: &builder, in: transaction)
      let folding = base.country.called.folding
      guard builder.unusual.isEmpty || folding.knows(builder.unusual) else { return nil }
      let country = base.country.replacing(
        Set(ids), by: builder.country(version: version ?? 0, folding: folding), version: version ?? 0)
      guard (country.stations.count, country.points.count) == changed.counts else { return nil }
      let bookings = try await LiveReservations.all(at: now, in: transaction)
      let known = base.states.stored(in: base.country) { !ids.contains($0) }
      return LoadCountry.Loaded(
        country: country, states: PointStates(of: country, known + facts, bookings, at: now), seen: seen)
    }
  }

  private func changedStations(
    in transaction: Transaction
  ) async throws -> (ids: [Station.ID]?, counts: (Int, Int)) {
    let stations = try await written("stations", "id, id", in: transaction)
    let points = try await written("charge_points", "id, station_id", in: transaction)
    // A point may have had another station before.
    let had = points.rows.compactMap { id, _ in
      base.country.index(of: ChargePoint.ID(high: id.high, low: id.low)).map { point in
        base.country.stations[Int(base.country.points[point].station)].id
      }
    }
    let all = Set(stations.rows.map(\.station) + points.rows.map(\.station) + had)
    return (all.count <= Self.most ? Array(all) : nil, (stations.count, points.count))
  }

  /// The rows that were written since, one more than are looked at, and how many there are in all.
  private func written(
    _ table: StaticString, _ names: StaticString, in transaction: Transaction
  ) async throws -> (rows: [(id: Identifier<Station>, station: Station.ID)], count: Int) {
    let (table, names) = (SQL(stringLiteral: table), SQL(stringLiteral: names))
    let rows = try await transaction.query(
      """
      select \(sql: names) from \(sql: table)
      where (xmin::text::bigint - \(base.seen.number)) & 4294967295 < 2147483648 limit \(Self.most * 8)
      """
    ) { row in (id: try row.next(Identifier<Station>.self), station: try row.next(Station.ID.self)) }
    let count = try await transaction.first("select count(*) from \(sql: table) where withdrawn_at is null") { row in
      try row.next(Int.self)
    }
    return (rows, count ?? 0)
  }
}
