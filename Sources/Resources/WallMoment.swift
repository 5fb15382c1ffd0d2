package import HTTP
package import Runtime

/// A moment as a request may name it: with an offset, or by the clock on the wall of the place that is asked about.
package enum WallMoment: Field {
  case instant(Instant)
  case wall(LocalTime)

  package static let schema: Schema = ["type": "string", "format": "date-time"]
  package static let sample = WallMoment.instant(.sample)

  package init(_ value: FieldValue) throws(FieldFault) {
    let text = try value.string()
    if let instant = Instant(rfc3339: text) ?? WallMoment.withLostSign(text) {
      self = .instant(instant)
    } else if let wall = WallMoment.wall(text) {
      self = .wall(wall)
    } else {
      throw FieldFault(
        "bad-instant", fr: "Il faut une date et une heure, par exemple 2026-11-21T08:30 ou 2026-11-21T08:30:00Z.",
        en: "This must be a date and a time, such as 2026-11-21T08:30 or 2026-11-21T08:30:00Z.")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .instant(let instant): try container.encode(instant.description)
    case .wall(let wall): try container.encode(wall.day.text)
    }
  }

  /// A plus that nobody escaped arrives as a blank.
  private static func withLostSign(_ text: String) -> Instant? {
    let parts = text.split(separator: " ", omittingEmptySubsequences: false)
    guard parts.count == 2, parts[1].utf8.count == 5 else { return nil }
    return Instant(rfc3339: "\(parts[0])+\(parts[1])")
  }

  /// `2026-11-21`, `2026-11-21T08:30`, `2026-11-21T08:30:00`.
  private static func wall(_ text: String) -> LocalTime? {
    let rest =
      switch text.utf8.count {
      case 10: "T00:00:00Z"
      case 16: ":00Z"
      case 19: "Z"
      default: ""
      }
    guard !rest.isEmpty, let read = Instant(rfc3339: text + rest) else { return nil }
    let days = Int((Double(read.seconds) / 86_400).rounded(.down))
    return LocalTime(day: CivilDay(daysSince1970: days), second: Int(read.seconds) - days * 86_400)
  }

  /// The day that it names by the clock of a place.
  package func day(in zone: Zone) -> CivilDay {
    switch self {
    case .instant(let instant): zone.local(instant).day
    case .wall(let wall): wall.day
    }
  }

  /// - Parameter pointer: of the field, for the refusal.
  package func resolved(in zone: Zone, _ pointer: String) throws -> Instant {
    switch self {
    case .instant(let instant): return instant
    case .wall(let wall):
      guard let instant = zone.instant(of: wall) else {
        let sentence = Problem.Kind.noSuchTime.detail
        let fault = FieldFault(Problem.Kind.noSuchTime.name, fr: sentence.french, en: sentence.english)
        throw Problem(.noSuchTime, faults: [Problem.Fault(pointer, fault)])
      }
      return instant
    }
  }
}

extension Problem.Kind {
  package static let noSuchTime = Self(
    "no-such-time", 422, fr: "Cette heure n'existe pas", en: "There is no such time",
    detail: Text(
      fr: "Les horloges avancent cette nuit-là : choisissez une heure avant ou après, ou donnez un décalage (…+01:00).",
      en: "Clocks go forward in that night: choose a time before or after, or give an offset (…+01:00)."))
}
