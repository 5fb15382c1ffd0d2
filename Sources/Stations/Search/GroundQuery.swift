import Postgres
import Resources
import Runtime

/// What is asked of PostgreSQL: which stations lie in a commune, along a way, where a postcode is used, and by what they are
/// ordered. Which parts stand in the one statement depends on what is asked, so that each question gets a plan, and an index, of its own.
extension FindStations {
  /// id, whether it lies where the postcode is used, key and distance of each.
  var groundQuery: SQL {
    """
    \(sql: prelude)
    select s.id, \(sql: isCalled), (\(sql: key))::double precision, (\(sql: distance))::double precision
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
    if !isOnGround, let q { condition = "and s.id in (\(sql: q.used))" }
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

  private var isCalled: SQL {
    guard let q, q.isPostcode else { return "false" }
    return isOnGround ? "s.id in (\(sql: q.used))" : "true"
  }

  /// Smallest first; stations around a place are ordered by their distance, and those that words call by these, whatever else is asked.
  private var key: SQL { along == nil ? "0" : "st_linelocatepoint((select line from way), s.location)" }

  private var distance: SQL {
    along == nil ? "null" : "st_distance(s.location::geography, (select line::geography from way), false)"
  }
}

extension SearchWords {
  var isPostcode: Bool { text.utf8.count == 5 && text.utf8.allSatisfy { 48...57 ~= $0 } }

  /// Who lies where a postcode is used and does not say so: files give all of Lyon the postcode of its first arrondissement,
  /// or none.
  fileprivate var used: SQL {
    """
    select there.id from communes c join stations there on st_coveredby(there.location, c.outline)
    where c.postcodes @> array[\(text)] and not c.is_divided
      and (c.parent_code is not null or there.postcode is null)
    """
  }
}

extension StationsFeature {
  func askTheGround(
    _ wanted: FindStations, for party: String
  ) async throws -> [(id: Station.ID, station: GroundStation)] {
    try await database.heavily(for: party) {
      try await database.query(wanted.groundQuery) { row in
        (try row.next(), GroundStation(isCalled: try row.next(), key: try row.next(), distance: try row.next()))
      }
    }
  }
}
