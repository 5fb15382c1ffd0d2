import HTTP
import Resources
import Runtime

/// A name, on one line.
typealias Line = CheckedText<LineRule>

enum LineRule: LengthRule {
  static let longest = 300
  static let controls = ControlCharacters.none
  static let sample = "Place du Marché"
}

/// An explanation, of any number of lines.
typealias Prose = CheckedText<ProseRule>

enum ProseRule: LengthRule {
  static let longest = 2000
  static let controls = ControlCharacters.newlines
  static let sample = "0,35 €/kWh"
}

typealias Postcode = CheckedText<PostcodeRule>

enum PostcodeRule: TextRule {
  static let schema: Schema = ["type": "string", "pattern": "^[0-9]{5}$"]
  static let sample = "75001"

  static func read(_ text: String) throws(FieldFault) -> String {
    let text = text.trimmed
    guard text.utf8.count == 5, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      throw FieldFault("bad-postcode", fr: "Cinq chiffres, comme 75001.", en: "Five digits, such as 75001.")
    }
    return text
  }
}

/// A commune's code: the departement, 2A and 2B included, and three digits. There are none that begin with 20.
typealias InseeCode = CheckedText<InseeCodeRule>

enum InseeCodeRule: TextRule {
  static let schema: Schema = ["type": "string", "pattern": "^([013-9][0-9]|2[AB1-9])[0-9]{3}$"]
  static let sample = "75101"

  static func read(_ text: String) throws(FieldFault) -> String {
    let text = text.trimmed.uppercased()
    let bytes = Array(text.utf8)
    func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
    guard bytes.count == 5, isDigit(bytes[0]), bytes[2...].allSatisfy(isDigit),
      bytes[0] == UInt8(ascii: "2") ? "AB123456789".utf8.contains(bytes[1]) : isDigit(bytes[1])
    else {
      throw FieldFault(
        "bad-insee-code", fr: "Un code commune de l'INSEE, comme 75101 ou 2A004.",
        en: "An INSEE code of a commune, such as 75101 or 2A004.")
    }
    return text
  }
}

/// An identifier of the national file, as it is compared: stars, dashes and blanks are dropped, capitals only.
typealias NationalID = CheckedText<NationalIDRule>

enum NationalIDRule: TextRule {
  static let schema: Schema = ["type": "string", "pattern": "^[A-Z]{2}[A-Z0-9]{4,33}$"]
  static let sample = "FRABCP0001"

  static func read(_ text: String) throws(FieldFault) -> String {
    let text = NationalID.compared(text)
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
    return text
  }
}

extension NationalID {
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
    text = try value.string().trimmed.refusing(longerThan: 1000)
    guard let hours = OpeningHours.read(text).hours else {
      throw FieldFault(
        "unreadable-hours", fr: "Écrivez 24/7 ou, par exemple, Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00.",
        en: "Write 24/7 or, for example, Mo-Fr 08:00-12:00,14:00-18:00; Sa 09:00-12:00.")
    }
    self.hours = hours
  }
}

typealias ZoneName = CheckedText<ZoneNameRule>

enum ZoneNameRule: TextRule {
  static let schema: Schema = ["type": "string", "examples": ["Europe/Paris", "Indian/Reunion"]]
  static let sample = "Europe/Paris"

  static func read(_ text: String) throws(FieldFault) -> String {
    let text = text.trimmed
    guard Zone.named(text) != nil else {
      throw FieldFault(
        "unknown-time-zone", fr: "Un fuseau horaire comme Europe/Paris.", en: "A time zone such as Europe/Paris.")
    }
    return text
  }
}
