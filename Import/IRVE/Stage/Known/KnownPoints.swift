/// Every point that is stored and every one that the file has named so far.
struct KnownPoints {
  /// A row compared with what is known of its identifier.
  enum Comparison: Equatable {
    case new, changed, unchanged
    /// The file has named it before; `worthKeeping` unless nothing could come of looking at it again.
    case repeated(worthKeeping: Bool)
  }

  private struct Mark: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// In the database.
    static let stored = Mark(rawValue: 1)
    /// Would be withdrawn if a full file did not name it.
    static let counted = Mark(rawValue: 2)
    /// Named by this file.
    static let seen = Mark(rawValue: 4)
    /// This file's first row of it was not what is stored.
    static let written = Mark(rawValue: 8)
  }

  private let seed: UInt64
  private var table: KeyTable
  private var hashes = ChunkedArray<UInt64>()
  private var marks = ChunkedArray<Mark>()
  /// Stored points that a full file has to name.
  private(set) var counted = 0
  private(set) var seenOfCounted = 0

  init(seed: UInt64, expecting count: Int) {
    self.seed = seed
    table = KeyTable(expecting: count)
  }

  var isEmpty: Bool { table.count == 0 }

  /// The memory that it needs.
  var footprint: Int { table.footprint + hashes.footprint + marks.footprint }

  private func key(_ id: UnsafeRawBufferPointer) -> UInt64 { ContentHash.of(id, seed: seed) }

  mutating func store(_ id: UnsafeRawBufferPointer, hash: UInt64, isCounted: Bool) {
    guard table.number(key(id)).isNew else { return }
    hashes.append(hash)
    marks.append(isCounted ? [.stored, .counted] : .stored)
    if isCounted { counted += 1 }
  }

  /// An identifier, looked up once for all that is asked about it.
  struct Entry {
    fileprivate let key: UInt64
    fileprivate let ordinal: Int?
  }

  func entry(_ id: UnsafeRawBufferPointer) -> Entry {
    let key = key(id)
    return Entry(key: key, ordinal: table.find(key))
  }

  /// Compares a row with this content, without remembering it. The lowest bit of a hash is no content: it says whether
  /// the row was corrected.
  func compare(_ entry: Entry, _ hash: UInt64) -> Comparison {
    guard let ordinal = entry.ordinal else { return .new }
    let isSame = (hashes[ordinal] ^ hash) & ~1 == 0
    guard marks[ordinal].contains(.seen) else { return isSame ? .unchanged : .changed }
    return .repeated(worthKeeping: !isSame || marks[ordinal].contains(.written))
  }

  func wasCorrected(_ entry: Entry) -> Bool { entry.ordinal.map { hashes[$0] & 1 == 1 } ?? false }

  mutating func see(_ entry: Entry, _ hash: UInt64, isWritten: Bool) {
    guard let ordinal = entry.ordinal else {
      guard table.number(entry.key).isNew else { return }
      hashes.append(hash)
      return marks.append([.seen, .written])
    }
    if marks[ordinal].contains(.counted) && !marks[ordinal].contains(.seen) { seenOfCounted += 1 }
    marks[ordinal].insert(isWritten ? [.seen, .written] : .seen)
    if isWritten { hashes[ordinal] = hash }
  }

  func isMissing(_ id: UnsafeRawBufferPointer) -> Bool {
    guard let ordinal = table.find(key(id)) else { return false }
    return marks[ordinal].contains(.counted) && !marks[ordinal].contains(.seen)
  }
}
