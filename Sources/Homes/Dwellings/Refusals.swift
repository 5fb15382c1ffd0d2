package import HTTP

extension Problem.Kind {
  package static let usagePointTaken = Self(
    "usage-point-taken", 409, fr: "Ce point de livraison a déjà un logement",
    en: "This usage point has a home already",
    detail: Text(
      fr: "Vérifiez les 14 chiffres. S'ils sont justes, créez le logement sans eux : le boîtier marche, pas le jeu.",
      en: "Check the 14 digits. If they are right, add the home without them: the box works too, the game does not."))

  package static let enedisUnavailable = Self(
    "enedis-unavailable", 503, fr: "Ce serveur n'est pas relié à Enedis", en: "This server has no way to Enedis",
    detail: Text(
      fr: "Déposez vos relevés en fichier, ou demandez à l'exploitant de relier ce serveur à Enedis.",
      en: "Bring your readings as a file, or ask the operator to connect this server to Enedis."))

  package static let otherPoint = Self(
    "other-point", 422, fr: "Ce fichier est celui d'un autre compteur", en: "This file is of another meter",
    detail: Text(
      fr: "Choisissez le fichier du point de livraison de ce logement, ou corrigez ses 14 chiffres.",
      en: "Choose the file of this home's usage point, or correct its 14 digits."))

  package static let unreadableFile = Self(
    "unreadable-file", 422, fr: "Ce fichier n'est pas un relevé d'Enedis", en: "This is not a file of Enedis' readings",
    detail: Text(
      fr: "Déposez un export de votre compte Enedis (CSV) ou une réponse de Data Connect (JSON), tel quel.",
      en: "Bring an export of your Enedis account (CSV) or an answer of Data Connect (JSON), as it is."))
}
