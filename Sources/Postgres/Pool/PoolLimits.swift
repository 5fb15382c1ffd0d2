import Glibc
import Runtime

/// How many connections, and how long people wait for one.
package struct PoolLimits: Sendable {
  /// Two or three for each core of the server are enough: 64 callers on 8 connections run at the full rate.
  package var size = 8
  package var queue = 256
  package var wait: Duration = .seconds(2)
  /// Connections are renewed about this often, so that a new host of the list is found and a backend's memory let go.
  package var maximumAge: Duration = .seconds(2700)
  /// At once, at most.
  var longReads = Int.max

  package init(size: Int = 8, queue: Int = 256, wait: Duration = .seconds(2), maximumAge: Duration = .seconds(2700)) {
    self.size = max(1, size)
    self.queue = queue
    self.wait = wait
    self.maximumAge = maximumAge
  }

  /// A long read takes a core of the database, which may be one of ours: one is left to everybody else.
  package static var ofServer: PoolLimits {
    var limits = PoolLimits()
    limits.longReads = max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))) - 1)
    return limits
  }

  /// The share that long reads may hold, so that no read keeps a write waiting: a third of all, less for one party.
  var heavy: TurnState.Limits {
    let share = max(1, min(size * 3 / 8, longReads))
    return TurnState.Limits(atOnce: share, perParty: (share + 1) / 2, line: queue, linePerParty: max(1, queue / 4))
  }
}
