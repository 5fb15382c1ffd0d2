import CLinux
import Glibc
import Synchronization

/// One thread around epoll that is also a task executor: a socket's answer continues the task that waits for it without
/// waking another thread (measured: the hop costs 5 µs, as much as a small query). Whatever runs here must be short;
/// work over about 0.2 ms belongs to `Workers`.
///
/// Every method may be called from any thread. Handlers of sockets and ticks run on the loop's own thread.
package final class EventLoop: TaskExecutor, Sendable {
  package struct Readiness: OptionSet, Sendable {
    package let rawValue: UInt32
    package init(rawValue: UInt32) { self.rawValue = rawValue }
    package static let read = Readiness(rawValue: EPOLLIN.rawValue)
    package static let write = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer closed its half or the connection is gone; the kernel reports the latter unasked.
    package static let hangUp = Readiness(rawValue: EPOLLRDHUP.rawValue | EPOLLHUP.rawValue | EPOLLERR.rawValue)
  }

  package typealias Handler = @Sendable (Readiness) -> Void

  fileprivate struct Tick {
    let token: UInt64
    let interval: Duration
    var due: Moment
    let work: @Sendable () -> Void
  }

  fileprivate struct State {
    var jobs: [UnownedJob] = []
    var calls: [@Sendable () -> Void] = []
    var handlers = Handlers()
    var ticks: [Tick] = [] { didSet { nextDue = ticks.map(\.due).min() } }
    var nextDue: Moment?
    var lastTick: UInt64 = 0
    /// False while the thread sleeps (or is about to): only then does new work pay for an eventfd write.
    var awake = true
    var stopping = false

    var idle: Bool { jobs.isEmpty && calls.isEmpty }
  }

  private let state = Mutex(State())
  private let epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
  private let wake = eventfd(0, Int32(EFD_NONBLOCK | EFD_CLOEXEC))
  private let thread = Atomic<UInt>(0)

  /// Where tasks go that take long, a millisecond at a time: one after another, whatever cores there are, and behind all else.
  package static let aside = EventLoop(name: "aside", niceness: 19)

  /// `niceness` above 0 lets every other thread go first.
  package init(name: String, niceness: Int32 = 0) {
    precondition(epoll >= 0 && wake >= 0, "no file descriptor left for an event loop")
    var event = epoll_event(events: EPOLLIN.rawValue, data: epoll_data(u64: 0))
    epoll_ctl(epoll, EPOLL_CTL_ADD, wake, &event)
    startThread(name: name, niceness: niceness) { self.run() }
  }

  deinit {
    close(epoll)
    close(wake)
  }

  package var isCurrent: Bool { thread.load(ordering: .relaxed) == UInt(pthread_self()) }

  /// Ends the thread after the work at hand. Sockets still watched are forgotten, not closed.
  package func stop() {
    state.withLock { $0.stopping = true }
    poke()
  }

  // MARK: Tasks and calls

  package func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    submit { $0.jobs.append(job) }
  }

  package func call(_ work: @escaping @Sendable () -> Void) {
    submit { $0.calls.append(work) }
  }

  private func submit(_ add: (inout State) -> Void) {
    let mustWake = state.withLock { state in
      add(&state)
      defer { state.awake = true }
      return !state.awake
    }
    if mustWake { poke() }
  }

  private func poke() {
    eventfd_write(wake, 1)
  }

  // MARK: Sockets

  /// A socket under watch. It stays watched until `cancel`, which must come before the descriptor is closed.
  package struct Watch: Sendable {
    fileprivate let loop: EventLoop
    fileprivate let token: UInt64
    fileprivate let descriptor: Int32

    package func update(_ interest: Readiness, once: Bool = false) {
      loop.control(EPOLL_CTL_MOD, descriptor, interest, once: once, token: token)
    }

    package func cancel() {
      let held = loop.state.withLock { $0.handlers.remove(token) }
      if held { loop.control(EPOLL_CTL_DEL, descriptor, [], once: false, token: token) }
    }
  }

  package func watch(
    _ descriptor: Int32, for interest: Readiness, once: Bool = false, _ handler: @escaping Handler
  ) -> Watch {
    let token = state.withLock { $0.handlers.add(handler) }
    control(EPOLL_CTL_ADD, descriptor, interest, once: once, token: token)
    return Watch(loop: self, token: token, descriptor: descriptor)
  }

  private func control(_ operation: Int32, _ descriptor: Int32, _ interest: Readiness, once: Bool, token: UInt64) {
    var event = epoll_event(
      events: interest.rawValue | (once ? EPOLLONESHOT.rawValue : 0), data: epoll_data(u64: token))
    epoll_ctl(epoll, operation, descriptor, &event)
  }

  // MARK: Ticks

  package struct Ticking: Sendable {
    fileprivate let loop: EventLoop
    fileprivate let token: UInt64

    package func cancel() {
      loop.state.withLock { state in state.ticks.removeAll { $0.token == token } }
    }
  }

  /// Calls `work` about every `interval`. Deadlines are found by sweeping at a tick: no heap of timers to keep.
  package func every(_ interval: Duration, _ work: @escaping @Sendable () -> Void) -> Ticking {
    let token = state.withLock { state in
      state.lastTick += 1
      state.ticks.append(Tick(token: state.lastTick, interval: interval, due: .now + interval, work: work))
      return state.lastTick
    }
    call {}  // the sleep under way may be longer than the new interval
    return Ticking(loop: self, token: token)
  }

  // MARK: The thread

  private func run() {
    thread.store(UInt(pthread_self()), ordering: .relaxed)
    var round = Round()
    var events = [epoll_event](repeating: epoll_event(), count: 256)
    while let timeout = rest() {
      let count = epoll_wait(epoll, &events, Int32(events.count), timeout)
      let due = state.withLock { state in
        state.awake = true
        return state.takeDueTicks()
      }
      for index in 0..<max(0, Int(count)) { dispatch(events[index]) }
      for work in due { work() }
      runWaiting(&round)
    }
  }

  /// How long epoll may sleep, in milliseconds; nil when the loop has been stopped.
  private func rest() -> Int32? {
    state.withLock { state in
      if state.stopping && state.idle { return nil }
      guard state.idle else { return 0 }
      state.awake = false
      return state.millisecondsToNextTick()
    }
  }

  private func dispatch(_ event: epoll_event) {
    if event.data.u64 == 0 {
      var count: eventfd_t = 0
      eventfd_read(wake, &count)
    } else if let watcher = state.withLock({ $0.handlers[event.data.u64] }) {
      watcher.handler(Readiness(rawValue: event.events))
    }
  }

  /// Runs what waits, in rounds: new work of a round waits for the next, and after a few rounds the sockets get a turn.
  /// The two lists of a kind change places, so that no round allocates.
  private func runWaiting(_ round: inout Round) {
    for _ in 0..<8 {
      state.withLock { state in
        swap(&state.jobs, &round.jobs)
        swap(&state.calls, &round.calls)
      }
      if round.jobs.isEmpty && round.calls.isEmpty { return }
      for call in round.calls { call() }
      for job in round.jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
      round.calls.removeAll(keepingCapacity: true)
      round.jobs.removeAll(keepingCapacity: true)
    }
  }

  private struct Round {
    var jobs: [UnownedJob] = []
    var calls: [@Sendable () -> Void] = []
  }
}

