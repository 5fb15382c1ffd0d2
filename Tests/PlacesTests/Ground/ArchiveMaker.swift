import Glibc
import Testing

@testable import HTTP
@testable import Places

/// Writes PMTiles archives, by the specification's words and not by the reader's code.
struct ArchiveMaker {
  struct Tile {
    let number: UInt64
    let content: [UInt8]
  }

  private struct Entry {
    var number: UInt64
    var run: UInt64
    var length: Int
    var offset: Int
  }

  var tiles: [Tile] = []
  var zooms: (lowest: UInt8, highest: UInt8) = (0, 15)
  var isPacked = true
  var tilesArePacked = true
  /// Entries of a leaf; without, all stands in the root.
  var leafLength: Int?
  /// Levels of leaves.
  var depth = 1
  var metadata = #"{"vector_layers":[{"id":"earth"},{"id":"roads"}],"attribution":"© Somebody"}"#
  /// West, south, east and north, in ten millionths of a degree.
  var bounds: [Int32] = [48_000_000, 457_000_000, 49_000_000, 458_000_000]

  mutating func add(_ number: UInt64, _ content: String) {
    tiles.append(Tile(number: number, content: Array(content.utf8)))
  }

  func bytes() -> [UInt8] {
    var data: [UInt8] = []
    var entries: [Entry] = []
    var last: [UInt8]?
    for tile in tiles.sorted(by: { $0.number < $1.number }) {
      if last == tile.content, let entry = entries.last, entry.number + entry.run == tile.number {
        entries[entries.count - 1].run += 1
        continue
      }
      let stored = tilesArePacked ? Self.pack(tile.content) : tile.content
      entries.append(Entry(number: tile.number, run: 1, length: stored.count, offset: data.count))
      data += stored
      last = tile.content
    }
    var leaves: [UInt8] = []
    if let leafLength {
      for _ in 0..<depth { entries = push(entries, leafLength, into: &leaves) }
    }
    return assemble(root: packed(Self.directory(entries)), leaves: leaves, data: data, entries: entries.count)
  }

  /// Puts entries into leaves, and gives those that lead there.
  private func push(_ entries: [Entry], _ length: Int, into leaves: inout [UInt8]) -> [Entry] {
    stride(from: 0, to: entries.count, by: length).map { first in
      let inside = Array(entries[first..<min(first + length, entries.count)])
      let leaf = packed(Self.directory(inside))
      defer { leaves += leaf }
      return Entry(number: inside[0].number, run: 0, length: leaf.count, offset: leaves.count)
    }
  }

  private func assemble(root: [UInt8], leaves: [UInt8], data: [UInt8], entries: Int) -> [UInt8] {
    let words = packed(Array(metadata.utf8))
    var header = Array("PMTiles".utf8) + [3]
    var place = 127
    for part in [root, words, leaves, data] {
      header += Self.number(UInt64(place), 8) + Self.number(UInt64(part.count), 8)
      place += part.count
    }
    for count in [tiles.count, entries, entries] { header += Self.number(UInt64(count), 8) }
    header += [1, isPacked ? 2 : 1, tilesArePacked ? 2 : 1, 1, zooms.lowest, zooms.highest]
    for edge in bounds { header += Self.number(UInt64(UInt32(bitPattern: edge)), 4) }
    header += [0] + [UInt8](repeating: 0, count: 8)
    return header + root + words + leaves + data
  }

  private func packed(_ bytes: [UInt8]) -> [UInt8] { isPacked ? Self.pack(bytes) : bytes }

  static func pack(_ bytes: [UInt8]) -> [UInt8] { Gzip.compress(Bytes(bytes), level: 6)?.array ?? [] }

  private static func directory(_ entries: [Entry]) -> [UInt8] {
    var bytes = varint(UInt64(entries.count))
    var last: UInt64 = 0
    for entry in entries {
      bytes += varint(entry.number - last)
      last = entry.number
    }
    for entry in entries { bytes += varint(entry.run) }
    for entry in entries { bytes += varint(UInt64(entry.length)) }
    var end = -1
    for entry in entries {
      bytes += varint(entry.offset == end ? 0 : UInt64(entry.offset + 1))
      end = entry.offset + entry.length
    }
    return bytes
  }

  static func varint(_ value: UInt64) -> [UInt8] {
    value < 128 ? [UInt8(value)] : [UInt8(value & 127 | 128)] + varint(value >> 7)
  }

  static func number(_ value: UInt64, _ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: value >> UInt64(8 * $0)) }
  }
}

/// A file that is gone with whoever holds it.
final class TemporaryFile: Sendable {
  let path: String

  init(_ bytes: [UInt8]) throws {
    var template = Array("/tmp/watts-up-ground-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    try #require(descriptor >= 0)
    close(descriptor)
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    try write(bytes)
  }

  deinit { unlink(path) }

  /// Opened while the file is here.
  func archive() throws(ArchiveFault) -> TileArchive { try TileArchive(path) }

  /// In its place, as one that is overwritten while somebody reads it.
  func write(_ bytes: [UInt8]) throws {
    let descriptor = open(path, O_WRONLY | O_TRUNC)
    try #require(descriptor >= 0)
    defer { close(descriptor) }
    try #require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count)
  }
}

extension ArchiveMaker {
  func archive() throws -> TileArchive { try TemporaryFile(bytes()).archive() }
}
