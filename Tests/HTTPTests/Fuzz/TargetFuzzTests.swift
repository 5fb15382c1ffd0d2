import Foundation
import HTTP
import TestSupport
import Testing

struct TargetFuzzTests {
  private static let pieces = [
    "/", "?", "&", "=", "+", "%", "%2F", "%00", "%C3%A9", "%ff", "%ED%A0%80", "a", "bc", "é", ".", "..", ";", "#", " ",
    "%2",
    "\u{301}", "\u{600}", "{", "\"", "\u{1F}", "%3D", "%26", "\u{10FFFF}",
  ]

  @Test(arguments: [31, 32])
  func `every target is taken apart as the rules say, or refused`(seed: UInt64) async throws {
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(10_000, long: 1_000_000)) { random in
      let count = Int.random(in: 0...12, using: &random)
      let text = "/" + (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
      let (expected, target) = (reference(text), Target(text))
      let isRight =
        target?.segments == expected?.segments && target?.query.map(\.name) == expected?.names
        && target?.query.map(\.value) == expected?.values
      return isRight ? nil : text.debugDescription
    }
    #expect(found.isEmpty)
  }

  private struct Parts {
    var segments: [String] = []
    var names: [String] = []
    var values: [String] = []
  }

  /// The same rules, said with Foundation and arrays of bytes.
  private func reference(_ text: String) -> Parts? {
    let bytes = Array(text.utf8)
    guard !bytes.contains(where: { $0 <= 32 || $0 == 127 }) else { return nil }
    let halves = bytes.split(separator: UInt8(ascii: "?"), maxSplits: 1, omittingEmptySubsequences: false)
    var parts = Parts()
    for segment in halves[0].dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let decoded = decode(segment) else { return nil }
      parts.segments.append(decoded)
    }
    for pair in halves.dropFirst().first?.split(separator: UInt8(ascii: "&")) ?? [] {
      let sides = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
      let spaced = sides.map { $0.map { $0 == UInt8(ascii: "+") ? 32 : $0 }[...] }
      guard let name = decode(spaced[0]), let value = decode(spaced.count > 1 ? spaced[1] : []) else { return nil }
      parts.names.append(name)
      parts.values.append(value)
    }
    return parts
  }

  private func decode(_ bytes: ArraySlice<UInt8>) -> String? {
    guard let decoded = String(validating: bytes, as: UTF8.self)?.removingPercentEncoding else { return nil }
    return decoded.utf8.contains(0) ? nil : decoded
  }

  @Test func `plain noise never makes it trap`() async throws {
    let found = try await complaints(seed: 33, attempts: FuzzScale.count(30_000, long: 1_000_000)) { random in
      let bytes = (0..<Int.random(in: 0...30, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
      let text = "/" + String(decoding: bytes, as: UTF8.self)
      return Target(text)?.segments.contains { $0.utf8.contains(0) } == true ? text.debugDescription : nil
    }
    #expect(found.isEmpty)
  }
}