extension EventLoop.State {
  fileprivate mutating func takeDueTicks() -> [@Sendable () -> Void] {
    guard let nextDue, case let now = Moment.now, nextDue <= now else { return [] }
    let due = ticks.filter { $0.due <= now }.map(\.work)
    ticks = ticks.map { tick in
      var tick = tick
      if tick.due <= now { tick.due = now + tick.interval }
      return tick
    }
    return due
  }

  fileprivate func millisecondsToNextTick() -> Int32 {
    guard let nextDue else { return -1 }
    let (seconds, attoseconds) = (nextDue - .now).components
    // Rounded up: waking a moment early would only spin until the tick is due.
    return Int32(clamping: max(0, seconds * 1000 + attoseconds / 1_000_000_000_000_000 + 1))
  }
}

/// Who is told of which socket: by place, as each event asks. A place that is taken again has another number, so that news for
/// the one before reach nobody.
private struct Handlers {
  /// A function that goes from hand to hand by itself is wrapped anew in each: two allocations an event.
  struct Watcher {
    let handler: EventLoop.Handler
  }

  private var places: [(number: UInt32, watcher: Watcher?)] = []
  private var free: [UInt32] = []

  /// Never zero.
  mutating func add(_ handler: @escaping EventLoop.Handler) -> UInt64 {
    if let place = free.popLast() {
      places[Int(place)].watcher = Watcher(handler: handler)
      return token(place)
    }
    places.append((1, Watcher(handler: handler)))
    return token(UInt32(places.count - 1))
  }

  subscript(token: UInt64) -> Watcher? {
    let place = places[Int(token & 0xFFFF_FFFF)]
    return place.number == UInt32(token >> 32) ? place.watcher : nil
  }

  /// False when it was gone already.
  mutating func remove(_ token: UInt64) -> Bool {
    guard self[token] != nil else { return false }
    let place = Int(token & 0xFFFF_FFFF)
    places[place] = (max(1, places[place].number &+ 1), nil)
    free.append(UInt32(place))
    return true
  }

  private func token(_ place: UInt32) -> UInt64 { UInt64(places[Int(place)].number) << 32 | UInt64(place) }
}
