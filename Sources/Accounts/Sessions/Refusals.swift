package import HTTP

extension Problem.Kind {
  /// Right password, and a code is wanted beside it.
  package static let secondFactorRequired = Self(
    "second-factor-required", 401, fr: "Code de vérification attendu", en: "Verification code required",
    detail: Text(
      fr: "Donnez le code de votre application, ou un code de secours.",
      en: "Give the code of your authenticator, or a recovery code."))
  /// Signed in, and for too long to do this without the password: `POST /api/session/password`, then once more.
  package static let passwordRequired = Self(
    "password-required", 403, fr: "Mot de passe à redonner", en: "Password required again",
    detail: Text(fr: "Redonnez votre mot de passe pour continuer.", en: "Give your password again to go on."))
}

extension Problem {
  static var unauthenticated: Problem {
    var problem = Problem(.unauthenticated, Text(fr: "Connectez-vous pour continuer.", en: "Sign in to go on."))
    problem.headers.set("WWW-Authenticate", "Bearer")
    return problem
  }

  static var wrongCredentials: Problem {
    Problem(.unauthenticated, Text(fr: "E-mail ou mot de passe inconnu.", en: "Unknown e-mail or password."))
  }

  static var notYours: Problem {
    Problem(.forbidden, Text(fr: "Votre rôle ne le permet pas.", en: "Your role does not allow this."))
  }

  static var secondFactorMissing: Problem {
    Problem(
      .forbidden,
      Text(
        fr: "Ici, l'administration demande un second facteur : activez-le dans votre profil.",
        en: "Administration asks for a second factor here: switch it on in your profile."))
  }

  static var passwordRequired: Problem { Problem(.passwordRequired) }

  static func secondFactorRequired(isWrong: Bool) -> Problem {
    guard isWrong else { return Problem(.secondFactorRequired) }
    return Problem(
      .secondFactorRequired, Text(fr: "Ce code n'est pas le bon.", en: "This code is not the right one."),
      faults: [Fault("/code", .wrongCode)])
  }

  /// The one of somebody who is signed in already.
  static var wrongCode: Problem { Problem(.validation, faults: [Fault("/code", .wrongCode)]) }

  /// The refusal of what an account may not do whose address nobody has confirmed.
  package static var addressToConfirm: Problem {
    Problem(
      .forbidden,
      Text(
        fr: "Confirmez d'abord votre adresse : ouvrez le lien du message que nous vous avons envoyé.",
        en: "Confirm your address first: open the link in the mail that we sent you."))
  }
}

extension FieldFault {
  static let wrongCode = FieldFault(
    "wrong-code", fr: "Ce code n'est pas le bon, ou il a déjà servi.",
    en: "This code is not the right one, or it has been used.")
}
