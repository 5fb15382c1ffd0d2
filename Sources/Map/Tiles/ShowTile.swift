package import HTTP
import Runtime
package import Stations
import Synchronization

/// GET /tiles/{z}/{x}/{y}.mvt and .geojson, with any filter.
struct TilePath: Decodable, Sendable {
  let z: Int
  let x: Int
  let y: Int

  /// Throws `notFound` for what is no tile.
  func address() throws -> TileAddress {
    guard let address = TileAddress(z: z, x: x, y: y) else {
      throw Problem(
        .notFound,
        Text(
          fr: "Cette tuile n'existe pas : z va de 0 à \(TileAddress.deepest), x et y de 0 à 2^z - 1.",
          en: "There is no such tile: z goes from 0 to \(TileAddress.deepest), x and y from 0 to 2^z - 1."))
    }
    return address
  }
}

extension TilePath {
  /// Reads a request that is answered before its path is taken apart: `/tiles/{z}/{x}/{y}.mvt`.
  init(_ request: Request) throws {
    let parts = request.target.segments.suffix(3)
    guard parts.count == 3, let z = Int(parts[parts.startIndex]), let x = Int(parts[parts.startIndex + 1]),
      let y = parts.last.flatMap({ Int($0.dropLast(".mvt".count)) })
    else { throw Problem(.notFound) }
    (self.z, self.x, self.y) = (z, x, y)
  }
}

extension MapFeature {
  /// On the thread that read the request where the circles are at hand, which they are but for the first who asks.
  func showTile(_ request: Request) throws -> Reply {
    let tile = try TilePath(request).address()
    let filter = try filter(of: request)
    if let circles = try present.ready(filter) { return present.content(of: tile, circles).reply(to: request) }
    return .later {
      let circles = try await present.make(filter, for: request.party)
      return present.content(of: tile, circles).response(to: request)
    }
  }

  private func filter(of request: Request) throws -> StationFilter {
    if request.target.query.isEmpty { return StationFilter() }
    let filter = try asked.filter(of: request)
    try filter.check(at: clock.now)
    return filter
  }

  func showGeoJSONTile(_ call: Call<TilePath, StationFilter, NoBody>, _: Void) async throws -> Response {
    let tile = try call.path.address()
    try call.query.check(at: clock.now)
    let (hierarchy, states) = try await present.make(call.query, for: call.request.party)
    let bytes = hierarchy.geoJSON(tile, states)
    return Response(.ok, .bytes(bytes), type: MediaType(fileName: "tile.geojson"), cache: Tiles.cache)
      .tagged(Tiles.tag(of: bytes))
  }
}

/// Remembers what queries of tiles mean: a map asks for dozens of tiles with one query, and reading it takes longer
/// than all else.
final class AskedFilters: Sendable {
  private static let most = 256
  private static let longest = 512
  private let known = Mutex<[String: StationFilter]>([:])

  func filter(of request: Request) throws -> StationFilter {
    let text = request.target.queryText
    if let filter = known.withLock({ $0[text] }) { return filter }
    let filter = try request.query(as: StationFilter.self)
    if text.utf8.count > Self.longest { return filter }
    known.withLock { known in
      if known.count >= Self.most { known.removeAll() }
      known[text] = filter
    }
    return filter
  }
}

/// The facts that all tiles have in common.
enum Tiles {
  /// MapLibre asks again by itself when it is over, mostly to hear that nothing has changed.
  static let cache = CachePolicy.seconds(10)

  /// The tag of the content (FNV-1a): any server gives the same, and what did not change is not sent again.
  static func tag(of bytes: Bytes) -> EntityTag {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes.raw { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return EntityTag(String(hash, radix: 36) + "-" + String(bytes.count, radix: 36))
  }
}

/// A tile as it was encoded last.
struct ReadyTile: Sendable {
  var number: Int
  let content: ReadyContent
  /// Bytes: plain and packed, and what they are sent with.
  let memory: Int
}

/// The tiles of one filter that are kept: so many, and so many bytes of them.
struct ReadyTiles: Sendable {
  private static let mostTiles = 400
  private static let mostMemory = 8 << 20

  private var tiles: [TileAddress: ReadyTile] = [:]
  private(set) var memory = 0

  subscript(tile: TileAddress) -> ReadyTile? { tiles[tile] }

  mutating func keep(_ ready: ReadyTile, for tile: TileAddress) {
    memory += ready.memory - (tiles[tile]?.memory ?? 0)
    tiles[tile] = ready
    guard tiles.count > Self.mostTiles || memory > Self.mostMemory else { return }
    (tiles, memory) = ([tile: ready], ready.memory)
  }
}

extension Hierarchy {
  /// Encoded anew when something has changed anywhere since, kept as it is when that changed nothing here. `added` are the bytes
  /// that it takes now.
  func ready(_ tile: TileAddress, _ states: PointStates) -> (content: ReadyContent, added: Int) {
    let kept = tiles.withLock { $0[tile] }
    if let kept, kept.number >= states.number { return (kept.content, 0) }
    let bytes = vectorTile(tile, states)
    let tag = Tiles.tag(of: bytes)
    var ready =
      kept.flatMap { $0.content.tag == tag ? $0 : nil }
      ?? ReadyTile(
        number: 0, content: ReadyContent(bytes, type: .vectorTile, cache: Tiles.cache, tag: tag),
        memory: 2048 + 2 * bytes.count)
    ready.number = states.number
    tiles.withLock { $0.keep(ready, for: tile) }
    return (ready.content, ready.memory)
  }
}

extension MapFeature {
  /// A tile's bytes, made now: what encoding costs without what keeps it ready. Nil where there is no such tile.
  package func encoded(_ z: Int, _ x: Int, _ y: Int, _ filter: StationFilter = StationFilter()) async throws -> Bytes? {
    guard let tile = TileAddress(z: z, x: x, y: y) else { return nil }
    let (hierarchy, states) = try await present.make(filter, for: "")
    return hierarchy.vectorTile(tile, states)
  }
}
