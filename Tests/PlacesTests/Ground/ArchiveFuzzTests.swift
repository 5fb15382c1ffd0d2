import TestSupport
import Testing

@testable import Places

@Suite struct ArchiveFuzzTests {
  private func maker(_ isPacked: Bool) -> ArchiveMaker {
    var maker = ArchiveMaker()
    (maker.isPacked, maker.tilesArePacked, maker.leafLength) = (isPacked, false, 5)
    for number in UInt64(0)..<85 { maker.add(number, "tile \(number / 2)") }
    return maker
  }

  /// Not packed: what is flipped reaches the reader instead of gzip's own check.
  @Test(arguments: [81, 82, 83, 84] as [UInt64])
  func `flipped bits give a tile, none, or a fault`(seed: UInt64) throws {
    let whole = maker(seed % 2 == 0).bytes()
    var random = SplitMix(seed: seed)
    let file = try TemporaryFile(whole)
    for _ in 0..<FuzzScale.count(1500, long: 200_000) {
      var bytes = whole
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        // The head and the directories are where it hurts.
        let place = Int.random(in: 8..<min(bytes.count, 700), using: &random)
        bytes[place] = Bool.random(using: &random) ? .random(in: 0...255, using: &random) : bytes[place] ^ 0x80
      }
      if Int.random(in: 0..<8, using: &random) == 0 { bytes.removeLast(.random(in: 0..<bytes.count, using: &random)) }
      try file.write(bytes)
      readAll(file)
    }
  }

  @Test func `a file cut anywhere gives a fault, not an end`() throws {
    let whole = maker(true).bytes()
    let file = try TemporaryFile(whole)
    for length in stride(from: 0, to: whole.count, by: 7) {
      try file.write(Array(whole.prefix(length)))
      #expect(throws: ArchiveFault.self) { try file.archive() }
    }
  }

  @Test func `a file cut while it is read gives faults, and the rest of its tiles`() throws {
    let whole = maker(true).bytes()
    let file = try TemporaryFile(whole)
    let archive = try file.archive()
    #expect(try archive.tile(z: 3, x: 7, y: 0) != nil)
    try file.write(Array(whole.prefix(whole.count - 100)))
    #expect(throws: ArchiveFault.missing(.tile)) { try archive.tile(z: 3, x: 7, y: 0) }
    #expect(try archive.tile(z: 0, x: 0, y: 0) != nil)
  }

  private func readAll(_ file: TemporaryFile) {
    guard let archive = try? file.archive() else { return }
    for z in 0...3 {
      for x in 0..<(1 << z) {
        for y in 0..<(1 << z) { _ = try? archive.tile(z: z, x: x, y: y).map { try archive.plain($0) } }
      }
    }
  }
}
