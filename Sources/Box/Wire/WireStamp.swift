import Runtime

/// A moment as the meter writes it: H in winter, E in summer, small where its clock is not to be trusted, a space where it
/// has none; then year, month, day, hour, minute, second of the clock on the wall.
struct WireStamp: Equatable, Sendable {
  let instant: Instant
  let isTrusted: Bool

  static func isWritten(_ text: String) -> Bool {
    text.utf8.count == 13 && text.utf8.first.map { "HEhe ".utf8.contains($0) } == true
      && text.utf8.dropFirst().allSatisfy { (48...57).contains($0) }
  }

  /// Nil where the meter has no clock, or shows a day that no calendar has.
  init?(_ text: String) {
    guard WireStamp.isWritten(text), let season = text.utf8.first, season != UInt8(ascii: " ") else { return nil }
    let digits = text.utf8.dropFirst().map { Int($0) - 48 }
    let parts = stride(from: 0, to: 12, by: 2).map { digits[$0] * 10 + digits[$0 + 1] }
    let (year, month, day) = (2000 + parts[0], parts[1], parts[2])
    guard (1...12).contains(month), (1...CivilDay.length(ofMonth: month, year: year)).contains(day), parts[3] < 24,
      parts[4] < 60, parts[5] < 60
    else { return nil }
    let east = season | 0x20 == UInt8(ascii: "e") ? 7200 : 3600
    let days = CivilDay(year: year, month: month, day: day).daysSince1970
    instant = Instant(seconds: Int64(days * 86_400 + parts[3] * 3600 + parts[4] * 60 + parts[5] - east))
    isTrusted = season < 0x60
  }

  /// As a meter in France would write this moment.
  static func text(_ instant: Instant, in zone: Zone) -> String {
    let (wall, offset) = (zone.local(instant), zone.offset(at: instant))
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + String(number) }
    let date = two(wall.day.year % 100) + two(wall.day.month) + two(wall.day.day)
    return (offset > 3600 ? "E" : "H") + date + two(wall.second / 3600) + two(wall.second / 60 % 60)
      + two(wall.second % 60)
  }
}
