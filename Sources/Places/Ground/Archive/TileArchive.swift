import HTTP

/// A PMTiles archive of version 3: millions of vector tiles in one file, of which only the way to the one that is wanted
/// is read. Whatever the file holds, what it may take of memory is limited.
package final class TileArchive: Sendable {
  let header: ArchiveHeader
  let metadata: ArchiveMetadata
  /// Tells this file from another one, and from itself after a change.
  let version: String
  private let file: ArchiveFile
  private let root: ArchiveDirectory
  private let leaves = KeptDirectories()

  private static let largestDirectory = 2 << 20
  private static let largestMetadata = 8 << 20
  private static let largestTile = 8 << 20
  /// The root and three levels of leaves, as the reference reader takes them.
  private static let deepest = 4

  package init(_ path: String) throws(ArchiveFault) {
    file = try ArchiveFile(path)
    guard file.size >= UInt64(ArchiveHeader.length) else { throw .noArchive }
    let head = try file.read(ByteRange(start: 0, count: 127), of: .header, limit: ArchiveHeader.length)
    header = try ArchiveHeader(head)
    let packed = try file.read(header.root, of: .root, limit: Self.largestDirectory)
    root = try ArchiveDirectory(Self.unpacked(packed, header, .root, limit: Self.largestDirectory), .root)
    let words = try file.read(header.metadata, of: .metadata, limit: Self.largestMetadata)
    metadata = try ArchiveMetadata(Self.unpacked(words, header, .metadata, limit: Self.largestMetadata))
    for (section, part) in [(header.leaves, ArchiveFault.Part.leaf), (header.tiles, .tile)] {
      guard let end = section.end, end <= file.size else { throw .missing(part) }
    }
    let about = head + packed + Array("\(file.size) \(file.modified)".utf8)
    version = EntityTag(of: Bytes(about)).text.filter { $0 != "\"" }
  }

  private static func unpacked(
    _ bytes: [UInt8], _ header: ArchiveHeader, _ part: ArchiveFault.Part, limit: Int
  ) throws(ArchiveFault) -> [UInt8] {
    guard header.directories == .gzip else { return bytes }
    return try unpacked(bytes, part, limit: limit)
  }

  private static func unpacked(
    _ bytes: [UInt8], _ part: ArchiveFault.Part, limit: Int
  ) throws(ArchiveFault) -> [UInt8] {
    do {
      return try Gzip.unpack(bytes, limit: limit)
    } catch .tooLarge {
      throw .tooLarge(part)
    } catch {
      throw .damaged(part)
    }
  }

  /// The tile as it is stored; nil where there is none.
  func tile(z: Int, x: Int, y: Int) throws(ArchiveFault) -> [UInt8]? {
    guard header.zooms.contains(z) else { return nil }
    let number = ArchiveTile.number(z: z, x: x, y: y)
    var directory = root
    for _ in 0..<Self.deepest {
      switch directory.find(number) {
      case .nothing: return nil
      case .directory(let place): directory = try leaf(at: place)
      case .tile(let place): return try tile(at: place)
      }
    }
    throw .damaged(.leaf)
  }

  /// A stored tile, unpacked.
  func plain(_ tile: [UInt8]) throws(ArchiveFault) -> [UInt8] {
    header.contents == .gzip ? try Self.unpacked(tile, .tile, limit: Self.largestTile) : tile
  }

  private func tile(at place: ByteRange) throws(ArchiveFault) -> [UInt8] {
    guard let place = header.tiles.part(place) else { throw .missing(.tile) }
    let bytes = try file.read(place, of: .tile, limit: Self.largestTile)
    // A browser could do nothing with it either.
    if header.contents == .gzip, !bytes.starts(with: [0x1F, 0x8B]) { throw .damaged(.tile) }
    return bytes
  }

  private func leaf(at place: ByteRange) throws(ArchiveFault) -> ArchiveDirectory {
    if let kept = leaves[place] { return kept }
    guard let there = header.leaves.part(place) else { throw .missing(.leaf) }
    let bytes = try file.read(there, of: .leaf, limit: Self.largestDirectory)
    let directory = try ArchiveDirectory(
      Self.unpacked(bytes, header, .leaf, limit: Self.largestDirectory), .leaf)
    leaves.keep(directory, at: place)
    return directory
  }
}
