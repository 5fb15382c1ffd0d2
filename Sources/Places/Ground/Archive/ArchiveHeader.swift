/// The first 127 bytes of a PMTiles archive of version 3: where its parts lie, and what they are.
struct ArchiveHeader: Sendable {
  enum Compression: UInt8, Sendable { case none = 1, gzip }

  /// West, south, east and north, in degrees.
  typealias Bounds = [Double]

  static let length = 127
  private static let vectorTiles: UInt8 = 1

  let root: ByteRange
  let metadata: ByteRange
  let leaves: ByteRange
  let tiles: ByteRange
  let directories: Compression
  let contents: Compression
  let zooms: ClosedRange<Int>
  let bounds: Bounds

  init(_ bytes: [UInt8]) throws(ArchiveFault) {
    guard bytes.count >= Self.length, bytes.starts(with: "PMTiles".utf8) else { throw .noArchive }
    guard bytes[7] == 3 else { throw .otherVersion(Int(bytes[7])) }
    guard bytes[99] == Self.vectorTiles else { throw .otherContent }
    guard let directories = Compression(rawValue: bytes[97]), let contents = Compression(rawValue: bytes[98])
    else { throw .otherCompression }
    (self.directories, self.contents) = (directories, contents)
    (root, metadata) = (Self.range(bytes, at: 8), Self.range(bytes, at: 24))
    (leaves, tiles) = (Self.range(bytes, at: 40), Self.range(bytes, at: 56))
    let (lowest, highest) = (Int(bytes[100]), Int(bytes[101]))
    guard lowest <= highest, highest <= ArchiveTile.deepest else { throw .damaged(.header) }
    zooms = lowest...highest
    bounds = try Self.bounds(bytes)
  }

  private static func range(_ bytes: [UInt8], at place: Int) -> ByteRange {
    ByteRange(start: number(bytes, at: place, of: 8), count: number(bytes, at: place + 8, of: 8))
  }

  private static func bounds(_ bytes: [UInt8]) throws(ArchiveFault) -> Bounds {
    let degrees = [102, 106, 110, 114].map { place in
      Double(Int32(truncatingIfNeeded: number(bytes, at: place, of: 4))) / 10_000_000
    }
    // Some writers leave them out.
    if degrees.allSatisfy({ $0 == 0 }) { return [-180, -85, 180, 85] }
    guard degrees[0] < degrees[2], degrees[1] < degrees[3], degrees.allSatisfy({ abs($0) <= 180 })
    else { throw .damaged(.header) }
    return degrees
  }

  /// Little-endian.
  private static func number(_ bytes: [UInt8], at place: Int, of count: Int) -> UInt64 {
    bytes[place..<place + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
