import Synchronization

/// Runs background work, a task each, from `start` until `stop`. Let go of, it cancels what it runs.
package final class BackgroundRunner: Sendable {
  private final class Entry: Sendable {
    let work: BackgroundWork
    let state = Mutex(BackgroundState())
    let hasEnded = Flag()

    init(_ work: BackgroundWork) { self.work = work }
  }

  private struct State {
    var entries: [Entry] = []
    var tasks: [Task<Void, Never>] = []
    var isStopping = false
  }

  private let log: Log
  private let state = Mutex(State())

  package init(log: Log) { self.log = log }

  deinit { cancel() }

  /// Starts what does not run yet: names are unique.
  package func start(_ works: [BackgroundWork]) {
    state.withLock { state in
      for work in works where !state.isStopping && !state.entries.contains(where: { $0.work.name == work.name }) {
        let entry = Entry(work)
        state.entries.append(entry)
        state.tasks.append(Task { [log] in await Self.run(entry, log) })
      }
    }
  }

  package func cancel() {
    let tasks = state.withLock { state in
      state.isStopping = true
      return state.tasks
    }
    for task in tasks { task.cancel() }
  }

  /// Cancels all work and waits for its end. What holds a thread all the same is named in the log and left behind.
  package func stop(within patience: Duration = .milliseconds(500)) async {
    cancel()
    let entries = state.withLock { $0.entries }
    let deadline = ContinuousClock.now + patience
    while entries.contains(where: { !$0.hasEnded.isRaised }), .now < deadline {
      try? await Task.sleep(for: .milliseconds(2))
    }
    for entry in entries where !entry.hasEnded.isRaised {
      log.warning("background work does not end", ["work": .text(entry.work.name)])
    }
  }

  package var figures: [(work: String, figures: BackgroundState.Figures)] {
    state.withLock { $0.entries }.map { ($0.work.name, $0.state.withLock { $0.figures }) }
  }

  // MARK: One work

  private static func run(_ entry: Entry, _ log: Log) async {
    var pause = BackgroundState.pauseBeforeFirst(of: entry.work, jitter: .random(in: 0...1)) ?? .zero
    while true {
      // A cancelled sleep ends at once, and the loop with it.
      if pause > .zero { try? await Task.sleep(for: pause) }
      if Task.isCancelled { break }
      await round(entry, log)
      guard let next = entry.state.withLock({ $0.pause(of: entry.work, jitter: .random(in: 0...1)) }) else { break }
      pause = next
    }
    entry.hasEnded.raise()
  }

  private static func round(_ entry: Entry, _ log: Log) async {
    let begin = ContinuousClock.now
    do {
      try await entry.work.round()
      let news = entry.state.withLock { $0.succeeded(after: .now - begin) }
      tell(news, of: entry.work, nil, log)
    } catch {
      if Task.isCancelled { return }
      let news = entry.state.withLock { $0.failed(after: .now - begin) }
      tell(news, of: entry.work, error, log)
    }
  }

  private static func tell(_ news: BackgroundState.News, of work: BackgroundWork, _ error: (any Error)?, _ log: Log) {
    switch (news, work.severity) {
    case (.nothing, _): break
    case (.recovered(let failures), _):
      log.info("background work goes on", ["work": .text(work.name), "failures": .integer(failures)])
    case (.beginsToFail, .warning): log.warning("background work fails", fields(work, error))
    case (.beginsToFail, .error): log.error("background work fails", fields(work, error))
    }
  }

  private static func fields(_ work: BackgroundWork, _ error: (any Error)?) -> Log.Fields {
    ["work": .text(work.name), "error": .text(error.map { String(describing: $0) } ?? "")]
  }
}
