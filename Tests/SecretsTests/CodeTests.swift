import Runtime
import Secrets
import Testing

@Suite struct CodeTests {
  private let secret = Array("12345678901234567890".utf8)

  /// Appendix B of RFC 6238, the last six of its eight digits.
  @Test(arguments: [
    (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"),
    (2_000_000_000, "279037"), (20_000_000_000, "353130"),
  ])
  func `codes are those of the standard`(_ seconds: Int64, _ code: String) {
    let codes = TimeCodes(secret: secret)
    let now = Instant(seconds: seconds)
    #expect(codes.code(at: TimeCodes.step(at: now)) == code)
    #expect(codes.step(of: code, at: now) == seconds / 30)
    #expect(codes.step(of: code, at: now + .seconds(30)) == seconds / 30)
    #expect(codes.step(of: code, at: now + .seconds(61)) == nil)
  }

  @Test(arguments: ["", "28708", "2870822", "２８７０８２", "abcdef"])
  func `what is no code is none`(_ text: String) {
    #expect(TimeCodes(secret: secret).step(of: text, at: Instant(seconds: 59)) == nil)
  }

  /// RFC 4648, section 10.
  @Test(arguments: [
    ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
  ])
  func `base 32 is that of the standard`(_ text: String, _ encoded: String) {
    #expect(Base32.encode(Array(text.utf8)) == encoded)
  }

  @Test func `a recovery code is read again, and nothing else is one`() {
    let code = RecoveryCode()
    #expect(code.exposed.split(separator: "-").map(\.count) == [4, 4, 4, 4])
    #expect(RecoveryCode(code.exposed.uppercased())?.atRest == code.atRest)
    #expect(RecoveryCode(code.exposed + "a") == nil)
    #expect(RecoveryCode("0189-0189-0189-0189") == nil)
    #expect(RecoveryCode().atRest != code.atRest)
    #expect(!"\(code)".contains(code.exposed))
  }

  private func sealer(_ byte: UInt8, purpose: String = "test") throws -> Sealer {
    Sealer(try SecretKeys(parsing: "k:" + Base64.standard.encode(Array(repeating: byte, count: 32))), purpose: purpose)
  }

  @Test func `what is sealed opens for its owner, its purpose and its key alone`() throws {
    let sealed = try sealer(1).seal(secret, for: "camille")
    #expect(try sealer(1).open(sealed, for: "camille") == secret)
    #expect(try sealer(1).open(sealed, for: "dominique") == nil)
    #expect(try sealer(1, purpose: "other").open(sealed, for: "camille") == nil)
    #expect(try sealer(2).open(sealed, for: "camille") == nil)
    #expect(try sealer(1).seal(secret, for: "camille") != sealed)
    for index in sealed.indices {
      var changed = sealed
      changed[index] ^= 1
      #expect(try sealer(1).open(changed, for: "camille") == nil)
    }
    #expect(try sealer(1).open(Array(sealed.prefix(20)), for: "camille") == nil)
  }
}
