import HTTP

/// The reasons why a row of the grid's files is refused.
enum GridRefusal: String, RefusalCode {
  case unknownPerimeter = "unknown-perimeter"
  case unknownNature = "unknown-nature"
  case badDay = "bad-day"
  case badHour = "bad-hour"
  case noSuchTime = "no-such-time"
  case badNumber = "bad-number"
  case unknownColour = "unknown-colour"
  case notGrid = "not-eco2mix"

  var sentence: Text {
    switch self {
    case .unknownPerimeter:
      Text(
        fr: "Le périmètre n'est ni la France ni l'une des douze régions.",
        en: "The perimeter is neither France nor one of the twelve regions.")
    case .unknownNature:
      Text(
        fr: "La nature n'est ni temps réel, ni consolidée, ni définitive.",
        en: "The nature is neither real time nor consolidated nor definitive.")
    case .badDay: Text(fr: "La date manque ou n'est pas une date.", en: "The date is missing or is no date.")
    case .badHour:
      Text(
        fr: "L'heure manque ou n'est pas un quart d'heure.", en: "The hour is missing or is no quarter of an hour.")
    case .noSuchTime:
      Text(
        fr: "Cette heure n'existe pas : les horloges avancent cette nuit-là.",
        en: "There is no such hour: clocks go forward in that night.")
    case .badNumber: Text(fr: "Ce n'est pas un nombre de MW.", en: "This is not a number of MW.")
    case .unknownColour:
      Text(fr: "La couleur n'est ni bleu, ni blanc, ni rouge.", en: "The colour is neither blue nor white nor red.")
    case .notGrid: HeaderFault.notGrid.sentence
    }
  }
}

extension HeaderFault {
  static let notGrid = HeaderFault(
    "not-eco2mix", fr: "Les colonnes ne sont pas celles d'un fichier éCO2mix ou Tempo de RTE.",
    en: "The columns are not those of an éCO2mix or Tempo file of RTE's.")

  static func ofGrid(_ code: String) -> HeaderFault? { code == notGrid.code ? notGrid : nil }

  /// The same, with the name of the file in an archive.
  static func notGrid(in part: FilePart?) -> HeaderFault {
    HeaderFault(notGrid.code, about: part?.name, fr: notGrid.sentence.french, en: notGrid.sentence.english)
  }
}
