import Glibc

/// A moment of the machine's clock that is never set: for how long something took, twice a request.
struct Tick {
  private let nanoseconds: Int64

  static var now: Tick {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Tick(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
  }

  var elapsed: Int64 { Tick.now.nanoseconds - nanoseconds }
}
