/// Suspended exchanges.
struct Sleepers {
  /// nil once the server gives up on them, after which none may be suspended.
  private var all: [ObjectIdentifier: Exchange]? = [:]
  private var doubtful: [ObjectIdentifier: ContinuousClock.Instant] = [:]

  /// False when the server waits for nobody any more.
  mutating func insert(_ exchange: Exchange) -> Bool {
    all?[ObjectIdentifier(exchange)] = exchange
    return all != nil
  }

  mutating func remove(_ exchange: Exchange) {
    all?[ObjectIdentifier(exchange)] = nil
    if !doubtful.isEmpty { doubtful[ObjectIdentifier(exchange)] = nil }
  }

  mutating func takeAll() -> [Exchange] {
    defer { all = nil }
    return all.map { Array($0.values) } ?? []
  }

  /// Its client may have left; for sure when it still sleeps at `deadline`.
  mutating func doubt(_ exchange: Exchange, until deadline: ContinuousClock.Instant) {
    doubtful[ObjectIdentifier(exchange)] = deadline
  }

  mutating func takeLost(at now: ContinuousClock.Instant) -> [Exchange] {
    let lost = doubtful.filter { $0.value < now }.keys
    for key in lost { doubtful[key] = nil }
    return lost.compactMap { all?[$0] }
  }
}
