import CLinux
import Glibc
import Runtime

/// The clocks of this machine.
struct MachineClock: Sendable {
  /// Milliseconds since the machine was started; what every row has.
  let monotonic: @Sendable () -> Int
  /// What time the machine shows, and why it is to be believed.
  let wall: @Sendable () -> (instant: Instant, quality: ClockQuality)
  /// The name of this start of the machine.
  let boot: String

  static func system(trusting: ClockQuality? = nil) -> MachineClock {
    let wall = WallClock.system()
    return MachineClock(
      monotonic: MachineClock.uptime, wall: { (wall.now, trusting ?? MachineClock.quality()) }, boot: bootName())
  }

  private static func uptime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_BOOTTIME, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }

  /// The kernel knows whether somebody keeps its clock right; else a clock with a battery is better than none. A PC has
  /// one, also where a container does not show it; a board has one that shows.
  private static func quality() -> ClockQuality {
    if clock_is_synchronised() != 0 { return .ntp }
    #if arch(x86_64)
      return .rtc
    #else
      return access("/sys/class/rtc/rtc0", F_OK) == 0 ? .rtc : .none
    #endif
  }

  private static func bootName() -> String {
    let file = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "unknown" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 36)
    return read(file, &bytes, 36) == 36 ? String(decoding: bytes, as: UTF8.self) : "unknown"
  }
}
