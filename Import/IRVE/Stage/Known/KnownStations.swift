import Glibc
import Postgres
import Stations

/// Every station that is stored and every one that the file has named so far, place by place: what lies further than 500 m
/// from where the first row of an identifier put it is another station.
struct KnownStations {
  private struct Rows: BitwiseCopyable {
    var counted: UInt8 = 0
    var declared: UInt8 = 0
  }

  private struct Mark: OptionSet, BitwiseCopyable {
    let rawValue: UInt8
    /// A row of its own has named it.
    static let seen = Mark(rawValue: 1)
    /// A row that repeats a point has.
    static let mentioned = Mark(rawValue: 2)
    /// A row that repeats a point spoke for it last, and may not be believed.
    static let uncertain = Mark(rawValue: 4)
  }

  private let seed: UInt64
  private var table: KeyTable
  /// Hashes of what is stored, then of what the file says last.
  private var hashes = ChunkedArray<UInt64>()
  private var marks = ChunkedArray<Mark>()
  /// The place where the first row put it.
  private var spots = ChunkedArray<Spot>()
  /// Rows in the file, and how many it says there are: a thing it often gets wrong. As far as 255, which is far enough.
  private var rows = ChunkedArray<Rows>()
  /// The rank of the row that speaks for each, where stations are written as they come.
  private var ranks: ChunkedArray<Int64>?
  /// The further places of identifiers that have any, by the first's ordinal.
  private var further: [Int: [Place]] = [:]
  private var furtherCount = 0
  private(set) var stored = 0
  /// Further places that the file has added.
  private(set) var split = 0

  /// No identifier names more: what it names then are no stations.
  static let mostPlaces: Int16 = 1000

  /// The memory that it needs; arrays of further places grow to twice what is in them.
  var footprint: Int {
    table.footprint + hashes.footprint + marks.footprint + spots.footprint + rows.footprint + (ranks?.footprint ?? 0)
      + further.count * 96
      + furtherCount * 2 * MemoryLayout<Place>.stride
  }

  struct Place {
    let ordinal: Int
    /// 0 for the first.
    let number: Int16
    let spot: Spot
  }

  init(seed: UInt64, expecting count: Int) {
    self.seed = seed
    table = KeyTable(expecting: count)
  }

  /// The first of each identifier before its further ones.
  mutating func store(_ id: UnsafeRawBufferPointer, number: Int16 = 0, hash: UInt64, spot: Spot) {
    let (ordinal, isNew) = table.number(key(id, number))
    guard isNew else { return }
    add(hash, spot)
    stored += 1
    guard number > 0, let first = table.find(key(id, 0)) else { return }
    addFurther(Place(ordinal: ordinal, number: number, spot: spot), of: first)
  }

  private mutating func addFurther(_ place: Place, of first: Int) {
    further[first, default: []].append(place)
    furtherCount += 1
  }

  private mutating func add(_ hash: UInt64, _ spot: Spot) {
    hashes.append(hash)
    marks.append([])
    spots.append(spot)
    rows.append(Rows())
    ranks?.append(.min)
  }

  private func key(_ id: UnsafeRawBufferPointer, _ number: Int16) -> UInt64 {
    var hash = ContentHash(seed: seed)
    hash.add(id)
    if number > 0 { withUnsafeBytes(of: number) { hash.add($0) } }
    return hash.value
  }

  // MARK: Where

  /// The station that a row at this spot is of, and the first one of its identifier.
  mutating func place(of id: UnsafeRawBufferPointer, at spot: Spot) throws(SourceFault) -> (place: Place, first: Place)
  {
    let (ordinal, isNew) = table.number(key(id, 0))
    if isNew { add(0, spot) }
    let first = Place(ordinal: ordinal, number: 0, spot: spots[ordinal])
    if first.spot.isNear(spot) { return (first, first) }
    if let known = further[ordinal]?.first(where: { $0.spot.isNear(spot) }) { return (known, first) }
    return (try makePlace(of: id, ordinal, at: spot), first)
  }

