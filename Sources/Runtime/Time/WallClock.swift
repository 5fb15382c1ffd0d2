import Glibc

/// The program's only clock. SQL receives the instant as a parameter, so that a test or a demonstration may move it.
package struct WallClock: Sendable {
  private let read: @Sendable () -> Instant

  package init(_ read: @escaping @Sendable () -> Instant) { self.read = read }

  package var now: Instant { read() }

  package static func system(offset: Duration = .zero) -> WallClock {
    let shift = offset.microseconds
    return WallClock {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Instant(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000 + shift)
    }
  }
}
