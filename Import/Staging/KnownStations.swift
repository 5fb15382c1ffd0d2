import Stations

/// Every station that is stored and every one that the file has named so far. The first row of a station in a file speaks
/// for it.
struct KnownStations {
  private struct Mark: OptionSet {
    let rawValue: UInt8
    /// A row has spoken for it.
    static let seen = Mark(rawValue: 1)
    /// A row that repeats a point has named it.
    static let mentioned = Mark(rawValue: 2)
  }

  private let seed: UInt64
  private var table: KeyTable
  /// Of what is stored, then of the first row in the file.
  private var hashes: [UInt64] = []
  private var marks: [Mark] = []
  /// Rows in the file, and how many it says there are: a thing it often gets wrong.
  private var rows: [(counted: Int32, declared: Int32)] = []
  private(set) var stored = 0

  init(seed: UInt64, expecting count: Int) {
    self.seed = seed
    table = KeyTable(expecting: count)
  }

  /// The memory that it needs.
  var footprint: Int { table.footprint + hashes.count * 17 }

  mutating func store(_ id: UnsafeRawBufferPointer, hash: UInt64) {
    guard table.number(ContentHash.of(id, seed: seed)).isNew else { return }
    add(hash)
    stored += 1
  }

  private mutating func add(_ hash: UInt64) {
    hashes.append(hash)
    marks.append([])
    rows.append((0, 0))
  }

  struct Place {
    let ordinal: Int
    /// Its row is the one to write: the first, and new or other than what is stored.
    let isToWrite: Bool
    /// The row says something else than the station's first one.
    let isContradicting: Bool
  }

  /// Remembers a row of a station. `isWritten`: whether the row itself goes to the database, and could bring the station.
  mutating func see(_ id: UnsafeRawBufferPointer, hash: UInt64, isWritten: Bool) -> Place {
    let (ordinal, isNew) = table.number(ContentHash.of(id, seed: seed))
    if isNew { add(hash) }
    rows[ordinal].counted += 1
    let (isStored, isFirst) = (ordinal < stored, !marks[ordinal].contains(.seen))
    let differs = hashes[ordinal] != hash
    if isFirst {
      marks[ordinal].insert(.seen)
      hashes[ordinal] = hash
    }
    return Place(
      ordinal: ordinal, isToWrite: isFirst && isWritten && (!isStored || differs),
      isContradicting: !isFirst && differs)
  }

  /// A row that repeats a point speaks for its station only if nothing else does: once, should the point be believed.
  mutating func mention(_ id: UnsafeRawBufferPointer) -> Place {
    let (ordinal, isNew) = table.number(ContentHash.of(id, seed: seed))
    if isNew { add(0) }
    let isFirst = ordinal >= stored && marks[ordinal].isEmpty
    marks[ordinal].insert(.mentioned)
    return Place(ordinal: ordinal, isToWrite: isFirst, isContradicting: false)
  }

  mutating func declare(_ points: Int32, at ordinal: Int) { rows[ordinal].declared = points }

  /// Stations that have another number of points than they say.
  var miscounted: Int { rows.count { $0.declared > 0 && $0.declared != $0.counted } }
}
