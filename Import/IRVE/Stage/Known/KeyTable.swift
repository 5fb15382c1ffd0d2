/// Numbers keys in the order in which they first come: a flat hash table, since a country of a million points has to fit
/// beside everything else (measured: 12 bytes a key and slot, half of what a Dictionary takes). Keys are hashes already.
struct KeyTable {
  /// Ordinal plus one; 0 is free. A power of two, at most three quarters taken.
  private var slots: [UInt32]
  private var keys = ChunkedArray<UInt64>()

  init(expecting count: Int = 0) {
    var size = 1024
    while size * 3 / 4 <= count { size *= 2 }
    slots = [UInt32](repeating: 0, count: size)
  }

  var count: Int { keys.count }

  /// The memory that it needs.
  var footprint: Int { slots.count * 4 + keys.footprint }

  func find(_ key: UInt64) -> Int? {
    let slot = slots[place(of: key)]
    return slot == 0 ? nil : Int(slot) - 1
  }

  /// The key's number, and whether it is new.
  mutating func number(_ key: UInt64) -> (ordinal: Int, isNew: Bool) {
    let place = place(of: key)
    if slots[place] != 0 { return (Int(slots[place]) - 1, false) }
    keys.append(key)
    slots[place] = UInt32(keys.count)
    if keys.count * 4 > slots.count * 3 { grow() }
    return (keys.count - 1, true)
  }

  private func place(of key: UInt64) -> Int {
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: key) & mask
    while slots[place] != 0, keys[Int(slots[place]) &- 1] != key { place = (place &+ 1) & mask }
    return place
  }

  private mutating func grow() {
    let size = slots.count * 2
    slots = []
    slots = [UInt32](repeating: 0, count: size)
    for ordinal in 0..<keys.count { slots[place(of: keys[ordinal])] = UInt32(ordinal + 1) }
  }
}
