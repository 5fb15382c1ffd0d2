import Synchronization

/// A value that a test and the threads it watches both see.
package final class Shared<Value: Sendable>: Sendable {
  private let kept: Mutex<Value>

  package init(_ value: Value) { kept = Mutex(value) }

  package var value: Value { kept.withLock { $0 } }

  package func change(_ change: (inout Value) -> Void) {
    kept.withLock { change(&$0) }
  }
}

extension Shared<Int> {
  package func countOne() { change { $0 += 1 } }
}
