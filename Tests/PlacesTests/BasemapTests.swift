import HTTP
import Postgres
import TestSupport
import Testing

@testable import Places

@Suite struct BasemapTests {
  private func app() async throws -> TestApp {
    try TestApp([PlacesFeature(database: try await LoadedPlaces.database().test.database).feature])
  }

  /// The features of each layer of a vector tile, read without the library that wrote it.
  private func layers(_ tile: [UInt8]) throws -> [String: Int] {
    var layers: [String: Int] = [:]
    for layer in try fields(tile[...]) where layer.number == 3 {
      let inner = try fields(layer.bytes)
      let name = try #require(inner.first { $0.number == 1 })
      layers[String(decoding: name.bytes, as: UTF8.self)] = inner.count { $0.number == 2 }
    }
    return layers
  }

  private func fields(_ bytes: ArraySlice<UInt8>) throws -> [(number: Int, bytes: ArraySlice<UInt8>)] {
    var fields: [(Int, ArraySlice<UInt8>)] = []
    var rest = bytes
    func varint() throws -> Int {
      var (value, shift) = (0, 0)
      while true {
        let first = rest.popFirst()
        let byte = try #require(first)
        value |= Int(byte & 127) << shift
        shift += 7
        if byte < 128 { return value }
      }
    }
    while !rest.isEmpty {
      let key = try varint()
      switch key & 7 {
      case 0:
        fields.append((key >> 3, []))
        _ = try varint()
      case 2:
        let count = try varint()
        try #require(count <= rest.count)
        fields.append((key >> 3, rest.prefix(count)))
        rest = rest.dropFirst(count)
      default: Issue.record("wire type \(key & 7)")
      }
    }
    return fields
  }

  @Test(arguments: [(0, 0, 0), (5, 16, 11), (6, 32, 22), (9, 259, 176), (12, 2074, 1409), (14, 8297, 5636)])
  func `a tile holds land, borders and names, and communes from zoom 9`(z: Int, x: Int, y: Int) async throws {
    let answer = try await app().call(.get, "/basemap/\(z)/\(x)/\(y).mvt")
    #expect(answer.status == 200 && answer.headers["Content-Type"] == MediaType.vectorTile.text)
    let layers = try layers(answer.bytes)
    #expect(layers["land"] ?? 0 > 0, "\(layers)")
    if (5...9).contains(z) { #expect(layers["departements"] ?? 0 > 0 && layers["towns"] ?? 0 > 0, "\(layers)") }
    #expect((layers["communes"] ?? 0 > 0) == (z >= 9), "\(layers)")
  }

  @Test func `the land is that of the communes, and of the few that have no outline`() async throws {
    let database = try await LoadedPlaces.database().test.database
    let areas = try await database.first(
      """
      select (select sum(st_area(shape)) from basemap_ground where kind = 'land'),
        (select sum(st_area(outline)) from communes where parent_code is null),
        (select count(*) from basemap_ground where not st_isvalid(shape))
      """
    ) { (try $0.next(Double.self), try $0.next(Double.self), try $0.next(Int.self)) }
    let (land, communes, invalid) = try #require(areas)
    #expect((0..<0.1).contains(land - communes) && invalid == 0, "\(land) and \(communes)")
  }

  @Test func `what the client has is not sent again, until communes change`() async throws {
    let app = try await app()
    let first = try await app.call(.get, "/basemap/6/32/22.mvt")
    let tag = try #require(first.headers["ETag"])
    #expect(try await app.call(.get, "/basemap/6/32/22.mvt", "If-None-Match", tag).status == 304)
    #expect(try await app.call(.get, "/basemap/6/32/22.mvt").bytes == first.bytes)
    let zipped = try await app.call(.get, "/basemap/6/32/22.mvt", "Accept-Encoding", "gzip")
    #expect(zipped.headers["Content-Encoding"] == "gzip" && zipped.bytes.count < first.bytes.count)
  }

  @Test func `tiles of another version are forgotten, and there is room for so many`() {
    let kept = KeptTiles()
    let now = ContinuousClock.now
    #expect(
      kept.isCheckDue(at: now) && !kept.isCheckDue(at: now + .seconds(9)) && kept.isCheckDue(at: now + .seconds(10)))
    kept.keepOnly(version: 1)
    let tile = GroundTile(z: 1, x: 0, y: 0)
    kept.keep(Response(.ok), of: 100, for: tile, version: 1)
    #expect(kept[tile] != nil)
    kept.keepOnly(version: 2)
    #expect(kept[tile] == nil)
    kept.keep(Response(.ok), of: 100, for: tile, version: 1)
    #expect(kept[tile] == nil)
    for x in 0..<40 { kept.keep(Response(.ok), of: 1 << 20, for: GroundTile(z: 9, x: x, y: 0), version: 2) }
    let count = (0..<40).count { kept[GroundTile(z: 9, x: $0, y: 0)] != nil }
    #expect((10...16).contains(count))
  }

  @Test(arguments: ["15/0/0", "99/0/0", "-1/0/0", "3/8/0", "3/0/8", "3/0/-1", "a/b/c", "5/1.5/2"])
  func `there is no tile beyond the world or the last zoom`(tile: String) async throws {
    #expect(try await app().call(.get, "/basemap/\(tile).mvt").status == 404)
  }
}
