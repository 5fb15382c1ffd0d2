import Accounts
import HTTP
import Runtime
import Stations

/// Bookings as a calendar reads them, in their driver's language.
struct BookingCalendar {
  let language: Language
  let site: Site
  private var text = CalendarText()

  init(_ bookings: [Reservation], in language: Language, at site: Site) {
    (self.language, self.site) = (language, site)
    text.line("BEGIN", "VCALENDAR")
    text.line("VERSION", "2.0")
    text.line("PRODID", "-//Watts Up//Watts Up//FR")
    text.line("CALSCALE", "GREGORIAN")
    text.words("NAME", "Watts Up")
    text.words("X-WR-CALNAME", "Watts Up")
    text.line("REFRESH-INTERVAL;VALUE=DURATION", "PT1H")
    text.line("X-PUBLISHED-TTL", "PT1H")
    for booking in bookings { write(booking) }
    text.line("END", "VCALENDAR")
  }

  var bytes: Bytes { Bytes(text.text) }

  private mutating func write(_ booking: Reservation) {
    let isOff = booking.state == .cancelled || booking.state == .expired
    text.line("BEGIN", "VEVENT")
    text.line("UID", "\(booking.id)@watts-up")
    // A booking changes once: when it is over, or given back.
    text.line("SEQUENCE", booking.state == .reserved || booking.state == .charging ? "0" : "1")
    text.moment("DTSTAMP", booking.createdAt)
    text.moment("DTSTART", booking.startsAt)
    text.moment("DTEND", booking.endsAt)
    text.words("SUMMARY", summary(booking)(in: language))
    text.words("LOCATION", booking.station.place.joined(separator: ", "))
    text.place("GEO", booking.point.location)
    text.words("DESCRIPTION", description(booking))
    text.line("URL", site.booking(booking.id))
    text.line("STATUS", isOff ? "CANCELLED" : "CONFIRMED")
    // Who is there already needs no call.
    if booking.state == .reserved, booking.extendsId == nil { writeAlarm(booking) }
    text.line("END", "VEVENT")
  }

  private mutating func writeAlarm(_ booking: Reservation) {
    text.line("BEGIN", "VALARM")
    text.line("ACTION", "DISPLAY")
    text.line("TRIGGER", "-PT15M")
    text.words("DESCRIPTION", summary(booking)(in: language))
    text.line("END", "VALARM")
  }

  private func summary(_ booking: Reservation) -> Text {
    let name = booking.station.name
    return Text(fr: "Recharge : \(name)", en: "Charging: \(name)")
  }

  private func description(_ booking: Reservation) -> String {
    booking.point.words(in: language) + "\n" + site.booking(booking.id)
  }
}

extension Reservation.PointLabel {
  /// "Point n° 3 (FRABCE3), 50 kW"
  func words(in language: Language) -> String {
    let name = number.map { Text(fr: "Point n° \($0)", en: "Point \($0)") } ?? Text(fr: "Point", en: "Point")
    let power = powerKw.map { ", \(Int($0.kilowatts.rounded())) kW" } ?? ""
    return "\(name(in: language)) (\(irveId))\(power)"
  }
}

extension Site {
  /// The page of the web app about a booking.
  func booking(_ id: Reservation.ID) -> String { "\(url)/reservation/\(id)" }
}
