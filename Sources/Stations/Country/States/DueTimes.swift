import Runtime

/// Things in the order in which they are to be looked at: a heap, in which a newer time of one outdates an older one.
struct DueTimes<Thing: Hashable & Sendable>: Sendable {
  private var heap: [(at: Instant, thing: Thing)] = []
  private var valid: [Thing: Instant] = [:]

  mutating func set(_ thing: Thing, to instant: Instant?) {
    guard valid[thing] != instant else { return }
    valid[thing] = instant
    guard let instant else { return }
    heap.append((instant, thing))
    var child = heap.count - 1
    while child > 0, heap[child].at < heap[(child - 1) / 2].at {
      heap.swapAt(child, (child - 1) / 2)
      child = (child - 1) / 2
    }
  }

  mutating func take(at now: Instant) -> [Thing] {
    var things: [Thing] = []
    while let first = heap.first, first.at <= now {
      removeFirst()
      guard valid[first.thing] == first.at else { continue }
      valid[first.thing] = nil
      things.append(first.thing)
    }
    return things
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
