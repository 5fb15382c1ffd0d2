import HTTP

/// A sentence for the person, for each state of a consent and each of Enedis' codes: what it means, and what to do.
enum Explanation {
  static func of(_ state: Consent.State, _ reason: String?) -> Text {
    if let reason, state != .pending, let known = ofConsent(reason) ?? ofReadings(reason) { return known }
    switch state {
    case .pending:
      return Text(
        fr: "Enedis n'a pas encore dit de quel compteur il s'agit. Cela prend des secondes, parfois des minutes.",
        en: "Enedis has not said yet which meter it is. That takes some seconds, at times some minutes.")
    case .active:
      return Text(
        fr: "Vos relevés arrivent : les plus récents d'abord, puis deux ans en arrière.",
        en: "Your readings are on their way: the newest first, then two years back.")
    case .refused:
      return Text(
        fr: "Vous n'avez pas donné votre accord. Rien n'est lu.", en: "You did not consent. Nothing is read.")
    case .failed:
      return Text(
        fr: "Enedis n'a pas confirmé votre accord. Recommencez ; votre logement est resté comme il était.",
        en: "Enedis did not confirm your consent. Try again; your home is as it was.")
    case .withdrawn:
      return Text(
        fr: "Accord retiré : vos relevés sont effacés ici. Fermez aussi le partage dans votre compte Enedis.",
        en: "Consent withdrawn: your readings are erased here. Close the share in your Enedis account too.")
    case .expired:
      return Text(
        fr: "L'accord est arrivé à son terme et vos relevés sont effacés. Redonnez-le pour continuer.",
        en: "The consent is over and your readings are erased. Give it again to go on.")
    case .lost:
      return Text(
        fr: "Ce compteur n'est plus le vôtre pour Enedis. Si vous avez déménagé, indiquez le nouveau.",
        en: "For Enedis this meter is not yours any more. If you have moved, name the new one.")
    }
  }

  static func ofReason(_ reason: String) -> Text? {
    ofConsent(reason) ?? ofReadings(reason) ?? ofTrouble(reason)
  }

  private static func ofConsent(_ reason: String) -> Text? {
    switch reason {
    case ConsentRefusal.otherPoint.rawValue:
      Text(
        fr: "Enedis a nommé un autre compteur que celui que vous avez saisi. Corrigez les 14 chiffres et recommencez.",
        en: "Enedis named another meter than the one that you typed. Correct the 14 digits and try again.")
    case ConsentRefusal.severalPoints.rawValue:
      Text(
        fr: "Vous avez choisi plusieurs compteurs. Recommencez avec un seul : un logement, un compteur.",
        en: "You chose several meters. Try again with one: one home, one meter.")
    case ConsentRefusal.otherAuthorisation.rawValue:
      Text(
        fr: "Cet accord ne vient pas de votre compte Enedis. Recommencez depuis Ma maison.",
        en: "This consent does not come from your Enedis account. Begin again from My home.")
    case ConsentRefusal.notActive.rawValue:
      Text(
        fr: "Enedis n'a ouvert aucun accès. Fermez un ancien partage dans votre compte Enedis, puis recommencez.",
        en: "Enedis has opened no access. Close an old share in your Enedis account, then try again.")
    case ConsentRefusal.usagePointTaken.rawValue:
      Text(
        fr: "Ce compteur appartient déjà à un autre logement, qui a donné son accord.",
        en: "This meter belongs to another home already, which has consented.")
    case "state-expired":
      Text(
        fr: "Trop de temps a passé, ou vous avez changé d'appareil. Recommencez depuis Ma maison.",
        en: "Too much time went by, or you changed the device. Begin again from My home.")
    case "demande_non_aboutie":
      Text(
        fr: "Votre demande n'a pas abouti chez Enedis. Si ce compteur est déjà partagé, fermez l'ancien partage dans "
          + "votre compte Enedis, puis recommencez.",
        en: "Your request did not come through at Enedis. If this meter is shared already, close the old share in your "
          + "Enedis account, then try again.")
    case "invalid_request", "missing_parameter", "invalid_duration_format", "maximum_duration_exceeded":
      Text(
        fr: "Enedis n'a pas compris notre demande : c'est à nous de la corriger. Réessayez plus tard.",
        en: "Enedis did not understand our request: that is ours to mend. Try again later.")
    case "ADAM-DC-0007":
      Text(
        fr: "Enedis ne vous connaît plus comme titulaire de ce compteur. Si vous avez déménagé, indiquez le nouveau.",
        en: "Enedis does not know you as the holder of this meter any more. If you have moved, name the new one.")
    case "ADAM-DC-0008":
      Text(
        fr: "Le partage est fermé chez Enedis. Redonnez votre accord pour continuer.",
        en: "The share is closed at Enedis. Consent again to go on.")
    default: nil
    }
  }

  private static let unwell = Text(
    fr: "Enedis ne répond pas comme il faut en ce moment. Nous redemandons de nous-mêmes.",
    en: "Enedis does not answer as it should at the moment. We ask again by ourselves.")

  private static func ofReadings(_ reason: String) -> Text? {
    switch reason {
    case "ADAM-ERR0069":
      Text(
        fr: "Ce compteur ne mesure pas dans ce sens : rien n'est injecté, ou rien n'est soutiré.",
        en: "This meter does not measure in that direction: nothing is injected, or nothing is drawn.")
    case "ADAM-ERR0061":
      Text(
        fr: "Enedis ne vous donne pas cette mesure : le titulaire du contrat est quelqu'un d'autre.",
        en: "Enedis does not give you this reading: somebody else holds the contract.")
    case "ADAM-ERR0075":
      Text(
        fr: "La courbe de charge est refusée dans le compte Enedis. Seuls les totaux du jour sont lus.",
        en: "The load curve is refused in the Enedis account. Only daily sums are read.")
    case "ADAM-ERR0123", "ADAM-DC-0009", "ADAM-ERR0125", "ADAM-DC-0016":
      Text(fr: "Enedis n'a rien d'aussi ancien.", en: "Enedis has nothing that old.")
    case "no_data_found", "STM-ERR-0000014", "STM-ERR-0000019", "STM-ERR-0000020":
      Text(
        fr: "Enedis n'a pas (encore) de mesure. Activez l'enregistrement horaire dans votre compte Enedis.",
        en: "Enedis has no reading (yet). Switch hourly recording on in your Enedis account.")
    case "900908":
      Text(fr: "Ce service n'est pas encore ouvert chez Enedis.", en: "Enedis has not opened this service yet.")
    case "ADAM-ERR0126", "ADAM-DC-0015", "Invalid_request":
      Text(
        fr: "Enedis n'a pas compris notre question : c'est à nous de la corriger.",
        en: "Enedis did not understand our question: that is ours to mend.")
    default: nil
    }
  }

  /// What passes, and is asked for again.
  private static func ofTrouble(_ reason: String) -> Text? {
    switch reason {
    case "900800", "900801", "900802", "900803", "900804", "900805", "900806", "900807", "429":
      Text(
        fr: "Enedis nous demande d'attendre. La suite vient d'elle-même.",
        en: "Enedis asks us to wait. The rest comes by itself.")
    case "STM-ERR-0000001", "ADAM-DC-0500", "technical_error", "unreachable", "unreadable", "unknown-form", "no-token",
      "unauthorized":
      unwell
    default: reason.hasPrefix("http-") ? unwell : nil
    }
  }
}
