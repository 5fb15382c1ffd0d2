import HTTP
import Postgres
import Resources
import Runtime

@testable import Stations

/// What PostgreSQL says of stations, in one statement a question: the country in memory must say the same.
struct StoredStations {
  let database: Database
  let now: Instant

  /// The answer to a list, a page of it, without its links.
  func list(_ wanted: FindStations, limit: Int) async throws -> [JSON] {
    try await database.query(
      """
      with \(sql: wanted.prelude) page as (\(sql: wanted.page(limit, at: now)))
      select page.distance, \(sql: StationSummary.columns), \(sql: Station.columns)
      from page join stations s on s.id = page.id
        cross join lateral (\(sql: rows(wanted.filter))) as n
        \(sql: SharedTerms.joined("n.terms"))
      order by page.key, page.id
      """
    ) { row in
      let distance = try row.next(Double?.self)
      let summary = try StationSummary(&row, at: now)
      var json = JSONWriter()
      StationView(station: try Station(&row), summary: summary, now: now).write(into: &json)
      let rounded = distance.map { JSONWriter.number(($0 * 10).rounded() / 10) }
      return try JSONParser.parse(json.finish().array).with("distanceM", rounded ?? .null)
    }
  }

  /// One row about the points of the station `s`; those are counted that the filter asks for.
  private func rows(_ filter: StationFilter) -> SQL {
    """
    select count(*) filter (where p.is_wanted) as total,
      coalesce(array_agg(coalesce(o.hours, '')) filter (where p.is_wanted and \(sql: ChargePoint.isFree(at: now))), '{}')
        as free_hours,
      max(p.power_w) filter (where p.is_wanted) as max_power_w, array_agg(distinct p.terms_id) as terms,
      coalesce(bit_or(p.sockets), 0::smallint) as sockets,
      (array['reserved', 'accessible', 'notAccessible', 'unknown'])[coalesce(
        min(array_position(array['reserved', 'accessible', 'notAccessible', 'unknown'], p.accessibility)), 4)]
        as accessibility,
      max(p.updated_on) as updated_on
    from (select p.*, \(sql: filter.pointCondition(at: now)) as is_wanted from charge_points p) as p
      join terms o on o.id = p.terms_id
    where p.station_id = s.id and p.withdrawn_at is null
    """
  }

  func facets(_ wanted: FindStations) async throws -> JSON {
    let facets = try await database.first(
      """
      with \(sql: wanted.prelude) matching as materialized (
        select s.id, s.operator, p.power_w as w, p.sockets
        from stations s join charge_points p on p.station_id = s.id
        where \(sql: wanted.condition(at: now)) and \(sql: wanted.filter.pointCondition(at: now))
      ), operators as (
        select operator, count(*) from matching where operator is not null group by 1 order by 2 desc, 1 limit 50
      )
      select count(distinct id), count(*),
        array[count(*) filter (where sockets & 2 <> 0), count(*) filter (where sockets & 4 <> 0),
          count(*) filter (where sockets & 8 <> 0), count(*) filter (where sockets & 1 <> 0),
          count(*) filter (where sockets & 16 <> 0)],
        array[count(*) filter (where w < 7500), count(*) filter (where w >= 7500 and w < 22000),
          count(*) filter (where w >= 22000 and w < 50000), count(*) filter (where w >= 50000 and w < 150000),
          count(*) filter (where w >= 150000)],
        (select coalesce(array_agg(operator order by count desc, operator), '{}') from operators),
        (select coalesce(array_agg(count order by count desc, operator), '{}') from operators)
      from matching
      """
    ) { row in
      let (stations, points) = (try row.next(Int.self), try row.next(Int.self))
      let (sockets, power) = (try row.next([Int].self), try row.next([Int].self))
      let (names, counts) = (try row.next([String].self), try row.next([Int].self))
      return Facets(
        stations: stations, points: points, sockets: sockets, power: power,
        operators: zip(names, counts).map { (name: $0, points: $1) })
    }
    guard let facets else { return .null }
    var pen = Pen()
    facets.write(with: &pen)
    return try JSONParser.parse(pen.finish().array)
  }

  /// A station alone, with its points; null where there is none.
  func station(_ id: Station.ID) async throws -> JSON {
    var (station, width) = (Station?.none, 0)
    var points: [StoredPoint] = []
    _ = try await database.query(
      """
      select s.*, p.id is not null, \(sql: ChargePoint.columns), t.condition, t.occupancy, t.at,
        b.state, b.since, b.until, n.number
      from (select \(sql: Station.columns) from \(sql: Station.source) where s.id = \(id)) as s
        left join lateral (\(sql: PointNumber.numbers(of: "s.id"))) n on true
        left join charge_points p on p.id = n.id
        left join terms on terms.id = p.terms_id
        left join point_status t on t.point_id = p.id
        left join lateral (\(sql: StoredPoint.CurrentReservation.current(at: now))) b on true
      order by n.number
      """
    ) { row in
      // The station's columns are the same in every row.
      if station == nil { station = try Station(&row) } else { row.skip(width) }
      width = row.columnsRead
      guard try row.next(Bool.self) else { return }
      points.append(
        StoredPoint(
          try ChargePoint(&row), try PointStatus.Report(&row), try StoredPoint.CurrentReservation(&row),
          try row.next(), at: now, in: station?.timeZone ?? ""))
    }
    return try station.map { try json($0, points) } ?? .null
  }

  private func json(_ station: Station, _ points: [StoredPoint]) throws -> JSON {
    var json = JSONWriter()
    StationView(station: station, summary: StationSummary(points), now: now).write(into: &json) { json in
      json.name("chargePoints")
      json.array { json in for point in points { point.write(into: &json, of: station, at: now) } }
    }
    return try JSONParser.parse(json.finish().array)
  }
}

extension StationSummary {
  fileprivate init(_ points: [StoredPoint]) {
    self.init(
      total: points.count, free: points.count { $0.status == .free },
      maxPower: points.compactMap(\.point.power).max(),
      sockets: points.reduce(into: Sockets()) { $0.formUnion($1.point.sockets) },
      accessibility: points.map(\.point.accessibility).min() ?? .unknown,
      updatedOn: points.compactMap(\.point.updatedOn).max { $0.daysSince1970 < $1.daysSince1970 })
  }
}

extension JSONWriter {
  /// As it is written.
  fileprivate static func number(_ value: Double) -> JSON {
    var json = JSONWriter()
    json.write(value)
    return .number(json.finish().text)
  }
}

extension JSON {
  /// The same with another value of one member.
  func with(_ name: String, _ value: JSON) -> JSON {
    guard case .object(let members) = self else { return self }
    return .object(members.map { $0.0 == name ? (name, value) : $0 })
  }
}
