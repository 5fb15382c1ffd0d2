import Postgres

/// The stations of a country by their distance from a place, the nearest first; as far away as one another in the order of
/// their ids. Looks no farther than it is asked, and measures only what may come next.
struct NearestStations {
  private enum Thing {
    case box(level: Int32, index: Int32)
    /// It is not nearer than that.
    case guess(Int32)
    case station(Int32)
  }

  private struct Entry {
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
  private var heap: [Entry] = []

  init(in country: Country, around place: Coordinates) {
    self.country = country
    self.place = GroundPoint(place)
    direction = SIMD3<Float>(self.place.direction)
    heap.reserveCapacity(256)
    guard let top = country.tree.levels.indices.last else { return }
    heap.append(Entry(metres: -.infinity, rank: -1, thing: .box(level: Int32(top), index: 0)))
  }

  mutating func next() -> (station: Int, metres: Double)? {
    while let first = pop() {
      switch first.thing {
      case .station(let station): return (Int(station), first.metres)
      case .guess(let station): measure(station)
      case .box(level: 0, let index): openLeaf(Int(index))
      case .box(let level, let index): openBox(Int(level), Int(index))
      }
    }
    return nil
  }

  private mutating func openBox(_ level: Int, _ index: Int) {
    let boxes = country.tree.levels[level - 1]
    for child in index * SpotTree.width..<min((index + 1) * SpotTree.width, boxes.count) {
      push(
        Entry(
          metres: boxes[child].metres(from: direction), rank: -1,
          thing: .box(level: Int32(level - 1), index: Int32(child))))
    }
  }

  private mutating func openLeaf(_ index: Int) {
    let spots = country.spots
    let last = min((index + 1) * SpotTree.width, spots.count) - 1
    for station in spots[index * SpotTree.width].stations.lowerBound..<spots[last].stations.upperBound {
      let least = GroundPoint.metres(from: direction, atLeastTo: country.directions[Int(station)])
      push(Entry(metres: least, rank: -1, thing: .guess(station)))
    }
  }

  private mutating func measure(_ station: Int32) {
    // From the station, as PostGIS is asked: the way back is a nanometre longer or shorter, and pages end between neighbours.
    let metres = GroundPoint(country.stations[Int(station)].location).metres(to: place)
    push(Entry(metres: metres, rank: country.ranks[Int(station)], thing: .station(station)))
  }

  // MARK: The heap

  private mutating func push(_ entry: Entry) {
    heap.append(entry)
    var child = heap.count - 1
    while child > 0, entry.comes(before: heap[(child - 1) / 2]) {
      heap[child] = heap[(child - 1) / 2]
      child = (child - 1) / 2
    }
    heap[child] = entry
  }

  private mutating func pop() -> Entry? {
    guard let first = heap.first, let last = heap.popLast() else { return nil }
    if heap.isEmpty { return first }
    var parent = 0
    while 2 * parent + 1 < heap.count {
      var child = 2 * parent + 1
      if child + 1 < heap.count, heap[child + 1].comes(before: heap[child]) { child += 1 }
      if !heap[child].comes(before: last) { break }
      heap[parent] = heap[child]
      parent = child
    }
    heap[parent] = last
    return first
  }
}
