import TestSupport
import Testing

@testable import Runtime

/// The decisions about one work.
@Suite struct BackgroundStateTests {
  private let work = BackgroundWork("work", every: .seconds(3)) {}

  /// Without jitter.
  private func pause(_ state: BackgroundState, _ work: BackgroundWork) -> Duration? {
    state.pause(of: work, jitter: 0.5)
  }

  @Test func `the pause is the interval, a tenth more or less`() {
    var state = BackgroundState()
    #expect(state.succeeded(after: .zero) == .nothing)
    #expect(pause(state, work) == .seconds(3))
    for (jitter, seconds) in [(0.0, 2.7), (1.0, 3.3)] {
      let pause = state.pause(of: work, jitter: jitter) ?? .zero
      #expect(abs(pause.inSeconds - seconds) < 0.001)
    }
    #expect(BackgroundState.pauseBeforeFirst(of: work, jitter: 0.5) == nil)
    let late = BackgroundWork("late", every: .seconds(3), beginsAtOnce: false) {}
    #expect(BackgroundState.pauseBeforeFirst(of: late, jitter: 0.5) == .seconds(3))
  }

  @Test func `while it fails the pause doubles, to a limit, and a success ends that`() {
    var state = BackgroundState()
    var pauses: [Duration?] = []
    for _ in 0..<8 {
      _ = state.failed(after: .zero)
      pauses.append(pause(state, work))
    }
    #expect(pauses == [0.5, 1, 2, 4, 8, 16, 30, 30].map { Duration.seconds($0) })
    for _ in 0..<10_000 { _ = state.failed(after: .zero) }
    #expect(pause(state, work) == .seconds(30))
    let hasty = BackgroundWork("hasty", every: .seconds(3), longestPause: .seconds(1)) {}
    #expect(pause(state, hasty) == .seconds(1))
    _ = state.succeeded(after: .zero)
    #expect(pause(state, work) == .seconds(3))
    _ = state.failed(after: .zero)
    #expect(pause(state, work) == .seconds(0.5))
  }

  @Test func `what is to happen once happens until it succeeds`() {
    let once = BackgroundWork.once("once") {}
    var state = BackgroundState()
    _ = state.failed(after: .zero)
    #expect(pause(state, once) == .seconds(0.5))
    _ = state.succeeded(after: .zero)
    #expect(pause(state, once) == nil)
  }

  @Test func `only the first failure of a row is news, and the recovery`() {
    var state = BackgroundState()
    #expect(state.failed(after: .zero) == .beginsToFail)
    #expect(state.failed(after: .zero) == .nothing)
    #expect(state.failed(after: .zero) == .nothing)
    #expect(state.succeeded(after: .zero) == .recovered(failures: 3))
    #expect(state.succeeded(after: .zero) == .nothing)
    #expect(state.failed(after: .zero) == .beginsToFail)
  }

  @Test func `rounds and failures are counted`() {
    var state = BackgroundState()
    _ = state.succeeded(after: .seconds(1))
    _ = state.failed(after: .seconds(2))
    #expect(state.figures == .init(rounds: 2, failures: 1, isFailing: true, took: .seconds(2)))
    _ = state.succeeded(after: .seconds(3))
    #expect(state.figures == .init(rounds: 3, failures: 1, isFailing: false, took: .seconds(3)))
  }
}

@Suite struct BackgroundRunnerTests {
  private struct Fault: Error {}

  private let lines = Shared<[String]>([])

  private var log: Log {
    Log(level: .info, clock: .system()) { [lines] level, _, message, fields in
      let work = fields.compactMap { if case ("work", .text(let name)) = ("\($0.key)", $0.value) { name } else { nil } }
      lines.change { $0.append("\(level.rawValue): \(message): \(work.joined())") }
    }
  }

  @Test func `rounds follow each other until it is stopped, and none goes on after that`() async throws {
    let runner = BackgroundRunner(log: log)
    let rounds = Shared(0)
    runner.start([BackgroundWork("quick", every: .milliseconds(1)) { rounds.change { $0 += 1 } }])
    try await eventually("five rounds") { rounds.value >= 5 }
    await runner.stop()
    let done = rounds.value
    #expect(runner.figures.first { $0.work == "quick" }?.figures.rounds == done)
    try await Task.sleep(for: .milliseconds(20))
    #expect(rounds.value == done)
    #expect(lines.value.isEmpty)
  }

