import HTTP
import Postgres
import Resources
import Runtime

/// Degrees.
typealias Latitude = BoundedNumber<LatitudeRule>

enum LatitudeRule: NumberRule {
  static let bounds = Bounds(-90.0...90)
  static let sample = 48.8566
}

/// Degrees.
typealias Longitude = BoundedNumber<LongitudeRule>

enum LongitudeRule: NumberRule {
  static let bounds = Bounds(-180.0...180)
  static let sample = 2.3522
}

/// The highest vehicle that gets in.
struct MaxHeight: Field {
  let metres: Double

  static let schema: Schema = ["type": "number", "minimum": .number("0.6"), "maximum": .number("9.9")]
  static let sample = MaxHeight(metres: 2.1)

  private init(metres: Double) { self.metres = metres }

  init(_ value: FieldValue) throws(FieldFault) {
    metres = Float(try Double(value)).asWritten
    guard (0.6...9.9).contains(metres) else {
      throw FieldFault("out-of-range", fr: "De 0,6 à 9,9 mètres.", en: "From 0.6 to 9.9 metres.")
    }
  }

  func encode(to encoder: any Encoder) throws { try metres.encode(to: encoder) }
}

/// A day, as 2026-11-21.
struct Day: TextField {
  let day: CivilDay
  var text: String { day.text }

  static let schema: Schema = ["type": "string", "format": "date"]
  static let sample = Day(day: CivilDay(year: 2026, month: 11, day: 21))

  private init(day: CivilDay) { self.day = day }

  init(_ value: FieldValue) throws(FieldFault) {
    let text = try value.string()
    guard text.utf8.count == 10, let midnight = Instant(rfc3339: text + "T00:00:00Z"), text >= "1990" else {
      throw FieldFault("bad-day", fr: "Une date comme 2026-11-21.", en: "A date such as 2026-11-21.")
    }
    day = CivilDay(daysSince1970: Int(midnight.seconds / 86_400))
  }
}
