import Synchronization

/// Leaf directories that were read already, up to a number of entries.
final class KeptDirectories: Sendable {
  private struct State {
    var directories: [ByteRange: ArchiveDirectory] = [:]
    var entries = 0
  }

  /// About 16 MiB.
  private static let limit = 400_000

  private let state = Mutex(State())

  var count: Int { state.withLock { $0.entries } }

  subscript(place: ByteRange) -> ArchiveDirectory? { state.withLock { $0.directories[place] } }

  func keep(_ directory: ArchiveDirectory, at place: ByteRange) {
    state.withLock { state in
      guard state.directories.updateValue(directory, forKey: place) == nil else { return }
      state.entries += directory.entries.count + 8
      // Any will do: what is looked at again is soon read again.
      while state.entries > Self.limit, let first = state.directories.first(where: { $0.key != place }) {
        state.directories[first.key] = nil
        state.entries -= first.value.entries.count + 8
      }
    }
  }
}
