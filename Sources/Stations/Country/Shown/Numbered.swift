import Runtime

/// The numbers of pieces by what they are written from, so that they are written once. Neighbours mostly have the same: what was
/// asked for last is looked at first.
struct Numbered<Key: Hashable> {
  private var known: [Key: Int32] = [:]
  private var last: (key: Key, number: Int32?)?

  /// Nil for what has to be written now, and noted.
  mutating func number(of key: Key) -> Int32? {
    if let last, last.key == key, let number = last.number { return number }
    let number = known[key]
    last = (key, number)
    return number
  }

  /// Of what was asked for last.
  mutating func note(_ number: Int32) -> Int32 {
    if let key = last?.key {
      known[key] = number
      last = (key, number)
    }
    return number
  }
}

/// What the sockets and the days of a station's points come to.
struct Rest: Hashable {
  let sockets: Sockets.RawValue
  let accessibility: ChargePoint.Accessibility
  let updatedOn: CivilDay?
}

struct Days: Hashable {
  let openedOn, updatedOn: CivilDay?
}

struct Extras: Hashable {
  let maxHeightM: Double?
  let notes: String?
  let isDemonstration: Bool
}

/// `evidence` of a station and of its point, as they are stored.
struct EvidenceOfBoth: Hashable {
  let station, point: String?

  init(_ station: String?, _ point: String?) { (self.station, self.point) = (station, point) }
}
