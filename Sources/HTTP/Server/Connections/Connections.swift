import CLinux
import Glibc
import Runtime
import Synchronization

/// All connections that are open: how many each network holds, which are late, and which go when there is no room.
///
/// libmicrohttpd has a limit of its own, at which it forgets to unlock what its threads need: it is never reached.
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
  subscript(descriptor: Int32) -> Connection? { state.withLock { $0.all[descriptor] } }

  // MARK: Coming and going

  /// Those that left to make room for it, of which the reception must close its own; nil when there is none to be made.
  func admit(_ new: Connection, besides others: Int) -> [Connection]? {
    state.withLock { state in
      guard let leaving = state.leaving(for: new, perNetwork: perNetwork, mostHere: limit - others) else { return nil }
      for connection in leaving {
        state.remove(connection)
        // Still open: who closes it passes this lock first.
        if !connection.phase.isAtReception { shutdown(connection.descriptor, Int32(SHUT_RDWR)) }
      }
      state.insert(new)
      return leaving
    }
  }

  /// Keeps a connection until its client has read our last word.
  func keep(_ connection: Connection) { state.withLock { $0.insert(connection) } }

  /// Before the descriptor is closed, so that a sweep cannot shut a stranger's.
  func closed(_ connection: Connection) { state.withLock { $0.remove(connection) } }

  // MARK: Now and then

  /// Cuts who is late; the reception closes its own, which are returned.
  func sweep() -> [Connection] {
    let now = Connections.now
    let all = state.withLock { Array($0.all.values) }
    let late = all.filter { $0.isLate(at: now) }
    for connection in late where !connection.phase.isAtReception { shut(connection, Int32(SHUT_RDWR)) }
    nudgeTheDeparted(all.filter { !$0.phase.isAtReception })
    return late.filter(\.phase.isAtReception)
  }

  /// libmicrohttpd misses the end of a connection that comes together with the last bytes (one edge of epoll for both),
  /// and would keep it until its timeout. Shutting the half that the client has shut already changes nothing, but wakes it.
  private func nudgeTheDeparted(_ connections: [Connection]) {
    var polled = connections.map {
      pollfd(fd: $0.descriptor, events: Int16(bitPattern: UInt16(EPOLLRDHUP.rawValue)), revents: 0)
    }
    guard poll(&polled, nfds_t(polled.count), 0) > 0 else { return }
    for (connection, state) in zip(connections, polled) where state.revents != 0 {
      shut(connection, Int32(SHUT_RD))
    }
  }

  /// Under the lock, which a connection passes before its descriptor is closed: the number may be a stranger's after.
  private func shut(_ connection: Connection, _ half: Int32) {
    state.withLock { state in
      if state.all[connection.descriptor] === connection { shutdown(connection.descriptor, half) }
    }
  }

  static var now: Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
    return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
  }
}
