/// Work that goes on beside the requests, a round after another until the server stops. A round may also be one that lasts,
/// such as listening: when it breaks, the next one begins.
package struct BackgroundWork: Sendable {
  package typealias Round = @Sendable () async throws -> Void

  enum Rhythm: Sendable {
    /// The pause between two rounds, and whether there is one before the first.
    case every(Duration, beginsAtOnce: Bool)
    /// Again and again until a round succeeds.
    case once
  }

  package let name: String
  let rhythm: Rhythm
  /// The longest pause while it fails.
  let longestPause: Duration
  /// How its first failure in a row is logged.
  let severity: Severity
  let round: Round

  package enum Severity: Sendable { case warning, error }

  private init(
    _ name: StaticString, _ rhythm: Rhythm, _ longestPause: Duration, _ severity: Severity, _ round: @escaping Round
  ) {
    self.name = "\(name)"
    self.rhythm = rhythm
    self.longestPause = longestPause
    self.severity = severity
    self.round = round
  }

  package init(
    _ name: StaticString, every interval: Duration, beginsAtOnce: Bool = true, longestPause: Duration = .seconds(30),
    severity: Severity = .warning, round: @escaping Round
  ) {
    self.init(name, .every(interval, beginsAtOnce: beginsAtOnce), longestPause, severity, round)
  }

  /// Work that is tried until it succeeds, and ends then.
  package static func once(_ name: StaticString, round: @escaping Round) -> BackgroundWork {
    BackgroundWork(name, .once, .seconds(30), .warning, round)
  }
}

/// The decisions about one work, without a task or a clock: what is worth a line in the log, and how long the pause is.
package struct BackgroundState: Sendable {
  package struct Figures: Equatable, Sendable {
    package var rounds = 0
    package var failures = 0
    package var isFailing = false
    /// The time of the last round, with its waiting.
    package var took = Duration.zero
  }

  enum News: Equatable { case nothing, beginsToFail, recovered(failures: Int) }

  private static let shortestPause = Duration.milliseconds(500)

  private(set) package var figures = Figures()
  private var inARow = 0

  mutating func succeeded(after took: Duration) -> News {
    count(took)
    defer { inARow = 0 }
    return inARow > 0 ? .recovered(failures: inARow) : .nothing
  }

  mutating func failed(after took: Duration) -> News {
    count(took)
    figures.failures += 1
    figures.isFailing = true
    inARow += 1
    return inARow == 1 ? .beginsToFail : .nothing
  }

  private mutating func count(_ took: Duration) {
    figures.rounds += 1
    figures.isFailing = false
    figures.took = took
  }

  /// Before the first round; nil when it begins at once.
  static func pauseBeforeFirst(of work: BackgroundWork, jitter: Double) -> Duration? {
    guard case .every(let interval, beginsAtOnce: false) = work.rhythm else { return nil }
    return interval * spread(jitter)
  }

  /// Before the next round; nil when there is none. `jitter` is from 0 to 1.
  func pause(of work: BackgroundWork, jitter: Double) -> Duration? {
    if inARow > 0 {
      let doubled = Self.shortestPause * Double(1 << min(inARow - 1, 16))
      return min(doubled, work.longestPause) * Self.spread(jitter)
    }
    guard case .every(let interval, _) = work.rhythm else { return nil }
    return interval * Self.spread(jitter)
  }

  /// A tenth more or less, so that servers started together do not stay in step.
  private static func spread(_ jitter: Double) -> Double { 0.9 + 0.2 * jitter }
}
