extension HeaderFault {
  static let notIRVE = HeaderFault(
    "not-irve", fr: "Aucune colonne connue : ce n'est pas un fichier de bornes de recharge (schéma IRVE).",
    en: "No known column: this is not a file of charge points (IRVE schema).")
  static let dynamicFile = HeaderFault(
    "dynamic-file", fr: "C'est un fichier dynamique (états des points) : importez-le comme « irve-dynamic ».",
    en: "This is a dynamic file (states of points): import it as “irve-dynamic”.")
  static let staticFile = HeaderFault(
    "static-file", fr: "C'est un fichier statique (description des points) : importez-le comme « irve ».",
    en: "This is a static file (description of points): import it as “irve”.")

  /// The faults of the static and of the dynamic file, as each may be sent as the other.
  static func ofIRVE(_ code: String) -> HeaderFault? {
    [notIRVE, dynamicFile, staticFile].first { $0.code == code }
  }
}
