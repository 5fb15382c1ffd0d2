package import Ground
import Synchronization

/// A clock that stands until a test moves it.
package final class TestClock: Sendable {
  private let instant: Mutex<Instant>

  package init(_ start: Instant = Instant(seconds: 1_795_000_000)) { instant = Mutex(start) }

  package func advance(_ duration: Duration) { instant.withLock { $0 = $0 + duration } }

  package var now: Instant { instant.withLock { $0 } }
  package var wall: WallClock { WallClock { self.now } }
}
