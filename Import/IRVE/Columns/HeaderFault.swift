import HTTP

/// Why a file as a whole is not what it was sent as: seen in its first record.
enum HeaderFault: ImportFault, Equatable {
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

  var detail: String? { if case .missingColumn(let name) = self { name } else { nil } }

  init?(code: String) {
    let all = [Self.notIRVE, .dynamicFile, .staticFile, .missingColumn("")]
    guard let fault = all.first(where: { $0.code == code }) else { return nil }
    self = fault
  }

  /// The missing column stands in `detail`.
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
    case .missingColumn:
      Text(fr: "Il manque une colonne indispensable.", en: "A column that has to be there is missing.")
    }
  }
}
