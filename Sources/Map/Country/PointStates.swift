import Runtime
import Stations

/// The states of all points of a country at one moment. A value: readers of an older one are not disturbed.
struct PointStates: Sendable {
  /// Counts the batches of changes.
  private(set) var number = 0
  private(set) var status: [PointStatus]
  /// Microseconds since 1970, 0 when nobody said.
  private var since: [Int64]
  /// Spots of which something changed, with the number of the batch; the newest last.
  private(set) var recent: [(number: Int, spot: Int32)] = []
  /// Everything after this number is in `recent`.
  private(set) var recentFrom = 0
  /// When to look at a point again, though nobody says so.
  private(set) var due = DueTimes()

  private static let mostRecent = 2048

  init(of country: Country, _ facts: [StoredPointState], _ bookings: LiveReservations, at now: Instant) {
    status = Array(repeating: .free, count: country.points.count)
    since = Array(repeating: 0, count: country.points.count)
    for fact in facts {
      if let index = country.index(of: fact.id) { set(index, fact, bookings[fact.id] ?? [], at: now) }
    }
    let known = Set(facts.map(\.id))
    for (id, booked) in bookings where !known.contains(id) {
      if let index = country.index(of: id) { set(index, .nothing(of: id), booked, at: now) }
    }
  }

  func since(_ point: Int) -> Instant? { since[point] == 0 ? nil : Instant(microseconds: since[point]) }

  private mutating func set(_ point: Int, _ facts: StoredPointState, _ bookings: [LiveReservation], at now: Instant) {
    let state = facts.state(with: bookings, at: now)
    status[point] = state.status
    since[point] = state.since?.microseconds ?? 0
    due.set(facts.id, to: state.next)
  }

  /// The points that are of this country, as it has them.
  mutating func apply(_ facts: [StoredPointState], _ bookings: LiveReservations, to country: Country, at now: Instant)
    -> [Int]
  {
    var changed: [Int] = []
    number += 1
    for fact in facts {
      guard let index = country.index(of: fact.id) else { continue }
      set(index, fact, bookings[fact.id] ?? [], at: now)
      recent.append((number, country.stations[Int(country.points[index].station)].spot))
      changed.append(index)
    }
    if recent.count > Self.mostRecent {
      let cut = recent.count - Self.mostRecent / 2
      recentFrom = recent[cut - 1].number
      recent.removeFirst(cut)
    }
    return changed
  }

  mutating func takeDue(at now: Instant) -> [ChargePoint.ID] { due.take(at: now) }
}

/// Points in the order in which they are to be looked at: a heap, in which a newer time of a point outdates an older one.
struct DueTimes: Sendable {
  private var heap: [(at: Instant, point: ChargePoint.ID)] = []
  private var valid: [ChargePoint.ID: Instant] = [:]

  mutating func set(_ point: ChargePoint.ID, to instant: Instant?) {
    guard valid[point] != instant else { return }
    valid[point] = instant
    guard let instant else { return }
    heap.append((instant, point))
    var child = heap.count - 1
    while child > 0, heap[child].at < heap[(child - 1) / 2].at {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func take(at now: Instant) -> [ChargePoint.ID] {
    var points: [ChargePoint.ID] = []
    while let first = heap.first, first.at <= now {
      removeFirst()
      guard valid[first.point] == first.at else { continue }
      valid[first.point] = nil
      points.append(first.point)
    }
    return points
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var parent = 0
    while true {
      var least = parent
      for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && heap[child].at < heap[least].at {
        least = child
      }
      if least == parent { return }
      heap.swapAt(parent, least)
      parent = least
    }
  }
}
