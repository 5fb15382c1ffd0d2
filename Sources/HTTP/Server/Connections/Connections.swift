import Glibc
import Runtime
import Synchronization

/// All connections that are open: how many each network holds, which are late, and which go when there is no room.
final class Connections: Sendable {
  private struct State {
    var all: [Int32: Connection] = [:]
    var byNetwork: [ClientNetwork: [Int32: Connection]] = [:]

    mutating func insert(_ connection: Connection) {
      all[connection.descriptor] = connection
      byNetwork[connection.client.network, default: [:]][connection.descriptor] = connection
    }

    mutating func remove(_ connection: Connection) {
      guard all[connection.descriptor] === connection else { return }
      all[connection.descriptor] = nil
      let network = connection.client.network
      byNetwork[network]?[connection.descriptor] = nil
      if byNetwork[network]?.isEmpty == true { byNetwork[network] = nil }
    }

    func leaving(for new: Connection, perNetwork: Int, mostHere: Int) -> [Connection]? {
      let neighbours = byNetwork[new.client.network]
      if !new.isTrusted, let neighbours, neighbours.count >= perNetwork {
        let idlest = neighbours.values.filter { $0.phase < .busy }.min(by: State.goesBefore)
        return idlest.map { [$0] }
      }
      if all.count < mostHere { return [] }
      let leaving = leastWanted(atLeast: max(1, mostHere / 64))
      return leaving.isEmpty ? nil : leaving
    }

    /// Half of what the largest networks hold, those that wait for us last of all. Some at once, as choosing takes a look
    /// at all networks.
    private func leastWanted(atLeast wanted: Int) -> [Connection] {
      let largest = byNetwork.values.filter { $0.first?.value.isTrusted == false }.sorted { $0.count > $1.count }
      var leaving: [Connection] = []
      for network in largest where leaving.count < wanted {
        leaving += State.atRest(network).prefix(max(1, network.count / 2))
      }
      if leaving.isEmpty, let busy = largest.first?.values.min(by: { $0.since < $1.since }) { return [busy] }
      return leaving
    }

    /// Those that wait for nothing of ours, in the order in which they go.
    private static func atRest(_ network: [Int32: Connection]) -> [Connection] {
      network.values.filter { $0.phase < .busy }.sorted(by: goesBefore)
    }

    private static func goesBefore(_ left: Connection, _ right: Connection) -> Bool {
      left.phase != right.phase ? left.phase < right.phase : left.since < right.since
    }
  }

  private let state = Mutex(State())
  private let limit: Int
  private let perNetwork: Int

  init(limit: Int, perNetwork: Int) {
    self.limit = limit
    self.perNetwork = perNetwork
  }

  var count: Int { state.withLock { $0.all.count } }
  var all: [Connection] { state.withLock { Array($0.all.values) } }

  /// Those that leave to make room for it, to be ended on their lanes; nil when there is none to be made.
  func admit(_ new: Connection, besides others: Int) -> [Connection]? {
    state.withLock { state in
      guard let leaving = state.leaving(for: new, perNetwork: perNetwork, mostHere: limit - others) else { return nil }
      for connection in leaving { state.remove(connection) }
      state.insert(new)
      return leaving
    }
  }

  /// Before the descriptor is closed: the number may be a stranger's after.
  func closed(_ connection: Connection) { state.withLock { $0.remove(connection) } }

  /// Whose time is over.
  func late() -> [Connection] {
    let now = Connections.now
    return all.filter { $0.isLate(at: now) }
  }

  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
