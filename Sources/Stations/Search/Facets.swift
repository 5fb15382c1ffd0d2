import HTTP
import Postgres
import Runtime

/// How many points of all pages have which socket, power and operator: what a filter would leave.
struct Facets: Sendable {
  let stations: Int
  let points: Int
  /// By `SocketName.allCases`; a point with two sockets counts in both.
  let sockets: [Int]
  /// By `powers`; points whose power nobody knows are in none.
  let power: [Int]
  /// The largest, first.
  let operators: [(name: String, points: Int)]

  /// Kilowatts from which on a class begins; the next one ends it.
  static let powers = [0, 7.5, 22, 50, 150]
}

extension StationsFeature {
  /// One statement, whatever is asked.
  func facets(of wanted: FindStations, at now: Instant) async throws -> Facets? {
    try await database.query(
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
    }.first
  }
}

extension Facets {
  struct Description: Decodable {
    struct Socket: Decodable {
      let value: SocketName
      let points: Int
    }
    struct Power: Decodable {
      let from: Double
      let to: Double?
      let points: Int
    }
    struct Operator: Decodable {
      let value: String
      let points: Int
    }
    let stations, points: Int
    let sockets: [Socket]
    let power: [Power]
    let operators: [Operator]
  }

  func write(into json: inout JSONWriter) {
    json.object { json in
      json.name("stations")
      json.write(stations)
      json.name("points")
      json.write(points)
      json.name("sockets")
      json.array { json in
        for (name, count) in zip(SocketName.allCases, sockets) { write(name.rawValue, count, into: &json) }
      }
      json.name("power")
      json.array { json in
        for (index, count) in power.enumerated() { writePower(index, count, into: &json) }
      }
      json.name("operators")
      json.array { json in
        for (name, count) in operators { write(name, count, into: &json) }
      }
    }
  }

  private func write(_ value: String, _ points: Int, into json: inout JSONWriter) {
    json.object { json in
      json.name("value")
      json.write(value)
      json.name("points")
      json.write(points)
    }
  }

  private func writePower(_ index: Int, _ points: Int, into json: inout JSONWriter) {
    json.object { json in
      json.name("from")
      json.write(Self.powers[index])
      json.name("to")
      if index + 1 < Self.powers.count { json.write(Self.powers[index + 1]) } else { json.null() }
      json.name("points")
      json.write(points)
    }
  }
}
