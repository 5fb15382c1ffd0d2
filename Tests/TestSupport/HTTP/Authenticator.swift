import HTTP
package import Secrets
import Testing

/// The app on somebody's telephone.
package struct Authenticator {
  package let codes: TimeCodes
  let people: TestPeople

  package init(_ base32: String, _ people: TestPeople) throws {
    let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")
    var (bytes, bits, held): ([UInt8], Int, Int) = ([], 0, 0)
    for digit in base32 {
      bits = bits << 5 | (try #require(digits.firstIndex(of: digit)))
      held += 5
      if held >= 8 {
        held -= 8
        bytes.append(UInt8(bits >> held & 255))
      }
      bits &= 1 << held - 1
    }
    codes = TimeCodes(secret: bytes)
    self.people = people
  }

  /// What it shows now, or so many half-minutes from now.
  package func code(_ offset: Int64 = 0) -> String { codes.code(at: TimeCodes.step(at: people.clock.now) + offset) }
}

extension TestPeople {
  package func propose(_ person: TestPerson) async throws -> Authenticator {
    let proposed = try await person.call(.post, "/api/account/totp")
    try #require(proposed.status == 200, "\(proposed.text)")
    return try Authenticator(try #require(proposed.text("secret")), self)
  }

  /// With the recovery codes. The code that is shown is used up.
  @discardableResult
  package func switchOnSecondFactor(of person: TestPerson) async throws -> (Authenticator, recovery: [String]) {
    let authenticator = try await propose(person)
    let on = try await person.call(.put, "/api/account/totp", json: ["code": .string(authenticator.code())])
    try #require(on.status == 200, "\(on.text)")
    return (authenticator, on.json["recoveryCodes"]?.elements.compactMap(\.text) ?? [])
  }

  package func signIn(_ email: String, code: String) async throws -> TestAnswer {
    try await app.call(
      .post, "/api/session",
      json: ["email": .string(email), "password": .string(TestPeople.password), "code": .string(code)])
  }
}
