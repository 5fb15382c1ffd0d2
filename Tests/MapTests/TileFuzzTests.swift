import HTTP
import TestSupport
import Testing

@testable import Map

@Suite struct TileFuzzTests {
  @Test(arguments: [71, 72] as [UInt64])
  func `a tile is on the map or there is none`(seed: UInt64) async throws {
    let edges = [Int.min, -1, 0, 1, 19, 20, 21, 62, 63, 64, 1 << 20, (1 << 20) - 1, Int.max]
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(20_000, long: 5_000_000)) { random in
      let numbers = (0..<3).map { _ in
        Bool.random(using: &random)
          ? edges.randomElement(using: &random) ?? 0 : Int.random(in: -2...(1 << 21), using: &random)
      }
      let isOnMap =
        (0...20).contains(numbers[0]) && numbers[1] >= 0 && numbers[2] >= 0
        && max(numbers[1], numbers[2]) >> max(0, min(62, numbers[0])) == 0
      let tile = TileAddress(z: numbers[0], x: numbers[1], y: numbers[2])
      return (tile != nil) == isOnMap ? nil : "\(numbers)"
    }
    #expect(found == [])
  }

  private static let pieces = [
    "/", "0", "1", "5", "16", "11", "20", "21", "99999999999999999999", "-1", "+1", "1.0", "", ".mvt", ".geojson",
    "%2F", "%00",
    "é", "?minPower=", "?socket=ccs", "&free=1", "&at=", "?brand=%F0%9F%94%8C", "?maxHeight=nan", "?x=1",
  ]

  @Test(arguments: [73, 74] as [UInt64])
  func `whatever is asked for below tiles is answered, or a mistake of whoever asks`(seed: UInt64) async throws {
    let scene = try await MapScene()
    var random = SplitMix(seed: seed)
    for _ in 0..<FuzzScale.count(400, long: 40_000) {
      let count = Int.random(in: 0...4, using: &random)
      let middle = (0..<count).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
      let target = "/tiles/" + (Bool.random(using: &random) ? "\(middle)" : "5/16/11.mvt\(middle)")
      guard Target(target) != nil else { continue }
      let answer = try await scene.app.call(.get, target)
      #expect([200, 400, 404, 422].contains(answer.status), "seed \(seed): \(target)")
    }
  }
}
