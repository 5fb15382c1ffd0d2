import Testing

@testable import HTTP
@testable import Places

@Suite struct ArchiveTests {
  /// Examples of the specification, and of the writer that everybody uses.
  @Test(arguments: [
    (0, 0, 0, 0), (1, 0, 0, 1), (1, 0, 1, 2), (1, 1, 1, 3), (1, 1, 0, 4), (2, 0, 0, 5), (2, 1, 0, 6), (2, 3, 0, 20),
    (12, 3423, 1763, 19_078_479),
  ])
  func `a tile has the number of the specification`(z: Int, x: Int, y: Int, number: Int) {
    #expect(ArchiveTile.number(z: z, x: x, y: y) == UInt64(number))
  }

  @Test func `every tile of a zoom has a number of its own, and neighbours follow one another`() {
    var places: [UInt64: (Int, Int)] = [:]
    for x in 0..<32 { for y in 0..<32 { places[ArchiveTile.number(z: 5, x: x, y: y)] = (x, y) } }
    #expect(places.count == 1024 && places.keys.min() == 341 && places.keys.max() == 1364)
    for number in UInt64(342)...1364 {
      guard let here = places[number], let before = places[number - 1] else { continue }
      #expect(abs(here.0 - before.0) + abs(here.1 - before.1) == 1)
    }
  }

  private func filled(_ count: UInt64) -> ArchiveMaker {
    var maker = ArchiveMaker()
    // Zoom 6 begins at 1365. Every third is missing, and of the rest two in a row are the same.
    for number in UInt64(1365)..<1365 + count where number % 3 > 0 { maker.add(number, "tile \(number / 3)") }
    return maker
  }

  private func spot(_ number: UInt64) -> (x: Int, y: Int)? {
    for x in 0..<64 {
      for y in 0..<64 where ArchiveTile.number(z: 6, x: x, y: y) == number { return (x, y) }
    }
    return nil
  }

  @Test(arguments: [true, false], [nil, 7, 100])
  func `each tile is found, packed or not, in the root or in leaves`(isPacked: Bool, leafLength: Int?) throws {
    var maker = filled(600)
    (maker.isPacked, maker.tilesArePacked, maker.leafLength) = (isPacked, isPacked, leafLength)
    let archive = try maker.archive()
    for number in UInt64(1365)..<2000 {
      let place = try #require(spot(number))
      let tile = try archive.tile(z: 6, x: place.x, y: place.y).map { try archive.plain($0) }
      let isThere = number < 1965 && number % 3 > 0
      #expect(tile == (isThere ? Array("tile \(number / 3)".utf8) : nil), "\(number)")
    }
    for zoom in [5, 16] { #expect(try archive.tile(z: zoom, x: 0, y: 0) == nil) }
  }

  @Test func `leaves may lead to leaves, but not for ever`() throws {
    var maker = filled(600)
    (maker.leafLength, maker.depth) = (4, 3)
    let place = try #require(spot(1366))
    #expect(try maker.archive().tile(z: 6, x: place.x, y: place.y) != nil)
    maker.depth = 4
    let deep = try maker.archive()
    #expect(throws: ArchiveFault.damaged(.leaf)) { try deep.tile(z: 6, x: place.x, y: place.y) }
  }

  @Test func `an archive says where it lies, whom it owes what, and which words its layers have`() throws {
    let archive = try filled(3).archive()
    #expect(archive.header.zooms == 0...15 && archive.header.bounds == [4.8, 45.7, 4.9, 45.8])
    #expect(archive.metadata.attribution == "© Somebody" && archive.metadata.vocabulary == .protomaps)
    var maker = filled(3)
    maker.metadata = #"{"vector_layers":[{"id":"water"},{"id":"transportation"}]}"#
    #expect(try maker.archive().metadata.vocabulary == .openmaptiles)
    #expect(try maker.archive().metadata.attribution.contains("OpenStreetMap"))
    maker.metadata = #"{"vector_layers":[{"id":"water"}]}"#
    #expect(try maker.archive().metadata.vocabulary == nil)
  }

  @Test func `what is no archive of vector tiles is refused with a reason`() throws {
    func fault(_ wanted: ArchiveFault?, _ change: (inout [UInt8]) -> Void) throws {
      var bytes = filled(30).bytes()
      change(&bytes)
      let file = try TemporaryFile(bytes)
      var found: ArchiveFault?
      do { _ = try file.archive() } catch { found = error }
      #expect(found == wanted)
    }
    try fault(nil) { _ in }
    try fault(.noArchive) { $0 = [] }
    try fault(.noArchive) { $0 = Array("PMTiles".utf8) }
    try fault(.noArchive) { $0[0] = 0 }
    try fault(.otherVersion(2)) { $0[7] = 2 }
    try fault(.otherContent) { $0[99] = 2 }
    try fault(.otherCompression) { $0[97] = 3 }
    try fault(.otherCompression) { $0[98] = 4 }
    try fault(.damaged(.header)) { $0[101] = 99 }
    try fault(.damaged(.root)) { $0[130] ^= 0xFF }
    try fault(.missing(.tile)) { $0.removeLast() }
    try fault(.missing(.root)) { $0.removeLast($0.count - 140) }
    try fault(.missing(.root)) { $0.replaceSubrange(16..<24, with: [UInt8](repeating: 255, count: 8)) }
    #expect(throws: ArchiveFault.self) { try TileArchive("/nowhere/at-all.pmtiles") }
    #expect(throws: ArchiveFault.cannotOpen("it is no file")) { try TileArchive("/tmp") }
    #expect(throws: ArchiveFault.cannotOpen("it is no file")) { try TileArchive("/dev/zero") }
  }

  @Test func `a directory that unpacks to gigabytes is not unpacked`() throws {
    var maker = filled(3)
    let bomb = [UInt8](repeating: 32, count: 16 << 20)
    maker.metadata = String(decoding: bomb, as: UTF8.self)
    #expect(throws: ArchiveFault.tooLarge(.metadata)) { try maker.archive() }
    #expect(throws: Gzip.Fault.tooLarge) { try Gzip.unpack(ArchiveMaker.pack(bomb), limit: 1 << 20) }
    #expect(try Gzip.unpack(ArchiveMaker.pack(bomb), limit: 16 << 20) == bomb)
    let packed = ArchiveMaker.pack(Array("a map".utf8))
    #expect(throws: Gzip.Fault.damaged) { try Gzip.unpack(packed.dropLast(9), limit: 100) }
    #expect(throws: Gzip.Fault.damaged) { try Gzip.unpack([], limit: 100) }
  }

  @Test(
    arguments: [
      [200, 1, 2, 3], [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1], [2, 5, 0, 1, 1, 1, 1, 1, 1],
      [1, 5, 1, 1, 0], [1, 5, 1, 1], [2, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1, 1, 1, 1, 1, 1],
    ] as [[UInt8]])
  func `a directory of impossible entries is damaged`(bytes: [UInt8]) {
    #expect(throws: ArchiveFault.damaged(.leaf)) { try ArchiveDirectory(bytes, .leaf) }
  }

  @Test func `there is room for so many entries of leaves`() throws {
    let kept = KeptDirectories()
    var bytes = ArchiveMaker.varint(50_000)
    bytes += [UInt8](repeating: 1, count: 150_000) + [1] + [UInt8](repeating: 0, count: 49_999)
    let directory = try ArchiveDirectory(bytes, .leaf)
    for place in 0..<20 { kept.keep(directory, at: ByteRange(start: UInt64(place), count: 1)) }
    #expect((200_000...400_000).contains(kept.count))
  }
}
