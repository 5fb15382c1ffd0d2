import Runtime

/// A directory of an archive: which tiles, or which further directories, lie where.
struct ArchiveDirectory: Sendable {
  struct Entry: Sendable {
    let tile: UInt64
    /// So many tiles in a row are the same one; 0 where it leads to a directory.
    let run: UInt64
    let place: ByteRange
  }

  enum Finding: Equatable { case tile(ByteRange), directory(ByteRange), nothing }

  let entries: [Entry]

  /// Entries come column by column: differences of numbers, runs, lengths, and offsets plus one (0 is right behind the
  /// last).
  init(_ bytes: [UInt8], _ part: ArchiveFault.Part) throws(ArchiveFault) {
    var reader = VarintReader(bytes, part)
    let count = try reader.next()
    // Four bytes an entry at least: the memory that is asked for is that of what is here.
    guard count <= UInt64(bytes.count / 4) else { throw .damaged(part) }
    let tiles = try Self.tiles(&reader, Int(count))
    let runs = try reader.next(Int(count))
    let lengths = try reader.next(Int(count))
    var entries: [Entry] = []
    entries.reserveCapacity(Int(count))
    for index in 0..<Int(count) {
      let start = try Self.start(try reader.next(), after: entries.last, part)
      let entry = Entry(tile: tiles[index], run: runs[index], place: ByteRange(start: start, count: lengths[index]))
      guard entry.place.end != nil else { throw .damaged(part) }
      entries.append(entry)
    }
    self.entries = entries
  }

  private static func tiles(_ reader: inout VarintReader, _ count: Int) throws(ArchiveFault) -> [UInt64] {
    var tiles: [UInt64] = []
    tiles.reserveCapacity(count)
    for index in 0..<count {
      let step = try reader.next()
      let (tile, isTooFar) = (tiles.last ?? 0).addingReportingOverflow(step)
      guard !isTooFar, index == 0 || step > 0 else { throw .damaged(reader.part) }
      tiles.append(tile)
    }
    return tiles
  }

  private static func start(
    _ written: UInt64, after last: Entry?, _ part: ArchiveFault.Part
  ) throws(ArchiveFault) -> UInt64 {
    if written > 0 { return written - 1 }
    guard let end = last?.place.end else { throw .damaged(part) }
    return end
  }

  func find(_ tile: UInt64) -> Finding {
    let after = entries.partitioningIndex { $0.tile > tile }
    guard after > 0 else { return .nothing }
    let entry = entries[after - 1]
    if entry.run == 0 { return .directory(entry.place) }
    return tile - entry.tile < entry.run ? .tile(entry.place) : .nothing
  }
}

/// The numbers of a directory, seven bits a byte, the lowest first.
struct VarintReader {
  let part: ArchiveFault.Part
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8], _ part: ArchiveFault.Part) { (self.bytes, self.part) = (bytes, part) }

  mutating func next() throws(ArchiveFault) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard position < bytes.count else { break }
      let byte = bytes[position]
      position += 1
      guard shift < 63 || byte < 2 else { break }
      value |= UInt64(byte & 127) << shift
      if byte < 128 { return value }
    }
    throw .damaged(part)
  }

  mutating func next(_ count: Int) throws(ArchiveFault) -> [UInt64] {
    var values: [UInt64] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(try next()) }
    return values
  }
}
