extension JSONParser.Failure: ProblemConvertible {
  package var problem: Problem {
    Problem(
      .malformed,
      Text(
        fr: "Le corps n'est pas du JSON valide, à l'octet \(offset) : \(reason.text.french).",
        en: "The body is not valid JSON, at byte \(offset): \(reason.text.english)."))
  }
}

extension JSONParser.Reason {
  fileprivate var text: Text {
    switch self {
    case .unexpectedEnd: Text(fr: "le texte s'arrête trop tôt", en: "the text ends too early")
    case .unexpectedCharacter: Text(fr: "ce caractère n'a pas sa place ici", en: "this character does not belong here")
    case .badNumber: Text(fr: "ce nombre est mal écrit", en: "this number is badly written")
    case .badEscape: Text(fr: "cette séquence d'échappement n'existe pas", en: "there is no such escape")
    case .loneSurrogate: Text(fr: "il manque la moitié d'un caractère", en: "half a character is missing")
    case .badUTF8: Text(fr: "ce n'est pas de l'UTF-8", en: "this is not UTF-8")
    case .controlCharacter: Text(fr: "échappez ce caractère de contrôle", en: "escape this control character")
    case .nul: Text(fr: "le caractère NUL n'est pas admis", en: "the character NUL is not allowed")
    case .duplicateName: Text(fr: "ce nom apparaît deux fois dans l'objet", en: "this name stands twice in the object")
    case .tooDeep:
      Text(
        fr: "au plus \(JSONParser.deepest) niveaux d'imbrication",
        en: "at most \(JSONParser.deepest) levels of nesting")
    case .trailingText: Text(fr: "il reste du texte après la valeur", en: "there is more text after the value")
    }
  }
}
