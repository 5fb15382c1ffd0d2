import HTTP
import Secrets

/// The passwords that an acquaintance tries first: a person's e-mail and name, with a year or a few signs around them.
enum PersonalWords {
  /// Fewer letters than this are part of too many words.
  private static let shortest = 4

  /// Whether hardly anything is left of a password without the person's own words.
  static func make(_ password: String, of texts: [String]) -> Bool {
    let letters = plain(password)
    let rest = words(of: texts).reduce(letters) { $0.replacing($1, with: "") }
    return rest.count < letters.count && rest.count < shortest
  }

  /// Longest first, so that a whole name goes before a part of it.
  private static func words(of texts: [String]) -> [String] {
    let words = texts.flatMap { text in
      text.split { !$0.isLetter }.map { plain(String($0)) } + text.split(separator: "@").map { plain(String($0)) }
        + [plain(text)]
    }
    return Set(words).filter { $0.count >= shortest }.sorted { $0.count > $1.count }
  }

  /// Letters alone, without case.
  private static func plain(_ text: String) -> String { text.lowercased().filter(\.isLetter) }
}

extension NewPassword {
  func isMade(of texts: String...) -> Bool {
    PersonalWords.make(password.withBytes { String(decoding: $0, as: UTF8.self) }, of: texts)
  }

  /// Throws where the password is little more than the person's own e-mail or name.
  func refuse(about email: String, _ name: String, at pointer: String) throws {
    guard isMade(of: email, name) else { return }
    let fault = FieldFault(
      "too-personal", fr: "Ce mot de passe tient à votre nom ou à votre adresse ; choisissez-en un autre.",
      en: "This password is made of your name or address; choose another.")
    throw Problem(.validation, faults: [Problem.Fault(pointer, fault)])
  }
}
