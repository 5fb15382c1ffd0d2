import Postgres
import Resources
import Runtime

/// What is asked of PostgreSQL: which stations lie in a commune, along a way, are called by words, and by what they are ordered.
/// Which parts stand in the one statement depends on what is asked, so that each question gets a plan, and an index, of its own.
extension FindStations {
  /// id, key and distance of each.
  var groundQuery: SQL {
    """
    \(sql: prelude)
    select s.id, (\(sql: key))::double precision, (\(sql: distance))::double precision
    from stations s where s.withdrawn_at is null \(sql: condition)
    """
  }

  private var prelude: SQL {
    guard let along else { return "" }
    let metres = corridor?.value ?? 2000
    // Stations near a simpler way, a tenth of the corridor off at the most, are then measured against the true one.
    return """
      with way as materialized (
        select st_setsrid(st_makeline(array_agg(st_makepoint(x, y) order by place)), 4326) as line
        from unnest(\(along.points.map(\.longitude)), \(along.points.map(\.latitude))) with ordinality as p (x, y, place)
      ), pieces as materialized (
        select (st_dumpsegments(st_simplify(line, \(metres / 1_200_000), true))).geom::geography as piece from way
      ), alongside as materialized (
        select distinct s.id from pieces join stations s
          on s.withdrawn_at is null and st_dwithin(s.location::geography, piece, \(metres * 1.1), false)
      )
      """
  }

  private var condition: SQL {
    var condition: SQL = ""
    if let q { condition = "and s.id in (\(sql: q.stations))" }
    if let commune {
      condition = """
        \(sql: condition)
        and st_coveredby(s.location, (select outline from communes where insee_code = \(commune.text)))
        """
    }
    if along != nil {
      condition = """
        \(sql: condition) and s.id in (select id from alongside)
        and st_dwithin(s.location::geography, (select line::geography from way), \(corridor?.value ?? 2000), false)
        """
    }
    return condition
  }

  /// Smallest first; stations around a place are ordered by their distance, whatever else is asked.
  private var key: SQL {
    if along != nil { return "st_linelocatepoint((select line from way), s.location)" }
    guard let q else { return "0" }
    return """
      case when lower(\(q.text)) in (lower(s.city), lower(s.name), lower(s.brand), s.postcode) then 0
        when starts_with(lower(s.name), lower(\(q.text))) then 1 else 2 end
      """
  }

  private var distance: SQL {
    along == nil ? "null" : "st_distance(s.location::geography, (select line::geography from way), false)"
  }
}

extension SearchWords {
  /// Whose words begin with these. A postcode also finds who lies where it is used and does not say so: files give all of Lyon
  /// the postcode of its first arrondissement, or none.
  fileprivate var stations: SQL {
    let called: SQL = "select station_id from station_search where words @@ (select asked_words(\(text)))"
    guard text.utf8.count == 5, text.utf8.allSatisfy({ 48...57 ~= $0 }) else { return called }
    return """
      \(sql: called) union
      select there.id from communes c join stations there on st_coveredby(there.location, c.outline)
      where c.postcodes @> array[\(text)] and not c.is_divided
        and (c.parent_code is not null or there.postcode is null)
      """
  }
}

extension StationsFeature {
  func askTheGround(
    _ wanted: FindStations, for party: String
  ) async throws -> [(id: Station.ID, key: Double, distance: Double?)] {
    try await database.heavily(for: party) {
      try await database.query(wanted.groundQuery) { row in (try row.next(), try row.next(), try row.next()) }
    }
  }
}
