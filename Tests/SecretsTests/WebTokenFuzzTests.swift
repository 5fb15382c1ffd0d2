import Runtime
import TestSupport
import Testing

@testable import Secrets

struct WebTokenFuzzTests {
  private static let now = Instant(seconds: 1_790_000_000)
  private static let key: [UInt8] = Array(0...31)

  private static func tokens() throws -> WebTokens {
    let keys = try SecretKeys(parsing: "k1:" + Base64.standard.encode(key))
    return WebTokens(keys: keys, issuer: "watts-up", audience: "api", clock: WallClock { now })
  }

  @Test(arguments: [51, 52] as [UInt64])
  func `a token with anything changed in it is refused`(seed: UInt64) async throws {
    let tokens = try Self.tokens()
    let whole = tokens.issue(subject: "018f", role: "driver", session: "s-1", lifetime: .seconds(900)).text.exposed
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(10_000, long: 1_000_000)) { random in
      let text = Self.changed(whole, &random)
      return text == whole || (try? tokens.verify(text)) == nil ? nil : text
    }
    #expect(found == [])
  }

  private static func changed(_ whole: String, _ random: inout SplitMix) -> String {
    var bytes = Array(whole.utf8)
    for _ in 0...Int.random(in: 0...2, using: &random) where !bytes.isEmpty {
      let at = Int.random(in: bytes.indices, using: &random)
      switch Int.random(in: 0..<4, using: &random) {
      case 0: bytes[at] = Array("AZaz09-_.=+/ ".utf8).randomElement(using: &random) ?? 0
      case 1: bytes.remove(at: at)
      case 2: bytes.insert(contentsOf: bytes[..<at].suffix(Int.random(in: 1...8, using: &random)), at: at)
      default: bytes.removeSubrange(at...)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let pieces = [
    "{", "}", "[", ":", ",", "\"", "\\", "\\u0041", "\\ud800", "\\u00", "iss", "\"exp\":", "\"sub\":\"018f\"",
    "1790000900",
    "-1", "00", "99999999999999999999", "1.5", "1e9", "true", "null", " ", "\u{0}", "é", "\u{10FFFF}",
  ]

  /// Right signatures over anything: as if a newer server, or a thief with the key, had written them.
  @Test(arguments: [53, 54] as [UInt64])
  func `what is signed and no set of claims is refused, and nothing is read in two ways`(seed: UInt64) async throws {
    let tokens = try Self.tokens()
    let claims = tokens.issue(subject: "018f", role: "driver", session: "s-1", lifetime: .seconds(900)).claims
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(10_000, long: 1_000_000)) { random in
      var payload = String(decoding: claims.json, as: UTF8.self).split(separator: ",").map(String.init)
      for _ in 0...Int.random(in: 0...3, using: &random) {
        let piece = Self.pieces.randomElement(using: &random) ?? ""
        payload[Int.random(in: payload.indices, using: &random)] += piece
      }
      let text = payload.joined(separator: ",")
      guard let read = try? tokens.verify(Self.sign(text)) else { return nil }
      // Whatever was understood says the same when it is written anew.
      return Claims(json: read.json) == read && read.issuer == "watts-up" ? nil : text.debugDescription
    }
    #expect(found == [])
  }

  private static func sign(_ payload: String) -> String {
    let header = #"{"alg":"HS256","kid":"k1","typ":"JWT"}"#
    let text = Base64.url.encode(Array(header.utf8)) + "." + Base64.url.encode(Array(payload.utf8))
    return text + "." + Base64.url.encode(Digest.hmacSHA256(key: key, Array(text.utf8)))
  }
}
