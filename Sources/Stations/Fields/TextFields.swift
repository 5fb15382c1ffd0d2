import Accounts
import HTTP
import Runtime

/// A field that is written as text.
protocol TextField: Field {
  var text: String { get }
}

extension TextField {
  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// A name: 1 to 300 characters on one line.
struct Line: TextField {
  let text: String

  static let schema: Schema = ["type": "string", "minLength": 1, "maxLength": 300]
  static let sample = Line(text: "Place du Marché")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.written(upTo: 300)
    guard !text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) else {
      throw FieldFault("bad-character", fr: "Sans retour à la ligne.", en: "No line breaks.")
    }
  }
}

/// What somebody explains, in up to 2000 characters.
struct Prose: TextField {
  let text: String

  static let schema: Schema = ["type": "string", "minLength": 1, "maxLength": 2000]
  static let sample = Prose(text: "0,35 €/kWh")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.written(upTo: 2000)
    let isPlain = text.unicodeScalars.allSatisfy { $0 == "\n" || $0.properties.generalCategory != .control }
    guard isPlain else {
      throw FieldFault("bad-character", fr: "Sans caractères de contrôle.", en: "No control characters.")
    }
  }
}

struct Postcode: TextField {
  let text: String

  static let schema: Schema = ["type": "string", "pattern": "^[0-9]{5}$"]
  static let sample = Postcode(text: "75001")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.string().trimmed
    guard text.utf8.count == 5, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw FieldFault("bad-postcode", fr: "Cinq chiffres, comme 75001.", en: "Five digits, such as 75001.")
    }
  }
}

/// A commune's code: the departement, 2A and 2B included, and three digits. There are none that begin with 20.
struct InseeCode: TextField {
  let text: String

  static let schema: Schema = ["type": "string", "pattern": "^([013-9][0-9]|2[AB1-9])[0-9]{3}$"]
  static let sample = InseeCode(text: "75101")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.string().trimmed.uppercased()
    let bytes = Array(text.utf8)
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    guard bytes.count == 5, isDigit(bytes[0]), bytes[2...].allSatisfy(isDigit),
      bytes[0] == UInt8(ascii: "2") ? "AB123456789".utf8.contains(bytes[1]) : isDigit(bytes[1])
    else {
      throw FieldFault(
        "bad-insee-code", fr: "Un code commune de l'INSEE, comme 75101 ou 2A004.",
        en: "An INSEE code of a commune, such as 75101 or 2A004.")
    }
  }
}

/// An identifier of the national file, as it is compared: stars, dashes and blanks are dropped, capitals only.
struct NationalID: TextField {
  let text: String

  static let schema: Schema = ["type": "string", "pattern": "^[A-Z]{2}[A-Z0-9]{4,33}$"]
  static let sample = NationalID(text: "FRABCP0001")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = NationalID.compared(try value.string())
    guard (6...35).contains(text.utf8.count), text.utf8.allSatisfy({ $0 < 128 }), text.prefix(2).allSatisfy(\.isLetter)
    else {
      throw FieldFault(
        "bad-irve-id", fr: "Deux lettres de pays puis 4 à 33 lettres et chiffres, comme FRABCP0001.",
        en: "Two letters for the country, then 4 to 33 letters and digits, such as FRABCP0001.")
    }
    guard !text.hasPrefix("FRDEM") else {
      throw FieldFault(
        "reserved-irve-id", fr: "FRDEM est réservé aux stations de démonstration.",
        en: "FRDEM is kept for stations of demonstrations.")
    }
  }

  static func compared(_ text: String) -> String { text.uppercased().filter { $0.isLetter || $0.isNumber } }
}

/// Opening hours that can be read for certain: whoever writes them by hand can be asked to say it in another way.
struct WrittenHours: TextField {
  let text: String
  let hours: OpeningHours

  static let schema: Schema = [
    "type": "string", "examples": ["24/7", "Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00"],
  ]
  static let sample = WrittenHours(text: "24/7", hours: .always)

  private init(text: String, hours: OpeningHours) { (self.text, self.hours) = (text, hours) }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.written(upTo: 1000)
    guard let hours = OpeningHours.read(text).hours else {
      throw FieldFault(
        "unreadable-hours", fr: "Écrivez 24/7 ou, par exemple, Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00.",
        en: "Write 24/7 or, for example, Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00.")
    }
    self.hours = hours
  }
}

struct ZoneName: TextField {
  let text: String

  static let schema: Schema = ["type": "string", "examples": ["Europe/Paris", "Indian/Reunion"]]
  static let sample = ZoneName(text: "Europe/Paris")

  private init(text: String) { self.text = text }

  init(_ value: FieldValue) throws(FieldFault) {
    text = try value.string().trimmed
    guard Zone.named(text) != nil else {
      throw FieldFault(
        "unknown-time-zone", fr: "Un fuseau horaire comme Europe/Paris.", en: "A time zone such as Europe/Paris.")
    }
  }
}

extension FieldValue {
  /// Trimmed, and neither empty nor longer than so many characters.
  fileprivate func written(upTo limit: Int) throws(FieldFault) -> String {
    let text = try string().trimmed
    // Scalars, not characters: what PostgreSQL's length counts.
    guard (1...limit).contains(text.unicodeScalars.count) else {
      throw FieldFault("bad-length", fr: "Entre 1 et \(limit) caractères.", en: "Between 1 and \(limit) characters.")
    }
    return text
  }
}
