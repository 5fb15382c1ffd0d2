import HTTP
import Postgres
import TestSupport
import Testing

@testable import Stations

struct GroundFieldFuzzTests {
  private static let pieces = [
    "2.2", "48.8", "-180", "180", "180.0000001", "90", "-90.1", ",", ",,", " ", "+", "-", "e", "1e400", "1e-400", "nan",
    "inf",
    "0x1p4", ".", "", "é", "\u{0}", "00", "-0",
  ]

  @Test(arguments: [61, 62] as [UInt64])
  func `a box is on the earth and the right way up, or refused`(seed: UInt64) async throws {
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(20_000, long: 2_000_000)) { random in
      let text = (0..<4).map { _ in
        (0...Int.random(in: 0...1, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }
          .joined()
      }.joined(separator: ",")
      guard let box = try? BoundingBox(.text(text)) else { return nil }
      let isRight = box.parts.allSatisfy { part in
        -180 <= part.west && part.west <= part.east && part.east <= 180 && -90 <= part.south && part.south <= part.north
          && part.north <= 90
      }
      return isRight ? nil : text.debugDescription
    }
    #expect(found == [])
  }

  @Test(arguments: [63, 64] as [UInt64])
  func `a way comes out as it went in, and a broken one stays on the earth or is refused`(seed: UInt64) async throws {
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(5_000, long: 500_000)) { random in
      let places = (0...Int.random(in: 1...20, using: &random)).map { _ in
        (
          Int.random(in: -9_000_000...9_000_000, using: &random),
          Int.random(in: -18_000_000...18_000_000, using: &random)
        )
      }
      var bytes = Self.encoded(places)
      let points = places.map { Coordinates(longitude: Double($0.1) / 1e5, latitude: Double($0.0) / 1e5) }
      guard Way.decode(bytes) == points else { return "lost: \(places)" }
      bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 32...126, using: &random)
      guard let way = Way.decode(bytes) else { return nil }
      _ = try? Way(.text(String(decoding: bytes, as: UTF8.self)))
      return way.allSatisfy { abs($0.latitude) <= 90 && abs($0.longitude) <= 180 } ? nil : "\(bytes)"
    }
    #expect(found == [])
  }

  /// As its inventors describe it.
  private static func encoded(_ places: [(Int, Int)]) -> [UInt8] {
    var bytes: [UInt8] = []
    var last = (0, 0)
    for place in places {
      for difference in [place.0 - last.0, place.1 - last.1] {
        var rest = difference < 0 ? ~(difference << 1) : difference << 1
        while rest >= 32 {
          bytes.append(UInt8(rest & 31 | 32) + 63)
          rest >>= 5
        }
        bytes.append(UInt8(rest) + 63)
      }
      last = place
    }
    return bytes
  }
}
