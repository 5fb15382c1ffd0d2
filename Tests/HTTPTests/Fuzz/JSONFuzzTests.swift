import Foundation
import HTTP
import TestSupport
import Testing

/// The parser against another one, on documents that were valid once and on plain noise. The seed stands in each failure.
struct JSONFuzzTests {
  private static let documents = [
    #"{"pointId":"01934f5e-2a00-7000-8000-000000000001","startsAt":"2026-11-21T08:30:00Z","vehicleId":null}"#,
    #"[1,-0,0.5,1e10,-1.5E-3,true,false,null,"",{"a":[[],{}]}]"#,
    #"{"é":"\u00e9\ud834\udd1e\n\t\"\\\/","nested":{"a":{"b":{"c":[1,[2,[3]]]}}}}"#,
    #"  [ "a" , { "b" : 12345678901234567890 } ]  "#, #""text""#, "0", "-1.25e+2", "true",
  ].map { Array($0.utf8) }

  private static let spices: [[UInt8]] =
    [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud800", "\\udc00", "0", "-", ".", "e", "+", " ", "\t", "\n",
      "null",
      "//", "/*", "'", "\u{FEFF}", "NaN", "Infinity", "\\u0000", "\0", "\u{1F}", "\u{7F}", "\"a\":1,",
    ].map { Array($0.utf8) } + [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xC3]]

  private func mutated(_ document: [UInt8], _ random: inout SplitMix) -> [UInt8] {
    var bytes = document
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let place = Int.random(in: 0...bytes.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: bytes.insert(contentsOf: Self.spices.randomElement(using: &random) ?? [], at: place)
      case 1 where place < bytes.count: bytes.remove(at: place)
      case 2 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 3: bytes.removeLast(bytes.count - place)
      default:
        let end = Int.random(in: place...bytes.count, using: &random)
        bytes.insert(contentsOf: bytes[place..<end], at: place)
      }
    }
    return bytes
  }

  @Test(arguments: [11, 12])
  func `no document makes the parser fail otherwise than by saying so, and what it takes it can write and read again`(
    seed: UInt64
  ) async throws {
    let accepted = Shared(0)
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(25_000, long: 1_000_000)) { random in
      let document = Self.documents.randomElement(using: &random) ?? []
      let bytes = Int.random(in: 0..<4, using: &random) == 0 ? noise(&random) : mutated(document, &random)
      guard let json = try? JSONParser.parse(bytes) else { return nil }
      accepted.countOne()
      if String(validating: bytes, as: UTF8.self) == nil { return "bad UTF-8 taken: \(bytes)" }
      let written = Array(json.serialized().text.utf8)
      return (try? JSONParser.parse(written)) == json ? nil : "not the same again: \(bytes)"
    }
    #expect(found.isEmpty)
    #expect(accepted.value > 1000)
  }

  private func noise(_ random: inout SplitMix) -> [UInt8] {
    (0..<Int.random(in: 0...40, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
  }

  @Test(arguments: [21])
  func `it takes what another parser takes, its own stricter rules apart`(seed: UInt64) async throws {
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(20_000, long: 300_000)) { random in
      let bytes = mutated(Self.documents.randomElement(using: &random) ?? [], &random)
      let theirs = try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)
      do throws(JSONParser.Failure) {
        _ = try JSONParser.parse(bytes)
        // Foundation refuses numbers that it cannot hold; their text is ours to keep.
        return theirs != nil || hasHugeNumber(bytes) ? nil : "only we take \(String(decoding: bytes, as: UTF8.self))"
      } catch {
        guard theirs != nil, !Self.stricter.contains(error.reason), !isLeniency(bytes) else { return nil }
        return "only they take \(String(decoding: bytes, as: UTF8.self)): \(error)"
      }
    }
    #expect(found.isEmpty)
  }

  private static let stricter: [JSONParser.Reason] = [
    .duplicateName, .nul, .tooDeep, .loneSurrogate, .badUTF8, .controlCharacter,
  ]

  private func hasHugeNumber(_ bytes: [UInt8]) -> Bool {
    String(decoding: bytes, as: UTF8.self).contains(/[0-9]{17,}|[eE][+-]?[0-9]{2,}/)
  }

  /// What Foundation takes and RFC 8259 does not: a byte order mark, a comma at the end, other encodings, zeros in front.
  private func isLeniency(_ bytes: [UInt8]) -> Bool {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) || bytes.contains(0)
      || String(decoding: bytes, as: UTF8.self).contains(/,\s*[\]}]/)
  }

  @Test func `a document as deep as can be sent is refused without a deep stack`() {
    for depth in [33, 1000, 32_000, 500_000] {
      let failure = #expect(throws: JSONParser.Failure.self) { try JSONParser.parse(nested(depth)) }
      #expect(failure?.offset == 32 && failure?.reason == .tooDeep)
    }
    #expect((try? JSONParser.parse(nested(32))) != nil)
  }

  private func nested(_ depth: Int) -> [UInt8] {
    [UInt8](repeating: UInt8(ascii: "["), count: depth) + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
  }
}
