import HTTP

/// The letters that we write to people. Each is queued by its kind and worded when it goes out.
enum Letter: String, Sendable {
  /// The reader of this address confirms it.
  case confirmation
  /// Somebody signed up with, or wants to move to, an address that has an account.
  case known
  case reset
  /// To the old address, when another one is to take its place.
  case emailChange
  /// To the old address, when another one has taken its place.
  case emailChanged
  case passwordChanged
  /// Somebody signed in where nobody had before.
  case newDevice
  case roleChanged
  /// Switched on or off.
  case secondFactor

  /// The secret that travels in the link.
  enum Purpose: String, Sendable {
    case confirmation, reset

    var lifetime: Duration {
      switch self {
      case .confirmation: .seconds(48 * 3600)
      case .reset: .seconds(3600)
      }
    }
  }

  var purpose: Purpose? {
    switch self {
    case .confirmation: .confirmation
    case .reset: .reset
    default: nil
    }
  }

  /// A fragment is never sent to a server, so the secret stands in no log and no Referer.
  func link(at site: Site, secret: String?) -> String {
    switch self {
    case .confirmation: "\(site.url)/profil#confirmation=\(secret ?? "")"
    case .reset: "\(site.url)/connexion#reset=\(secret ?? "")"
    case .newDevice, .roleChanged, .secondFactor: "\(site.url)/profil"
    case .known, .emailChange, .emailChanged, .passwordChanged: "\(site.url)/connexion"
    }
  }

  var subject: Text {
    switch self {
    case .confirmation: Text(fr: "Confirmez votre adresse", en: "Confirm your address")
    case .known: Text(fr: "Vous avez déjà un compte", en: "You already have an account")
    case .reset: Text(fr: "Choisissez un nouveau mot de passe", en: "Choose a new password")
    case .emailChange: Text(fr: "Votre adresse va changer", en: "Your address is about to change")
    case .emailChanged: Text(fr: "Votre adresse a changé", en: "Your address has changed")
    case .passwordChanged: Text(fr: "Votre mot de passe a changé", en: "Your password has changed")
    case .newDevice: Text(fr: "Connexion depuis un nouvel appareil", en: "Sign-in from a new device")
    case .roleChanged: Text(fr: "Votre rôle a changé", en: "Your role has changed")
    case .secondFactor: Text(fr: "Votre second facteur a changé", en: "Your second factor has changed")
    }
  }

  func words(_ link: String) -> Text {
    switch self {
    case .confirmation:
      Text(
        fr: "Pour confirmer que cette adresse est la vôtre, ouvrez ce lien dans les 48 heures :\n\n\(link)\n\n"
          + "Si vous n'avez rien demandé, oubliez ce message.",
        en: "To confirm that this address is yours, open this link within 48 hours:\n\n\(link)\n\n"
          + "If you asked for nothing, forget this message.")
    case .known:
      Text(
        fr: "Quelqu'un, peut-être vous, a donné cette adresse, qui a déjà un compte ici. Rien n'a changé. "
          + "Pour vous connecter, ou choisir un nouveau mot de passe :\n\n\(link)",
        en: "Somebody, perhaps you, gave this address, which has an account here already. Nothing has changed. "
          + "To sign in, or to choose a new password:\n\n\(link)")
    case .reset:
      Text(
        fr: "Pour choisir un nouveau mot de passe, ouvrez ce lien dans l'heure :\n\n\(link)\n\n"
          + "Si vous n'avez rien demandé, oubliez ce message : votre mot de passe reste le même.",
        en: "To choose a new password, open this link within the hour:\n\n\(link)\n\n"
          + "If you asked for nothing, forget this message: your password stays as it is.")
    case .emailChange:
      Text(
        fr: "Une autre adresse doit remplacer celle-ci dès qu'elle sera confirmée. Si ce n'est pas vous, "
          + "changez votre mot de passe :\n\n\(link)",
        en: "Another address is to replace this one as soon as it is confirmed. If this was not you, change your "
          + "password:\n\n\(link)")
    case .emailChanged:
      Text(
        fr: "Une autre adresse, confirmée, remplace celle-ci : nous n'écrirons plus ici. Si ce n'est pas vous, "
          + "dites-le à l'administrateur de ce service :\n\n\(link)",
        en: "Another address, which was confirmed, replaces this one: we shall not write here again. If this was not "
          + "you, tell the administrator of this service:\n\n\(link)")
    case .newDevice:
      Text(
        fr:
          "Quelqu'un vient de se connecter à votre compte depuis un appareil que nous ne connaissions pas. Si ce n'est "
          + "pas vous, changez votre mot de passe et fermez cette session :\n\n\(link)",
        en:
          "Somebody has just signed in to your account from a device that we did not know. If this was not you, change "
          + "your password and end that session:\n\n\(link)")
    case .roleChanged:
      Text(
        fr: "Un administrateur a changé votre rôle. Ce que vous pouvez faire désormais :\n\n\(link)",
        en: "An administrator has changed your role. What you may do from now on:\n\n\(link)")
    case .secondFactor:
      Text(
        fr: "Le code de vérification à la connexion vient d'être activé ou retiré. Si ce n'est pas vous, changez votre "
          + "mot de passe :\n\n\(link)",
        en: "The verification code at sign-in has just been switched on or off. If this was not you, change your "
          + "password:\n\n\(link)")
    case .passwordChanged:
      Text(
        fr: "Votre mot de passe vient de changer et vos autres appareils sont déconnectés. Si ce n'est pas vous, "
          + "choisissez-en un nouveau :\n\n\(link)",
        en: "Your password has just changed and your other devices are signed out. If this was not you, choose a new "
          + "one:\n\n\(link)")
    }
  }
}
