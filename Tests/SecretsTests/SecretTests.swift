import Foundation
import Secrets
import Testing

@Suite struct SecretTests {
  private struct Request: Encodable {
    let user = "léa"
    let password = Secret("hunter2")
  }

  @Test func `a secret shows in no text made of it`() throws {
    let password = try #require(Password("hunter2"))
    let keys = try SecretKeys(parsing: "k:aHVudGVyMmh1bnRlcjJodW50ZXIyaHVudGVyMmh1bnRlcjI=")
    let token = Token()
    let things: [Any] = [
      Secret("hunter2"), Secret(Array("hunter2".utf8)), Request(), password, keys, [password], token,
    ]
    for thing in things {
      var dumped = ""
      dump(thing, to: &dumped)
      for text in ["\(thing)", String(reflecting: thing), dumped] {
        #expect(!text.contains("hunter2"))
        #expect(!text.contains("104"), "the first byte of the secret")
        #expect(!text.contains(token.exposed))
      }
    }
    #expect("\(Secret(1))" == "[redacted]")
    #expect(String(describing: Optional(Secret(1))) == "Optional([redacted])")
    let json = try JSONEncoder().encode(Request())
    #expect(String(decoding: json, as: UTF8.self).contains(#""password":"[redacted]""#))
  }

  @Test func `a token comes back from its text, and its digest is no way back`() throws {
    let token = Token()
    let text = token.exposed
    #expect(text.utf8.count == 43)
    let read = try #require(Token(text))
    #expect(read.atRest == token.atRest)
    #expect(token.atRest.count == 32)
    #expect(Base64.url.encode(token.atRest) != text)
    #expect(Token().atRest != token.atRest)
  }

  @Test func `only the text that was given out is a token`() throws {
    let text = Token().exposed
    let others = [
      "", "x", String(text.dropLast()), text + "A", text + "=", " " + text.dropFirst(), "é" + text.dropFirst(2),
      String(repeating: "A", count: 8192), String(text.dropLast()) + "B", String(text.dropLast()) + "\n",
    ]
    for other in others { #expect(Token(other) == nil) }
  }
}
