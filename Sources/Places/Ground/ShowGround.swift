import HTTP
import Runtime
import Synchronization

/// GET /ground/{z}/{x}/{y}.mvt: a tile of the archive, compressed as it is stored where the client takes that.
extension PlacesFeature {
  func showGround(_ call: Call<GroundTile, Nothing, NoBody>, _: Void) async throws -> Response {
    let tile = call.path
    guard let archive = ground.archive, let readers = ground.readers, tile.exists(upTo: ArchiveTile.deepest)
    else { throw Problem(.notFound) }
    let tag = EntityTag("\(archive.version)-\(tile.z)-\(tile.x)-\(tile.y)")
    let takesGzip = call.request.accepts(.gzip)
    return try await readers.run { answer(tile, of: archive, takesGzip: takesGzip) }.tagged(tag)
  }

  /// A damaged tile is an empty one: the map goes on without it, and the log tells.
  private func answer(_ tile: GroundTile, of archive: TileArchive, takesGzip: Bool) -> Response {
    do {
      guard let stored = try archive.tile(z: tile.z, x: tile.x, y: tile.y) else {
        return Response(.noContent, cache: .seconds(86_400))
      }
      let isPacked = archive.header.contents == .gzip && takesGzip
      let bytes = isPacked ? stored : try archive.plain(stored)
      let answer = Response(.ok, .bytes(Bytes(bytes)), type: .vectorTile, cache: .seconds(86_400))
      guard archive.header.contents == .gzip else { return answer }
      return (isPacked ? answer.header("Content-Encoding", "gzip") : answer).header("Vary", "Accept-Encoding")
    } catch {
      complaints.tell(error, of: tile, log)
      return Response(.noContent, cache: .revalidated)
    }
  }
}

extension GroundTile {
  func exists(upTo deepest: Int) -> Bool {
    (0...deepest).contains(z) && (0..<(1 << z)).contains(x) && (0..<(1 << z)).contains(y)
  }
}

/// A line in the log now and then, however often somebody asks for what is damaged.
final class GroundComplaints: Sendable {
  private let next = Mutex<ContinuousClock.Instant?>(nil)

  func tell(_ fault: ArchiveFault, of tile: GroundTile, _ log: Log) {
    let isDue = next.withLock { next in
      if let next, .now < next { return false }
      next = .now + .seconds(10)
      return true
    }
    guard isDue else { return }
    log.warning(
      "a tile of the ground cannot be read",
      ["tile": .text("\(tile.z)/\(tile.x)/\(tile.y)"), "archive": .text(fault.description)])
  }
}
