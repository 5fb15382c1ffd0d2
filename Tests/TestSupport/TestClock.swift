package import Runtime
import Synchronization

/// A clock that stands still until a test moves it.
package final class ManualClock: Sendable {
  private let instant: Mutex<Instant>

  /// The morning of Saturday, 21 November 2026.
  package init(_ instant: Instant = Instant(seconds: 1_795_248_000)) { self.instant = Mutex(instant) }

  package var now: Instant { instant.withLock { $0 } }
  package var wall: WallClock { WallClock { self.now } }

  package func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}

extension IdentifierSource {
  /// Ids that count from one, so that a failure names the same ones every time.
  package static func counted() -> IdentifierSource {
    let last = Atomic<UInt64>(0)
    return IdentifierSource { (0, last.add(1, ordering: .relaxed).newValue) }
  }
}

/// A wait went on longer than any machine should need.
package struct WaitedInVain: Error, CustomStringConvertible {
  package let description: String
  package init(_ what: String) { description = "waited in vain: \(what)" }
}

/// Waits until `condition` holds: a deadline that is met early costs nothing, a sleep would.
package func eventually(
  _ what: String, within patience: Duration = .seconds(60), _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + patience
  while try await !condition() {
    guard .now < deadline else { throw WaitedInVain(what) }
    try await Task.sleep(for: .milliseconds(5))
  }
}
