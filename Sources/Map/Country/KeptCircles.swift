import Stations

/// The circles of the filters in use, up to a limit of memory. Who has had the most made loses theirs first, so that one who
/// asks for ever other filters does not take the others' away.
struct KeptCircles {
  private struct Kept {
    let hierarchy: Hierarchy
    /// Whom it was made for.
    let party: String
    var usedAt: Int
  }

  private let everything: Hierarchy?
  private let leastMemory: Int
  private var kept: [StationFilter: Kept] = [:]
  private var uses = 0

  /// `leastMemory` is that of all filters together; the map without one is not counted, and stays.
  init(_ everything: Hierarchy? = nil, leastMemory: Int = 24 << 20) {
    (self.everything, self.leastMemory) = (everything, leastMemory)
  }

  /// A large country's filters are large.
  private var mostMemory: Int { max(leastMemory, 4 * (everything?.memory ?? 0)) }

  var filters: Set<StationFilter> { Set(kept.keys) }

  mutating func use(_ filter: StationFilter) -> Hierarchy? {
    guard let index = kept.index(forKey: filter) else { return filter == StationFilter() ? everything : nil }
    uses += 1
    kept.values[index].usedAt = uses
    return kept.values[index].hierarchy
  }

  mutating func keep(_ hierarchy: Hierarchy, for party: String) {
    uses += 1
    kept[hierarchy.filter] = Kept(hierarchy: hierarchy, party: party, usedAt: uses)
    forget()
  }

  /// Forgets, of the party that holds the most, the filter that was not asked for the longest.
  mutating func forget() {
    var held: [String: Int] = [:]
    for one in kept.values { held[one.party, default: 0] += one.hierarchy.memory }
    while held.values.reduce(0, +) > mostMemory {
      guard let most = held.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key,
        let oldest = kept.filter({ $0.value.party == most }).min(by: { $0.value.usedAt < $1.value.usedAt })
      else { return }
      held[most, default: 0] -= oldest.value.hierarchy.memory
      kept[oldest.key] = nil
    }
  }
}
