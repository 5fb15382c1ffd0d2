import Runtime
import Secrets
import Testing

@Suite struct WebTokenTests {
  private static let start = Instant(seconds: 1_790_000_000)
  private static let first = "k1:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
  private static let second = "k2:/v79/Pv6+fj39vX08/Lx8O/u7ezr6uno5+bl5OPi4eA="

  private static func tokens(
    keys: String = "\(first),\(second)", issuer: String = "watts-up", audience: String = "api",
    at instant: Instant = start
  ) throws -> WebTokens {
    WebTokens(keys: try SecretKeys(parsing: keys), issuer: issuer, audience: audience, clock: WallClock { instant })
  }

  private static func issue(_ tokens: WebTokens) -> (text: Secret<String>, claims: Claims) {
    tokens.issue(subject: "018f", role: "driver", session: "s-1", lifetime: .seconds(900))
  }

  /// A token with a right signature and any content.
  private static func sign(_ payload: String, header: String = #"{"alg":"HS256","kid":"k1","typ":"JWT"}"#) -> String {
    let text = Base64.url.encode(Array(header.utf8)) + "." + Base64.url.encode(Array(payload.utf8))
    return text + "." + Base64.url.encode(Digest.hmacSHA256(key: Array(0...31), Array(text.utf8)))
  }

  private static func payload(
    iat: String = "1790000000", nbf: String = "1790000000", exp: String = "1790000900", more: String = ""
  ) -> String {
    #"{"iss":"watts-up","aud":"api","sub":"018f","role":"driver","sid":"s-1","iat":\#(iat),"nbf":\#(nbf),"exp":\#(exp)\#(more)}"#
  }

