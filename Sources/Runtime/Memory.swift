import CLinux
import Glibc
import Synchronization

/// Gives memory back to the system that was freed: malloc keeps what a large piece of work leaves behind.
package func giveBackMemory() { malloc_trim(0) }

/// Work that builds something large which stays. As long as it lasts large blocks have pages of their own, exactly as many as they
/// need, and what is freed at the end of a thread's heap goes back at once: what stays is not scattered among what was needed for
/// a while. At other times malloc keeps such pages for the next one who needs some, which is sooner.
package enum BuildingMemory {
  private static let builders = Mutex(0)

  package static func use<Value>(_ work: () async throws -> Value) async rethrows -> Value {
    builders.withLock { count in
      count += 1
      if count == 1 { set(mapped: 128 << 10, kept: 1 << 20) }
    }
    defer {
      builders.withLock { count in
        count -= 1
        if count == 0 { set(mapped: 16 << 20, kept: 32 << 20) }
      }
    }
    return try await work()
  }

  /// From how many bytes on a block has pages of its own, and how many a heap keeps at its end.
  private static func set(mapped: Int32, kept: Int32) {
    mallopt(M_MMAP_THRESHOLD, mapped)
    mallopt(M_TRIM_THRESHOLD, kept)
  }
}
