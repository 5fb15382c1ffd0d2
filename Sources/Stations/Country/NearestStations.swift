import Postgres

/// The stations of a country by their distance from a place, the nearest first; as far away as one another in the order of
/// their ids. Looks no farther than it is asked, and measures only what may come next.
struct NearestStations: ~Copyable {
  /// A box of the tree, a station that is not measured, or one that is: a number, and above it in which of these.
  struct Thing {
    private static let guess: UInt32 = 14, station: UInt32 = 15
    private let bits: UInt32

    private init(_ kind: UInt32, _ number: Int) { bits = kind << 28 | UInt32(number) }

    static func box(_ level: Int, _ number: Int) -> Thing { Thing(UInt32(level), number) }
    /// It is not nearer than that.
    static func guess(_ number: Int) -> Thing { Thing(guess, number) }
    static func station(_ number: Int) -> Thing { Thing(station, number) }

    var number: Int { Int(bits & 0x0FFF_FFFF) }
    var isGuess: Bool { bits >> 28 == Thing.guess }
    var isStation: Bool { bits >> 28 == Thing.station }
    /// Of a box.
    var level: Int { Int(bits >> 28) }
  }

  struct Entry: Ordered {
    let metres: Double
    /// What is not measured comes before the stations that are as far away: it may hold one, or be one.
    let rank: Int32
    let thing: Thing

    func comes(before other: Entry) -> Bool {
      metres != other.metres ? metres < other.metres : rank < other.rank
    }
  }

  private let country: Country
  private let place: GroundPoint
  private let direction: SIMD3<Float>
  private var heap = Heap<Entry>()

  init(in country: Country, around place: Coordinates) {
    self.country = country
    self.place = GroundPoint(place)
    direction = SIMD3<Float>(self.place.direction)
    guard let top = country.tree.levels.indices.last else { return }
    heap.push(Entry(metres: -.infinity, rank: -1, thing: .box(top, 0)))
  }

  mutating func next() -> (station: Int, metres: Double)? {
    while let first = heap.pop() {
      if first.thing.isStation { return (first.thing.number, first.metres) }
      if first.thing.isGuess {
        if let metres = measure(first.thing.number) { return (first.thing.number, metres) }
      } else {
        open(first.thing.number, at: first.thing.level)
      }
    }
    return nil
  }

  private mutating func open(_ index: Int, at level: Int) {
    if level == 0 { return openLeaf(index) }
    let boxes = country.tree.levels[level - 1]
    for child in index * SpotTree.width..<min((index + 1) * SpotTree.width, boxes.count) {
      heap.push(Entry(metres: boxes[child].metres(from: direction), rank: -1, thing: .box(level - 1, child)))
    }
  }

  private mutating func openLeaf(_ index: Int) {
    let (spots, directions) = (country.spots, country.directions)
    let last = min((index + 1) * SpotTree.width, spots.count) - 1
    let stations = spots[index * SpotTree.width].stations.lowerBound..<spots[last].stations.upperBound
    for station in stations.ints {
      let least = GroundPoint.metres(from: direction, atLeastTo: directions[station])
      heap.push(Entry(metres: least, rank: -1, thing: .guess(station)))
    }
  }

  /// Its distance, where nothing else may be as near; otherwise it waits for its turn.
  private mutating func measure(_ station: Int) -> Double? {
    // From the station, as PostGIS is asked: the way back is a nanometre longer or shorter, and pages end between neighbours.
    let metres = GroundPoint(country.stations[station].location).metres(to: place)
    if heap.first.map({ metres < $0.metres }) ?? true { return metres }
    heap.push(Entry(metres: metres, rank: country.ranks[station], thing: .station(station)))
    return nil
  }
}