  /// RFC 7515, appendix A.1: the signature over its very header and payload, line ends included.
  @Test func `the signature of RFC 7515 is ours too`() throws {
    let key = try #require(
      Base64.url.decode("AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow".utf8))
    let text =
      "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
      + "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    let signature = Digest.hmacSHA256(key: key, Array(text.utf8))
    #expect(Base64.url.encode(signature) == "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
  }

  @Test func `a token says again what it was made with`() throws {
    let tokens = try Self.tokens()
    let (text, claims) = Self.issue(tokens)
    #expect(text.exposed.split(separator: ".").count == 3)
    #expect(try tokens.verify(text.exposed) == claims)
    #expect(claims.subject == "018f" && claims.role == "driver" && claims.session == "s-1")
    #expect(claims.expiresAt - claims.issuedAt == .seconds(900))
    #expect(text.exposed == Self.sign(Self.payload()))
  }

  @Test func `any text in a claim comes back`() throws {
    let tokens = try Self.tokens(issuer: "https://watts-up.example/é?a=\"b\\c\"", audience: "\u{0}\n\u{1F}\u{7F}🔌")
    let subject = "a\",\"role\":\"admin"
    let (text, claims) = tokens.issue(subject: subject, role: "driver", session: "", lifetime: .seconds(1))
    #expect(try tokens.verify(text.exposed) == claims)
    #expect(claims.subject == subject && claims.role == "driver")
  }

  @Test func `a new key in front leaves the tokens of the old one alone`() throws {
    let old = Self.issue(try Self.tokens(keys: Self.second)).text.exposed
    #expect(try Self.tokens().verify(old).subject == "018f")
    #expect(throws: WebTokens.Refusal.unknownHeader) { try Self.tokens(keys: Self.first).verify(old) }
    let new = Self.issue(try Self.tokens()).text.exposed
    #expect(throws: WebTokens.Refusal.unknownHeader) { try Self.tokens(keys: Self.second).verify(new) }
  }

  @Test(arguments: [
    #"{"alg":"none","kid":"k1","typ":"JWT"}"#, #"{"alg":"None","typ":"JWT"}"#,
    #"{"alg":"RS256","kid":"k1","typ":"JWT"}"#,
    #"{"alg":"HS512","kid":"k1","typ":"JWT"}"#, #"{"alg":"HS256","typ":"JWT"}"#,
    #"{"alg":"HS256","kid":"k3","typ":"JWT"}"#,
    #"{"alg":"HS256","kid":"../../dev/null","typ":"JWT"}"#, #"{"alg":"HS256","kid":"k1","typ":"JWT","alg":"none"}"#,
    #"{"alg":"HS256","kid":"k1","jwk":{"kty":"oct","k":"AA"},"typ":"JWT"}"#, #"{"kid":"k1","alg":"HS256","typ":"JWT"}"#,
    "{}", "",
  ])
  func `a header of another's choice is refused, rightly signed or not at all`(header: String) throws {
    let tokens = try Self.tokens()
    let signed = Self.sign(Self.payload(), header: header)
    #expect(throws: WebTokens.Refusal.unknownHeader) { try tokens.verify(signed) }
    let unsigned =
      signed.split(separator: ".", omittingEmptySubsequences: false).dropLast().joined(separator: ".") + "."
    #expect(throws: WebTokens.Refusal.unknownHeader) { try tokens.verify(unsigned) }
  }

  @Test func `one key's signature does not stand for the other's`() throws {
    let header = #"{"alg":"HS256","kid":"k2","typ":"JWT"}"#
    #expect(throws: WebTokens.Refusal.wrongSignature) {
      try Self.tokens().verify(Self.sign(Self.payload(), header: header))
    }
  }

  @Test func `a token with any one bit turned is refused`() throws {
    let tokens = try Self.tokens()
    let text = Array(Self.issue(tokens).text.exposed.utf8)
    for place in text.indices {
      for bit in 0..<7 {
        var other = text
        other[place] ^= 1 << bit
        #expect(throws: WebTokens.Refusal.self) { try tokens.verify(String(decoding: other, as: UTF8.self)) }
      }
    }
  }

  @Test func `a token cut anywhere is refused`() throws {
    let tokens = try Self.tokens()
    let text = Self.issue(tokens).text.exposed
    for length in 0..<text.utf8.count {
      #expect(throws: WebTokens.Refusal.self) { try tokens.verify(String(text.prefix(length))) }
      #expect(throws: WebTokens.Refusal.self) { try tokens.verify(String(text.suffix(length))) }
    }
  }

  @Test func `junk is refused`() throws {
    let tokens = try Self.tokens()
    let text = Self.issue(tokens).text.exposed
    for junk in [
      String(repeating: "A", count: 8192), String(repeating: ".", count: 8192),
      text + String(repeating: "A", count: 8192),
    ] {
      #expect(throws: WebTokens.Refusal.tooLong) { try tokens.verify(junk) }
    }
    for junk in ["", ".", "..", "...", "\u{0}", "é.é.é", text + ".", "." + text, text + "=", text + "\n", " " + text] {
      #expect(throws: WebTokens.Refusal.self) { try tokens.verify(junk) }
    }
  }

  @Test func `the last digit of a signature has one spelling`() throws {
    let tokens = try Self.tokens()
    let text = Self.issue(tokens).text.exposed
    // 32 bytes end in a digit of which two bits are free.
    let spellings = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".filter { digit in
      (try? tokens.verify(text.dropLast() + String(digit))) != nil
    }
    #expect(spellings == String(text.suffix(1)))
  }

  @Test func `a token lives from its first second to before its last`() throws {
    let text = Self.issue(try Self.tokens()).text.exposed
    #expect(try Self.tokens(at: Self.start + .seconds(899)).verify(text).session == "s-1")
    #expect(try Self.tokens(at: Self.start + .microseconds(899_999_999)).verify(text).session == "s-1")
    #expect(throws: WebTokens.Refusal.expired) { try Self.tokens(at: Self.start + .seconds(900)).verify(text) }
    // A clock that runs a little behind the issuer's sees tokens of the near future.
    #expect(try Self.tokens(at: Self.start - .seconds(5)).verify(text).session == "s-1")
    #expect(throws: WebTokens.Refusal.notYetValid) { try Self.tokens(at: Self.start - .seconds(6)).verify(text) }
    #expect(throws: WebTokens.Refusal.notYetValid) {
      try Self.tokens().verify(Self.sign(Self.payload(nbf: "1790000060")))
    }
    #expect(throws: WebTokens.Refusal.notYetValid) {
      try Self.tokens().verify(Self.sign(Self.payload(iat: "1790000060")))
    }
  }

  @Test func `a token for another house or another use is refused`() throws {
    let text = Self.issue(try Self.tokens()).text.exposed
    #expect(throws: WebTokens.Refusal.wrongIssuer) { try Self.tokens(issuer: "others").verify(text) }
    #expect(throws: WebTokens.Refusal.wrongAudience) { try Self.tokens(audience: "mail").verify(text) }
  }

  @Test(arguments: [
    "", "{}", "[]", "null", payload() + " ", " " + payload(), payload(more: ","), payload(more: #","sub":"admin""#),
    payload(more: #","r\u006fle":"admin""#), payload(more: #","x":{}"#), payload(more: #","x":null"#),
    payload(more: #","x":1.5"#),
    payload(more: #","x":"\ud800""#), payload(more: #","x":"\x""#), payload(more: ",\"x\":\"\u{1}\""),
    payload(more: #","x":"a"#),
    payload(exp: "\"1790000900\""), payload(exp: "1790000900.0"), payload(exp: "1e12"), payload(exp: "01790000900"),
    payload(exp: "9223372036854775807"), payload(exp: "9223372036854775808"), payload(exp: "-1"), payload(exp: "-"),
    payload(exp: ""),
    #"{"iss":"watts-up","aud":"api","sub":"018f","role":"driver","sid":"s-1","iat":1790000000,"nbf":1790000000}"#,
    #"{"iss":"watts-up","aud":["api"],"sub":"018f","role":"driver","sid":"s-1","iat":1790000000,"nbf":1790000000,"exp":1790000900}"#,
  ])
  func `claims that are not exactly well formed are refused, though signed`(payload: String) throws {
    #expect(throws: WebTokens.Refusal.malformed) { try Self.tokens().verify(Self.sign(payload)) }
  }

  @Test func `claims of a newer server do no harm`() throws {
    let text = Self.sign(Self.payload(more: #","new":"\u00e9\"\\\/\b\f\n\r\t","count":-0"#))
    #expect(try Self.tokens().verify(text).subject == "018f")
  }
}
