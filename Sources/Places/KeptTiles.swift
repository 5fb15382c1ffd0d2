import HTTP
import Synchronization

/// Tiles of the ground that were drawn already, up to a limit; all of one version of the communes.
final class KeptTiles: Sendable {
  private struct State {
    var version = 0
    var nextCheck: ContinuousClock.Instant?
    var tiles: [GroundTile: (response: Response, count: Int)] = [:]
    var count = 0
  }

  private static let limit = 16 << 20
  /// The time until the work of another process is seen.
  private static let checkEvery = Duration.seconds(10)

  private let state = Mutex(State())

  var version: Int { state.withLock { $0.version } }

  subscript(tile: GroundTile) -> Response? { state.withLock { $0.tiles[tile]?.response } }

  /// True for one caller at a time: whether the communes are still the same is then to be found out.
  func isCheckDue(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      if let next = state.nextCheck, now < next { return false }
      state.nextCheck = now + Self.checkEvery
      return true
    }
  }

  func keepOnly(version: Int) {
    state.withLock { state in
      guard state.version != version else { return }
      state.version = version
      state.tiles = [:]
      state.count = 0
    }
  }

  func keep(_ response: Response, of count: Int, for tile: GroundTile, version: Int) {
    state.withLock { state in
      guard state.version == version, state.tiles[tile] == nil else { return }
      state.tiles[tile] = (response, count)
      state.count += count + 256
      // Any will do: what is looked at again is soon drawn again.
      while state.count > Self.limit, let first = state.tiles.first {
        state.tiles[first.key] = nil
        state.count -= first.value.count + 256
      }
    }
  }
}
