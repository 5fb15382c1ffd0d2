import Runtime

/// Lines of iCalendar (RFC 5545): each ends in CR LF and is folded after 75 octets, no character cut in two.
struct CalendarText {
  private(set) var text = ""

  private static let longestLine = 75

  /// A line whose value is written as it stands.
  mutating func line(_ name: StaticString, _ value: String) {
    var room = Self.longestLine
    for scalar in "\(name):\(value)".unicodeScalars {
      let width = UTF8.width(scalar)
      if width > room {
        text += "\r\n "
        room = Self.longestLine - 1
      }
      text.unicodeScalars.append(scalar)
      room -= width
    }
    text += "\r\n"
  }

  /// A line of words, in which some characters have a meaning of their own.
  mutating func words(_ name: StaticString, _ value: String) { line(name, Self.escaped(value)) }

  mutating func moment(_ name: StaticString, _ instant: Instant) { line(name, Self.stamp(instant)) }

  mutating func place(_ name: StaticString, _ place: Reservation.Location) {
    line(name, Self.degrees(place.lat) + ";" + Self.degrees(place.lon))
  }

  private static func escaped(_ value: String) -> String {
    value.unicodeScalars.reduce(into: "") { text, scalar in
      switch scalar {
      case "\\", ";", ",": text += "\\\(scalar)"
      case "\n": text += "\\n"
      case _ where scalar.properties.generalCategory == .control: break
      default: text.unicodeScalars.append(scalar)
      }
    }
  }

  /// 20261121T083000Z
  static func stamp(_ instant: Instant) -> String {
    Instant(seconds: instant.seconds).description.filter { $0 != "-" && $0 != ":" }
  }

  /// Six digits are a tenth of a metre; never written with an exponent.
  private static func degrees(_ value: Double) -> String {
    let millionths = Int((value.magnitude * 1_000_000).rounded())
    let digits = String(millionths % 1_000_000)
    let sign = value < 0 && millionths > 0 ? "-" : ""
    return sign + String(millionths / 1_000_000) + "." + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
