import Synchronization

/// The pool's figures, for `/metrics`. `refused`, `retries` and `statements` only grow.
package struct Figures: Equatable, Sendable {
  package let connections: Int
  package let idle: Int
  package let inUse: Int
  package let opening: Int
  package let waiting: Int
  package let refused: Int
  package let readConnections: Int
  package let replicaConnections: Int
  package let readsUnderWay: Int
  package let retries: Int
  /// Asked one by one; what runs in transactions is not counted.
  package let statements: Int
}

final class Meter: Sendable {
  private let retried = Atomic(0)
  var retries: Int { retried.load(ordering: .relaxed) }
  private let asked = Atomic(0)
  var statements: Int { asked.load(ordering: .relaxed) }
  func countStatement() { asked.wrappingAdd(1, ordering: .relaxed) }
  func countRetry() { retried.wrappingAdd(1, ordering: .relaxed) }
}
