import Foundation
import HTTP
import Map
import Postgres
import Runtime
import Stations

/// Tiles of 136 000 points: what encoding and a new filter take, what a tile takes over HTTP beside nginx with the same bytes,
/// and beside what everybody would try first: PostGIS making the same tile over a grid.
enum TilesBenchmark {
  private static let rounds = 5

  @Sendable
  static func run() async throws -> [Line] {
    let country = try await StoredCountry.make("bench_tiles", points: 136_000)
    let map = MapFeature(of: PresentCountry(database: country.database, clock: .system(), log: .silent))
    let background = BackgroundRunner(log: .silent)
    background.start(map.work)
    guard await map.isLoaded(within: .seconds(60)) else { throw Program.Failure(description: "the map does not load") }
    let heaviest = try await heaviest(map)
    var lines = try await inProcess(map, heaviest)
    background.cancel()
    lines += try await overHTTP(country.url, heaviest, country.database)
    await country.close()
    return lines
  }

  private struct Tile {
    let z, x, y: Int
    var bytes = Bytes("")
    var path: String { "\(z)/\(x)/\(y).mvt" }
  }

  /// Of the zooms that people look at.
  private static func heaviest(_ map: MapFeature) async throws -> Tile {
    var heaviest = Tile(z: 0, x: 0, y: 0)
    for z in 4...9 {
      let side = 1 << z
      // From Brittany to Alsace, from Corsica to the Channel.
      for x in side * 486 / 1000...side * 528 / 1000 {
        for y in side * 334 / 1000...side * 374 / 1000 {
          let bytes = try await map.encoded(z, x, y) ?? Bytes("")
          if bytes.count > heaviest.bytes.count { heaviest = Tile(z: z, x: x, y: y, bytes: bytes) }
        }
      }
    }
    return heaviest
  }

  private static func inProcess(_ map: MapFeature, _ tile: Tile) async throws -> [Line] {
    var encoding: [Double] = []
    for _ in 0..<1000 {
      encoding.append(try await milliseconds { _ = try await map.encoded(tile.z, tile.x, tile.y) } * 1000)
    }
    var firsts: [Double] = []
    for round in 0..<15 {
      var filter = StationFilter()
      filter.minPower = Power(kilowatts: 1 + Double(round) / 10)
      let (asked, shown) = (filter, tile)
      firsts.append(try await milliseconds { _ = try await map.encoded(shown.z, shown.x, shown.y, asked) })
    }
    return [
      Line("tiles: encoding \(tile.path), median", ours: median(encoding), limit: 100, unit: "µs", aim: .atMost(1)),
      Line("tiles: a new filter's first tile", ours: median(firsts), limit: 12, unit: "ms", aim: .atMost(1)),
    ]
  }

  private static func overHTTP(_ url: String, _ tile: Tile, _ database: Database) async throws -> [Line] {
    let server = try await Server.start("DATABASE_URL=\(url)")
    defer { server.stop() }
    let ours = server.url("tiles/\(tile.path)?minPower=1")
    let nginx = try await Nginx.start(
      files: ["tile": tile.bytes.count], fields: try await HTTPBenchmark.fields(of: ours))
    defer { nginx.stop() }
    try Data(tile.bytes.array).write(to: nginx.folder.appending(path: "files/tile"))
    var (rates, tails) = ([(ours: Double, peer: Double)](), [(ours: Double, peer: Double)]())
    for _ in 0..<rounds {
      let (mine, other) = (try await measure(ours), try await measure("http://127.0.0.1:\(nginx.port)/tile"))
      rates.append((mine.rate, other.rate))
      tails.append((mine.tail, other.tail))
    }
    let beside = try await besideNewFilters(server, tile)
    let tipg = try await Tipg.start(url, table: "stations")
    defer { tipg.stop() }
    var (grids, tipgs) = ([(ours: Double, peer: Double)](), [(ours: Double, peer: Double)]())
    for _ in 0..<rounds {
      let mine = try await get(ours)
      grids.append((mine, try await milliseconds { try await grid(tile, in: database) }))
      tipgs.append((mine, try await get(tipg.url(tile.z, tile.x, tile.y))))
    }
    return [
      Line("tiles: warm filter, nginx from disk", rounds: rates, unit: "requests/s", aim: .atLeast(0.9)),
      Line("tiles: warm filter's p99, nginx", rounds: tails, unit: "µs", aim: .atMost(2)),
      Line("tiles: its p99 beside 15 new filters a second, without", rounds: beside, unit: "µs", aim: .atMost(3)),
      Line("tiles: with curl's start, PostGIS ST_AsMVT over a grid", rounds: grids, unit: "ms", aim: .atMost(1)),
      Line("tiles: with curl's start, tipg's stations (at most 10 000)", rounds: tipgs, unit: "ms", aim: .atMost(1)),
    ]
  }

  /// Somebody at another address asks for filters that nobody has seen, each of nearly the whole country.
  private static func besideNewFilters(
    _ server: Server, _ tile: Tile
  ) async throws -> [(ours: Double, peer: Double)] {
    let warm = server.url("tiles/\(tile.path)?minPower=1")
    var tails: [(ours: Double, peer: Double)] = []
    for round in 1...rounds {
      let quiet = try await measure(warm, connections: 8)
      let flood = try Program.start(
        "curl", "--silent", "--rate", "15/s", "--interface", "127.0.0.2", "--write-out", "%{http_code}\n", "--output",
        "/dev/null", server.url("tiles/\(tile.path)?minPower=\(round).[100-299]"))
      tails.append((try await measure(warm, connections: 8).tail, quiet.tail))
      flood.stop()
    }
    return tails
  }

  private static func get(_ url: String) async throws -> Double {
    try await milliseconds { _ = try await Program.run("curl", "-sf", "-o", "/dev/null", url) }
  }

  private static func measure(_ url: String, connections: Int = 64) async throws -> (rate: Double, tail: Double) {
    let output = try await Program.run("wrk", "-t1", "-c\(connections)", "-d3", "--latency", url)
    return (try Wrk.rate(of: output), try Wrk.percentile("99%", of: output))
  }

  /// A grid of twelve by twelve circles, counted for each request.
  private static func grid(_ tile: Tile, in database: Database) async throws {
    _ = try await database.query(
      """
      with bounds as (select st_tileenvelope(\(tile.z)::int, \(tile.x)::int, \(tile.y)::int) as box),
      inside as (
        select st_transform(s.location, 3857) as place, p.power_w from stations s
        join charge_points p on p.station_id = s.id and p.withdrawn_at is null, bounds b
        where s.withdrawn_at is null and s.location && st_transform(b.box, 4326)
      ), circles as (
        select st_asmvtgeom(st_centroid(st_collect(i.place)), b.box, 4096, 256) as geom, count(*) as points,
          max(i.power_w) / 1000.0 as "maxKw"
        from inside i, bounds b group by st_snaptogrid(i.place, (st_xmax(b.box) - st_xmin(b.box)) / 12), b.box
      )
      select st_asmvt(circles, 'clusters') from circles
      """
    ) { row in try row.next([UInt8].self).count }
  }

  private static func milliseconds(_ work: () async throws -> Void) async rethrows -> Double {
    let start = ContinuousClock.now
    try await work()
    return (ContinuousClock.now - start).inSeconds * 1000
  }
}
