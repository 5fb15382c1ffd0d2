import Postgres
import Resources
import Runtime

@testable import Stations

/// The parts of a statement that finds, filters, orders and pages at once.
extension FindStations {
  /// Common table expressions, each with its comma.
  var prelude: SQL {
    guard let along else { return "" }
    let metres = corridor?.value ?? 2000
    // Stations near a simpler way, a tenth of the corridor off at the most, are then measured against the true one.
    return """
      way as materialized (
        select st_setsrid(st_makeline(array_agg(st_makepoint(x, y) order by place)), 4326) as line
        from unnest(\(along.points.map(\.longitude)), \(along.points.map(\.latitude))) with ordinality as p (x, y, place)
      ), pieces as materialized (
        select (st_dumpsegments(st_simplify(line, \(metres / 1_200_000), true))).geom::geography as piece from way
      ), alongside as materialized (
        select distinct s.id from pieces join stations s
          on s.withdrawn_at is null and st_dwithin(s.location::geography, piece, \(metres * 1.1), false)
      ),
      """
  }

  /// Which stations, by place and words and filter.
  func condition(at now: Instant) -> SQL {
    var condition = filter.stationCondition(at: now)
    if let bbox { condition = "\(sql: condition) and \(sql: bbox.condition)" }
    if let near, let radius {
      condition = """
        \(sql: condition)
        and st_dwithin(s.location::geography, \(near.point)::geometry::geography, \(radius.value), false)
        """
    }
    if let q {
      condition = "\(sql: condition) and s.id in (\(sql: q.stations))"
    }
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

  /// The order, smallest first: metres from a place, the share of a way, how well words fit; the same for all otherwise.
  private var key: SQL {
    if let near { return "s.location::geography <-> \(near.point)::geometry::geography" }
    if along != nil { return "st_linelocatepoint((select line from way), s.location)" }
    guard let q else { return "0::double precision" }
    return """
      (case when lower(\(q.text)) in (lower(s.city), lower(s.name), lower(s.brand), s.postcode) then 0
        when starts_with(lower(s.name), lower(\(q.text))) then 1 else 2 end)::double precision
      """
  }

  private var distance: SQL {
    if near != nil { return "key" }
    if along != nil {
      return
        "(select st_distance(w.location::geography, line::geography, false) from stations w, way where w.id = few.id)"
    }
    return "null::double precision"
  }

  /// id, key and distance of so many stations.
  func page(_ count: Int, at now: Instant) -> SQL {
    var condition = condition(at: now)
    if let cursor {
      condition =
        near == nil && along == nil && q == nil
        ? "\(sql: condition) and s.id > \(cursor.id)"
        : "\(sql: condition) and (\(sql: key), s.id) > (\(cursor.key), \(cursor.id))"
    }
    // Points are looked at from the first station on until there are enough, whatever the planner thinks of reading all of
    // them before: it takes "offset 0" as a word to leave a subquery alone.
    let hasPoint: SQL = """
      (select true from charge_points p where p.station_id = s.id and \(sql: filter.pointCondition(at: now)) limit 1)
      """
    if near == nil {
      return """
        select id, key, \(sql: distance) as distance
        from (
          select s.id, s.key from (
            select s.id, s.time_zone, \(sql: key) as key from stations s where \(sql: condition)
            order by key, id offset 0
          ) as s where \(sql: hasPoint) limit \(count)
        ) as few
        """
    }
    // The index knows distances alone: those as far away as the last come along and are put in order here.
    return """
      select id, key, \(sql: distance) as distance
      from (
        select s.id, s.key from (
          select s.id, s.time_zone, \(sql: key) as key from stations s where \(sql: condition)
          order by key offset 0
        ) as s where \(sql: hasPoint) order by key fetch first \(count) rows with ties
      ) as few
      order by key, id limit \(count)
      """
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

extension BoundingBox {
  fileprivate var condition: SQL {
    parts.count == 1 ? parts[0].inside : "(\(sql: parts[0].inside) or \(sql: parts[1].inside))"
  }

  /// The index rounds; st_intersects would not, and takes four times as long as the numbers themselves.
  private var inside: SQL {
    """
    (s.location && st_makeenvelope(\(west), \(south), \(east), \(north), 4326)
      and st_x(s.location) between \(west) and \(east) and st_y(s.location) between \(south) and \(north))
    """
  }
}