  @Test func `what runs already is not started a second time, nor anything once it stops`() async throws {
    let runner = BackgroundRunner(log: log)
    let begun = Shared(0)
    let lasting = BackgroundWork("lasting", every: .seconds(60)) {
      begun.change { $0 += 1 }
      try await Task.sleep(for: .seconds(60))
    }
    runner.start([lasting])
    runner.start([lasting])
    try await eventually("it begins") { begun.value == 1 }
    await runner.stop()
    runner.start([BackgroundWork("late", every: .seconds(60)) { begun.change { $0 += 1 } }])
    try await Task.sleep(for: .milliseconds(20))
    #expect(begun.value == 1)
    #expect(runner.figures.map(\.work) == ["lasting"])
  }

  @Test func `the end of a round that lasts is waited for, and is no failure`() async throws {
    let runner = BackgroundRunner(log: log)
    let (begun, ended) = (Flag(), Flag())
    runner.start([
      BackgroundWork("lasting", every: .seconds(60)) {
        begun.raise()
        defer { ended.raise() }
        try await Task.sleep(for: .seconds(60))
      }
    ])
    try await eventually("it begins") { begun.isRaised }
    await runner.stop(within: .seconds(60))
    #expect(ended.isRaised)
    #expect(lines.value.isEmpty)
  }

  @Test func `what does not end is named and left behind`() async throws {
    let runner = BackgroundRunner(log: log)
    let (begun, release) = (Flag(), Flag())
    let workers = Workers(name: "deaf", threads: 1, queueLimit: 1)
    runner.start([
      BackgroundWork("deaf", every: .seconds(60)) {
        try await workers.run {
          begun.raise()
          while !release.isRaised {}
        }
      }
    ])
    try await eventually("it begins") { begun.isRaised }
    await runner.stop(within: .milliseconds(20))
    release.raise()
    workers.stop()
    #expect(lines.value == ["warning: background work does not end: deaf"])
  }

  @Test func `a failure is logged once, as grave as it is, and one work does not hold up another`() async throws {
    let runner = BackgroundRunner(log: log)
    let (rounds, isAway) = (Shared(0), Shared(true))
    runner.start([
      BackgroundWork("fragile", every: .milliseconds(1), longestPause: .milliseconds(1)) {
        if isAway.value { throw Fault() }
      },
      BackgroundWork("vital", every: .seconds(60), severity: .error) { throw Fault() },
      BackgroundWork("steady", every: .milliseconds(1)) { rounds.change { $0 += 1 } },
    ])
    func figures() -> BackgroundState.Figures? { runner.figures.first { $0.work == "fragile" }?.figures }
    try await eventually("failures") { figures().map { $0.failures > 2 && $0.isFailing } ?? false }
    isAway.change { $0 = false }
    try await eventually("recovery") { figures()?.isFailing == false }
    try await eventually("the steady one goes on") { rounds.value > 2 }
    await runner.stop()
    #expect(
      lines.value.sorted() == [
        "error: background work fails: vital", "info: background work goes on: fragile",
        "warning: background work fails: fragile",
      ])
  }

  @Test func `what is to happen once ends with its first success`() async throws {
    let runner = BackgroundRunner(log: log)
    let attempts = Shared(0)
    runner.start([
      .once("once") {
        attempts.change { $0 += 1 }
        if attempts.value == 1 { throw Fault() }
      }
    ])
    try await eventually("a second attempt") { attempts.value == 2 }
    try await Task.sleep(for: .milliseconds(20))
    #expect(attempts.value == 2)
    #expect(runner.figures.first?.figures.isFailing == false)
  }

  @Test func `a runner that nobody holds any more cancels its work`() async throws {
    let ended = Flag()
    do {
      let runner = BackgroundRunner(log: log)
      let begun = Flag()
      runner.start([
        BackgroundWork("lasting", every: .seconds(60)) {
          begun.raise()
          defer { ended.raise() }
          try await Task.sleep(for: .seconds(60))
        }
      ])
      try await eventually("it begins") { begun.isRaised }
    }
    try await eventually("it ends") { ended.isRaised }
  }
}
