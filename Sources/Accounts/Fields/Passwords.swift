package import HTTP
package import Secrets

/// A password as somebody typed it to prove who they are: no rule but the length that hashing allows.
package struct GivenPassword: Sendable, Field {
  package let password: Password

  package static let schema: Schema = ["type": "string", "format": "password", "maxLength": 1024]
  package static var sample: GivenPassword { GivenPassword(password: .sample) }

  private init(password: Password) { self.password = password }

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let password = Password(try value.string()) else {
      throw FieldFault("too-long", fr: "Au plus 1024 octets.", en: "At most 1024 bytes.")
    }
    self.password = password
  }

  package func encode(to encoder: any Encoder) throws { try Secret("").encode(to: encoder) }
}

/// A password somebody wants to have. After NIST 800-63B: long enough, not one of those that everybody tries first, and
/// no other rule.
package struct NewPassword: Sendable, Field {
  package static let shortest = 10

  package let password: Password

  package static let schema: Schema = [
    "type": "string", "format": "password", "minLength": .integer(shortest), "maxLength": 1024,
  ]
  package static var sample: NewPassword { NewPassword(password: .sample) }

  private init(password: Password) { self.password = password }

  package init(_ value: FieldValue) throws(FieldFault) {
    let text = try value.string()
    try self.init(GivenPassword(value).password, isCommon: CommonPasswords.contain(text))
  }

  private init(_ password: Password, isCommon: Bool) throws(FieldFault) {
    guard password.characterCount >= NewPassword.shortest else {
      throw FieldFault(
        "too-short", fr: "Au moins \(NewPassword.shortest) caractères.",
        en: "At least \(NewPassword.shortest) characters.")
    }
    guard !isCommon else {
      throw FieldFault(
        "too-common", fr: "Ce mot de passe est parmi les premiers que l'on essaie ; choisissez-en un autre.",
        en: "This password is among the first that anyone tries; choose another.")
    }
    self.password = password
  }

  package func encode(to encoder: any Encoder) throws { try Secret("").encode(to: encoder) }
}

extension Password {
  /// Stands in for a password that was refused while the other fields are looked at; never hashed.
  fileprivate static var sample: Password { Password(literal: "une longue phrase") }
}
