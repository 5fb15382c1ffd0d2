import HTTP
import Postgres

/// GET /basemap/{z}/{x}/{y}.mvt: land, departements, communes and towns, drawn by PostGIS out of the communes. Beyond the
/// last zoom there is no more to see: clients enlarge it.
struct GroundTile: Decodable, Hashable, Sendable {
  let z, x, y: Int

  static let lastZoom = 14
  var exists: Bool { (0...Self.lastZoom).contains(z) && (0..<(1 << z)).contains(x) && (0..<(1 << z)).contains(y) }
}

extension PlacesFeature {
  func showBasemap(_ call: Call<GroundTile, Nothing, NoBody>, _: Void) async throws -> Response {
    let tile = call.path
    guard tile.exists else { throw Problem(.notFound) }
    if tiles.isCheckDue(at: .now) {
      let version = try await database.readFirst("select version from places_version") { row in try row.next(Int.self) }
      tiles.keepOnly(version: version ?? 0)
    }
    if let kept = tiles[tile] { return kept }
    let version = tiles.version
    let bytes = try await database.heavily(for: call.request.party) {
      try await database.query(draw(tile)) { row in try row.next([UInt8].self) }.first ?? []
    }
    let tag = EntityTag("\(version)-\(tile.z)-\(tile.x)-\(tile.y)")
    let response = Response(.ok, .bytes(Bytes(bytes)), type: .vectorTile, cache: .seconds(86_400)).tagged(tag)
    tiles.keep(response, of: bytes.count, for: tile, version: version)
    return response
  }

  private func draw(_ tile: GroundTile) -> SQL {
    let ground = tile.ground
    return """
      with frame as (
        select st_tileenvelope(\(tile.z)::integer, \(tile.x)::integer, \(tile.y)::integer) as web,
          st_makeenvelope(\(ground.west), \(ground.south), \(ground.east), \(ground.north), 4326) as ground
      ), land as (
        select st_asmvtgeom(st_transform(st_simplify(st_clipbybox2d(shape, ground), \(tile.halfPixel)), 3857), web, 4096, 256)
          as geom
        from frame join basemap_ground on kind = 'land' and shape && ground
        where st_xmax(shape) - st_xmin(shape) > \(tile.halfPixel * 2)
      ), borders as (
        select st_asmvtgeom(st_transform(st_simplify(st_clipbybox2d(shape, ground), \(tile.halfPixel)), 3857), web, 4096, 256)
          as geom
        from frame join basemap_ground on kind = 'border' and shape && ground
      ), outlines as (
        select st_asmvtgeom(st_transform(st_simplify(outline, \(tile.halfPixel)), 3857), web, 4096, 256) as geom, name,
          insee_code as "inseeCode"
        from frame join communes on outline && ground where not is_divided and \(tile.z) >= 9
      ), towns as (
        select st_asmvtgeom(st_transform(centre, 3857), web, 4096, 256) as geom, name, population
        from frame join communes on outline && ground
        where parent_code is null and population >= \(tile.smallestTown)
        order by population desc
      )
      select (select coalesce(st_asmvt(land, 'land'), '') from land where geom is not null)
        || (select coalesce(st_asmvt(borders, 'departements'), '') from borders where geom is not null)
        || (select coalesce(st_asmvt(outlines, 'communes'), '') from outlines where geom is not null)
        || (select coalesce(st_asmvt(towns, 'towns'), '') from towns where geom is not null)
      """
  }
}
