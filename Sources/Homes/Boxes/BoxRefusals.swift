package import HTTP

extension Problem.Kind {
  package static let badCode = Self(
    "bad-code", 422, fr: "Ce code n'appaire aucun boîtier", en: "This code pairs no box",
    detail: Text(
      fr: "Demandez un nouveau code dans l'application (Ma maison), et saisissez-le dans le quart d'heure.",
      en: "Ask for a new code in the app (My home), and type it within a quarter of an hour."))

  package static let boxUnknown = Self(
    "box-unknown", 401, fr: "Ce boîtier n'est relié à aucun logement", en: "This box belongs to no home",
    detail: Text(
      fr: "Appairez-le de nouveau avec un code de l'application : sa clé n'est pas, ou plus, valable.",
      en: "Pair it again with a code from the app: its key is not, or no longer, valid."))

  package static let boxNotPaired = Self(
    "box-not-paired", 409, fr: "Ce boîtier n'est pas encore appairé", en: "This box is not paired yet",
    detail: Text(
      fr: "Saisissez d'abord son code sur le boîtier.", en: "Type its code at the box first."))

  package static let relayNotArmed = Self(
    "relay-not-armed", 409, fr: "Le relais n'est pas armé", en: "The relay is not armed",
    detail: Text(
      fr: "Armez-le d'abord, après avoir lu l'avertissement sur le 230 V et déclaré sa puissance.",
      en: "Arm it first, after you have read the warning about 230 V and declared its power."))
}
