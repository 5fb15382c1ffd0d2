import Glibc

/// A reading of the clock that never jumps. ContinuousClock's own has no layout that the compiler knows, and neither has
/// what holds one: every copy of it asks the runtime. For what is looked at with every event and every statement.
package struct Moment: Comparable, Sendable {
  private let nanoseconds: Int64

  package static var now: Moment {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Moment(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  package static func < (left: Moment, right: Moment) -> Bool { left.nanoseconds < right.nanoseconds }

  package static func - (later: Moment, earlier: Moment) -> Duration {
    .nanoseconds(later.nanoseconds - earlier.nanoseconds)
  }

  package static func + (moment: Moment, duration: Duration) -> Moment {
    let (seconds, attoseconds) = duration.components
    return Moment(nanoseconds: moment.nanoseconds + seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
  }

  package static func - (moment: Moment, duration: Duration) -> Moment { moment + (.zero - duration) }
}
