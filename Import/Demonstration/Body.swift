package import HTTP
package import Runtime
import Synchronization

extension Demonstration {
  /// As an upload of it would arrive. A piece takes most of a millisecond, so it is made on a worker's thread.
  package func body(on workers: Workers) -> BodyStream {
    let pieces = Mutex(makeIterator())
    return BodyStream { try await workers.run { pieces.withLock { $0.next() } } }
  }
}
