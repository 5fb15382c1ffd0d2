/// Faults of a request that show before anybody knows what it asks for.
extension Problem.Kind {
  static let targetTooLong = Self(
    "target-too-long", 414, fr: "Adresse trop longue", en: "Address too long",
    detail: Text(
      fr: "Au plus \(Target.longest) octets d'adresse, paramètres compris.",
      en: "At most \(Target.longest) bytes of address, parameters included."))
  static let headTooLarge = Self(
    "head-too-large", 431, fr: "En-têtes trop volumineux", en: "Headers too large",
    detail: Text(fr: "Envoyez moins d'en-têtes, ou plus courts.", en: "Send fewer headers, or shorter ones."))
  static let versionNotSupported = Self(
    "version-not-supported", 505, fr: "Version de HTTP non prise en charge", en: "Version of HTTP not supported",
    detail: Text(fr: "Version attendue : 1.1.", en: "Version 1.1 is expected."))
}

extension Problem {
  static func refusing(head fault: RequestHead.Fault) -> Problem {
    switch fault {
    case .malformed: refusing(.malformed)
    case .versionNotSupported: Problem(.versionNotSupported)
    case .bodyTooLarge: Problem(.payloadTooLarge)
    case .twoOrigins: twoOrigins
    case .tooLarge: Problem(.headTooLarge)
    case .targetTooLong: Problem(.targetTooLong)
    }
  }

  private static func refusing(_ kind: Kind) -> Problem {
    guard kind == .malformed else { return Problem(kind) }
    return Problem(
      kind,
      Text(
        fr: "La requête n'est pas conforme à la RFC 9112, ou son adresse est mal codée.",
        en: "The request does not follow RFC 9112, or its address is badly encoded."))
  }

  /// The problem of an address that cannot be read.
  static func refusing(target: String) -> Problem {
    if target.utf8.count > Target.longest { return refusing(.targetTooLong) }
    return Target.hasTooManyParameters(target) ? tooManyParameters : refusing(.malformed)
  }

  private static let twoOrigins = Problem(
    .malformed, Text(fr: "Envoyez un seul en-tête Origin.", en: "Send one Origin header only."))

  private static let tooManyParameters = Problem(
    .malformed,
    Text(
      fr: "Trop de paramètres dans l'adresse : envoyez-en au plus \(Target.mostParameters).",
      en: "Too many parameters in the address: send at most \(Target.mostParameters)."))
}
