import Accounts
import Glibc
import Runtime
import Secrets
import TestSupport
import Testing

@testable import WattsUp

@Suite struct PeopleSettingsTests {
  private static let key = Base64.standard.encode(Array(repeating: 7, count: 32))

  @Test func `keys and mail server are read from the environment`() throws {
    let settings = try Settings(environment: [
      "WATTS_UP_SECRET_KEYS": "new:\(Self.key),old:\(Self.key)", "SMTP_URL": "smtps://user:sesame@mail.example",
      "WATTS_UP_MAIL_FROM": "bornes@example.org", "WATTS_UP_ADMIN_TOTP": "required",
    ])
    #expect(settings.administratorsNeedCode)
    #expect(try !Settings(environment: [:]).administratorsNeedCode)
    #expect(settings.secretKeys?.signing.id == "new")
    #expect(settings.secretKeys?.all.count == 2)
    #expect(settings.mailServer?.exposed == "smtps://user:sesame@mail.example")
    #expect(settings.mailFrom?.description == "bornes@example.org")
    var dumped = ""
    dump(settings, to: &dumped)
    #expect(!dumped.contains("sesame"))
    #expect(!dumped.contains(Self.key))
  }

  @Test func `all that is wrong is named at once, and no secret with it`() throws {
    let error = #expect(throws: Settings.Faults.self) {
      try Settings(environment: [
        "WATTS_UP_SECRET_KEYS": "short:c2VzYW1l", "SMTP_URL": "https://user:sesame@mail.example",
        "WATTS_UP_MAIL_FROM": "sesame", "PUBLIC_URL": "sesame", "WATTS_UP_ADMIN_TOTP": "sesame",
      ])
    }
    let text = try #require(error).description
    for name in ["WATTS_UP_SECRET_KEYS", "SMTP_URL", "WATTS_UP_MAIL_FROM", "PUBLIC_URL", "WATTS_UP_ADMIN_TOTP"] {
      #expect(text.contains(name))
    }
    for secret in ["sesame", "c2VzYW1l"] { #expect(!text.contains(secret)) }
  }
}
