import HTTP

/// Why a file as a whole is not what it was sent as: seen in its first record.
enum HeaderFault: Error, Equatable {
  case notIRVE
  case dynamicFile
  case staticFile
  case missingColumn(String)

  var code: String {
    switch self {
    case .notIRVE: "not-irve"
    case .dynamicFile: "dynamic-file"
    case .staticFile: "static-file"
    case .missingColumn: "missing-column"
    }
  }

  var sentence: Text {
    switch self {
    case .notIRVE:
      Text(
        fr: "Aucune colonne connue : ce n'est pas un fichier de bornes de recharge (schéma IRVE).",
        en: "No known column: this is not a file of charge points (IRVE schema).")
    case .dynamicFile:
      Text(
        fr: "C'est un fichier dynamique (états des points) : importez-le comme « irve-dynamic ».",
        en: "This is a dynamic file (states of points): import it as “irve-dynamic”.")
    case .staticFile:
      Text(
        fr: "C'est un fichier statique (description des points) : importez-le comme « irve ».",
        en: "This is a static file (description of points): import it as “irve”.")
    case .missingColumn(let name):
      Text(fr: "Il manque la colonne « \(name) ».", en: "The column “\(name)” is missing.")
    }
  }
}
