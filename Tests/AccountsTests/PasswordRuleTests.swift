import Accounts
import HTTP
import Testing

@Suite struct PasswordRuleTests {
  @Test(arguments: [
    "password123", "Password1!", "P@ssw0rd2024", "motdepasse1", "MotDePasse2026!", "1234567890", "0987654321",
    "qwertyuiop", "azertyuiop", "Azertyuiop1", "qwertyuiop123", "aaaaaaaaaa", "abcabcabcabc", "1212121212",
    "iloveyou123",
    "jetaime2024", "administrateur", "Bienvenue2026", "soleil123456", "passwordpassword", "marseille13", "1q2w3e4r5t",
    "1qaz2wsx3edc", "azerty1234567", "abcdefghij", "2024password", "wattsup1234", "Football2025!", "qwerty123456",
    // Out of the word list alone.
    "strawberry1", "Basketball7", "mitochondria", "Philadelphia", "yrrebwarts99", "Ph1lharmon1c!",
  ])
  func `what everybody tries first is refused`(_ password: String) {
    #expect(throws: FieldFault.self) { try NewPassword(.text(password)) }
  }

  @Test(arguments: [
    "une longue phrase", "correct horse battery staple", "la borne du coin", "Zx7!pq0-Lm", "élève-à-la-gare",
    "密码密码不是这个吗真的",
    "          .", "Tr0ub4dor&3x", "azerty sur la plage", "password manager fan",
  ])
  func `what is long and one's own is taken`(_ password: String) throws {
    _ = try NewPassword(.text(password))
  }

  @Test func `ten characters are enough and nine are not, however many bytes they take`() throws {
    #expect(throws: FieldFault.self) { try NewPassword(.text("neuf char")) }
    #expect(throws: FieldFault.self) { try NewPassword(.text("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦")) }
    _ = try NewPassword(.text("dix caract"))
  }

  @Test func `over 1024 bytes is too long to hash`() {
    #expect(throws: FieldFault.self) { try NewPassword(.text(String(repeating: "éa", count: 400))) }
  }

  @Test func `a password never shows in what is printed of it`() throws {
    let password = try NewPassword(.text("une longue phrase"))
    var dumped = ""
    dump(password, to: &dumped)
    for text in ["\(password)", String(reflecting: password), dumped] { #expect(!text.contains("longue")) }
  }
}