  private mutating func makePlace(
    of id: UnsafeRawBufferPointer, _ first: Int, at spot: Spot
  ) throws(SourceFault) -> Place {
    let last = further[first]?.lazy.map(\.number).max() ?? 0
    guard last < Self.mostPlaces - 1 else { throw .tooManyPlaces }
    let place = Place(ordinal: table.number(key(id, last + 1)).ordinal, number: last + 1, spot: spot)
    add(0, spot)
    addFurther(place, of: first)
    split += 1
    return place
  }

  /// A row of the station that is stored and stays.
  mutating func count(_ id: UnsafeRawBufferPointer) {
    if let ordinal = table.find(key(id, 0)) { count(ordinal, declared: nil) }
  }

  /// - Parameter ordinal: of the first place of the row's identifier.
  mutating func count(_ ordinal: Int, declared: Int32?) {
    if rows[ordinal].counted < 255 { rows[ordinal].counted += 1 }
    if let declared { rows[ordinal].declared = UInt8(clamping: declared) }
  }

  /// Stations that have another number of points than they say.
  var miscounted: Int {
    (0..<rows.count).count { rows[$0].declared > 0 && rows[$0].declared != rows[$0].counted }
  }

  // MARK: What is said of it

  struct Speech {
    /// Brings the station into a table that does not have it.
    var isFirst = false
    /// May be what is said of the station in the end.
    var isCandidate = false
    /// The row says something else than the one before.
    var isContradicting = false
  }

  /// From here on the stations are written as they come: which row speaks for one is decided here, not by the database.
  mutating func keepRanks() {
    var ranks = ChunkedArray<Int64>()
    for _ in 0..<table.count { ranks.append(.min) }
    self.ranks = ranks
  }

  /// The newest row that is believed speaks for the station, of several the first. `isRepeated`: the row repeats a point, and
  /// may turn out not to be believed.
  mutating func hear(_ ordinal: Int, hash: UInt64, rank: Int64, isRepeated: Bool) -> Speech {
    let differs = hashes[ordinal] != hash
    var speech = Speech(isContradicting: differs && !isRepeated && marks[ordinal].contains(.seen))
    defer { marks[ordinal].insert(isRepeated ? .mentioned : .seen) }
    guard ranks != nil else {
      hashes[ordinal] = hash
      speech.isCandidate = differs
      return speech
    }
    speech.isFirst = !isRepeated && !marks[ordinal].contains(.seen)
    let wasSpoken = !marks[ordinal].isEmpty
    guard outranks(ordinal, rank) else { return speech }
    speech.isCandidate = wasSpoken ? differs || marks[ordinal].contains(.uncertain) : isRepeated
    guard speech.isCandidate || speech.isFirst else { return speech }
    hashes[ordinal] = hash
    if isRepeated { marks[ordinal].insert(.uncertain) } else { marks[ordinal].remove(.uncertain) }
    return speech
  }

  private mutating func outranks(_ ordinal: Int, _ rank: Int64) -> Bool {
    guard let best = ranks?[ordinal], rank > best else { return false }
    ranks?[ordinal] = rank
    return true
  }

  /// Whether the tables have the station where its first row put it.
  func isWhereFirstSeen(_ ordinal: Int) -> Bool { !marks[ordinal].contains(.mentioned) }
}

/// A place to a tenth of a metre.
struct Spot: Equatable, BitwiseCopyable, Sendable {
  private let longitude: Int32
  private let latitude: Int32

  init(_ point: Coordinates) {
    longitude = Int32((point.longitude * 1_000_000).rounded())
    latitude = Int32((point.latitude * 1_000_000).rounded())
  }

  var point: Coordinates {
    Coordinates(longitude: Double(longitude) / 1_000_000, latitude: Double(latitude) / 1_000_000)
  }

  /// Within 500 m.
  func isNear(_ other: Spot) -> Bool {
    if self == other { return true }
    if abs(latitude - other.latitude) > 4500 { return false }
    let turned = abs(Int(longitude) - Int(other.longitude))
    let east = Double(min(turned, 360_000_000 - turned)) * cos(Double(latitude) / 1_000_000 * .pi / 180)
    let north = Double(latitude) - Double(other.latitude)
    let metres = 0.111_195
    return (east * east + north * north) * metres * metres <= 250_000
  }
}
