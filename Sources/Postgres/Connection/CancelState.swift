import Runtime

/// The cancellation of what runs on one connection, without libpq, a lock or a clock: when one may begin, and what waits for
/// it. PQcancel hits whatever runs when it arrives, so that until it has returned nothing else may be sent.
struct CancelState {
  /// One that had no effect is repeated after this.
  static let pause = Duration.seconds(1)

  private enum Phase {
    /// Can become: under way. `last` tells when what runs now was cancelled before.
    case none(last: Moment?)
    /// Can become: answered, none.
    case underWay(since: Moment)
    /// The answer came first; nobody gets it before the cancellation has returned. Can become: none.
    case answered(Completion)
    /// The connection was closed meanwhile. Can become: none.
    case orphaned
  }

  private var phase = Phase.none(last: nil)

  var isUnderWay: Bool { if case .none = phase { false } else { true } }
  var holdsAnswer: Bool { if case .answered = phase { true } else { false } }

  func mayBegin(at now: Moment) -> Bool {
    guard case .none(let last) = phase else { return false }
    return last.map { now - $0 > Self.pause } ?? true
  }

  mutating func begin(at now: Moment) { phase = .underWay(since: now) }

  /// The answer, if it may be given at once.
  mutating func answered(_ completion: Completion) -> Completion? {
    guard isUnderWay else {
      phase = .none(last: nil)
      return completion
    }
    phase = .answered(completion)
    return nil
  }

  /// The answer that waited for this.
  mutating func returned() -> Completion? {
    defer { phase = .none(last: last) }
    return held
  }

  /// The connection is closed: what is held waits no longer.
  mutating func close() -> Completion? {
    defer { if isUnderWay { phase = .orphaned } }
    return held
  }

  private var held: Completion? { if case .answered(let completion) = phase { completion } else { nil } }

  private var last: Moment? {
    switch phase {
    case .none(let last): last
    case .underWay(let since): since
    case .answered, .orphaned: nil
    }
  }
}
