import Runtime

/// The loops that connections are spread over. A caller that runs on one of them is answered there, without waking
/// another thread.
struct Loops: Sendable {
  let all: [EventLoop]

  init(_ all: [EventLoop]) {
    precondition(!all.isEmpty, "connections need a loop")
    self.all = all
  }

  var count: Int { all.count }
  var first: EventLoop { all[0] }
  subscript(home: PoolState.Home) -> EventLoop { all[home % all.count] }

  /// The one that the caller runs on; nil for a stranger.
  var current: PoolState.Home? { all.firstIndex(where: \.isCurrent) }
}
