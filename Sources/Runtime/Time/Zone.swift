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

extension Zone {
  /// The moment at which the clock shows this: the first of two where it is put back over it, nil where it is put forward
  /// over it.
  package func instant(of wall: LocalTime) -> Instant? {
    let seconds = Int64(wall.day.daysSince1970) * 86_400 + Int64(wall.second)
    let offsets = [seconds - 86_400, seconds + 86_400].map { Int64(offset(at: Instant(seconds: $0))) }
    let found = offsets.map { Instant(seconds: seconds - $0) }.filter { local($0) == wall }
    return found.min()
  }

  /// The first moment of a day by the clock on the wall.
  package func start(of day: CivilDay) -> Instant {
    if let midnight = instant(of: LocalTime(day: day, second: 0)) { return midnight }
    let noon = instant(of: LocalTime(day: day, second: 43_200)) ?? Instant(seconds: Int64(day.daysSince1970) * 86_400)
    return noon - .seconds(43_200)
  }
}

extension CivilDay: Comparable {
  package static func < (left: CivilDay, right: CivilDay) -> Bool { left.daysSince1970 < right.daysSince1970 }

  package func adding(_ days: Int) -> CivilDay { CivilDay(daysSince1970: daysSince1970 + days) }

  /// `2026-11-21`
  package var text: String {
    String(unsafeUninitializedCapacity: 10) { buffer in
      var text = FixedWriter(buffer: buffer)
      text.write(year, width: 4)
      text.write("-")
      text.write(month, width: 2)
      text.write("-")
      text.write(day, width: 2)
      return text.count
    }
  }
}
