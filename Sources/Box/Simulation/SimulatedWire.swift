import CLinux
import Glibc
import Runtime
import Synchronization

/// The meter's end of a pseudo-terminal. It holds the other end open as well, so that who listens may come and go.
final class SimulatedWire: Sendable {
  let name: String
  private let meter: Int32
  private let other: Int32
  private let baud: Int
  private let due: Mutex<ContinuousClock.Instant>

  init(baud: Int) throws(WireSimulation.NoTerminal) {
    self.baud = baud
    var ends: (meter: Int32, other: Int32) = (-1, -1)
    var path = [CChar](repeating: 0, count: 128)
    guard openpty(&ends.meter, &ends.other, &path, nil, nil) == 0 else { throw WireSimulation.NoTerminal() }
    (meter, other) = ends
    name = String(decoding: path.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    for end in [meter, other] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    set_wire(other, UInt32(baud))
    _ = fcntl(meter, F_SETFL, O_NONBLOCK)
    due = Mutex(.now)
  }

  deinit {
    close(meter)
    close(other)
  }

  /// Takes as long as a wire of that speed.
  func send(_ bytes: [UInt8]) {
    if write(meter, bytes, bytes.count) != bytes.count {
      // Nobody has listened for seconds: what was said is gone, as on a wire.
      tcflush(other, TCIFLUSH)
      _ = write(meter, bytes, bytes.count)
    }
    rest(.microseconds(bytes.count * 10_000_000 / baud))
  }

  func rest(_ time: Duration) {
    let until = due.withLock { due in
      // A machine that was asleep does not catch up.
      due = max(due, .now - .seconds(1)) + time
      return due
    }
    let pause = (until - .now).microseconds
    if pause > 0 { usleep(UInt32(pause)) }
  }
}
