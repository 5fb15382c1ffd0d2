import Glibc
import Synchronization

/// The clocks of one region of the time zone database, past and future. libc keeps a single zone per process, and a
/// server needs those of all its stations at once.
package final class Zone: Sendable {
  package let name: String
  private let file: ZoneFile

  private init(name: String, file: ZoneFile) {
    self.name = name
    self.file = file
  }

  /// By its name, such as `Europe/Paris`; nil for one that the machine's database does not have.
  package static func named(_ name: String) -> Zone? {
    if let zone = known.withLock({ $0[name] }) { return zone }
    guard isName(name), let file = ZoneFile(path: "/usr/share/zoneinfo/" + name) else { return nil }
    let zone = Zone(name: name, file: file)
    // There are some 600 names, and stations bear a dozen of them: only a mistake would ask for more than this.
    known.withLock { if $0.count < 64 { $0[name] = zone } }
    return zone
  }

  private static let known = Mutex<[String: Zone]>([:])

  /// No way out of the folder.
  private static func isName(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count < 64 && name.utf8.first != UInt8(ascii: "/")
      && name.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
          || "/_+-".utf8.contains(byte)
      }
  }

  /// Seconds east of UTC.
  package func offset(at instant: Instant) -> Int { file.offset(at: instant.seconds) }

  /// The next moment at which the clocks are put forward or back; nil when they never are again.
  package func change(after instant: Instant) -> Instant? {
    file.change(after: instant.seconds).map { Instant(seconds: $0) }
  }

  package func local(_ instant: Instant) -> LocalTime {
    let seconds = instant.seconds + Int64(offset(at: instant))
    let (days, rest) = seconds.quotientAndRemainder(dividingBy: 86_400)
    return rest < 0
      ? LocalTime(day: CivilDay(daysSince1970: Int(days) - 1), second: Int(rest) + 86_400)
      : LocalTime(day: CivilDay(daysSince1970: Int(days)), second: Int(rest))
  }
}

/// A date and a time of day, as a calendar and a clock on the wall show them.
package struct LocalTime: Hashable, Sendable {
  package let day: CivilDay
  /// Since midnight, 0 to 86 399.
  package let second: Int

  package init(day: CivilDay, second: Int) {
    self.day = day
    self.second = second
  }
}

extension CivilDay {
  /// 0 is Monday.
  package var weekday: Int { ((daysSince1970 + 3) % 7 + 7) % 7 }
}
