import HTTP
import Runtime
import Synchronization

/// The imports that this process works on.
final class ImportRuns: Sendable {
  private struct State {
    var runs: [Import.ID: ImportRun] = [:]
    var isStopping = false
  }

  private let state = Mutex(State())

  var isStopping: Bool { state.withLock { $0.isStopping } }

  /// False when no more may begin.
  func add(_ run: ImportRun) -> Bool {
    state.withLock { state in
      if !state.isStopping { state.runs[run.job.id] = run }
      return !state.isStopping
    }
  }

  func remove(_ id: Import.ID) { state.withLock { _ = $0.runs.removeValue(forKey: id) } }

  func cancel(_ id: Import.ID) { state.withLock { $0.runs[id] }?.stop(.requested) }

  /// Interrupts all of them and waits until they have said so.
  func stop() async {
    let runs = state.withLock { state in
      state.isStopping = true
      return Array(state.runs.values)
    }
    for run in runs { run.stop(.interrupted) }
    for run in runs { await run.wait() }
  }
}

extension ImportFeature {
  /// Works on a claimed import until its end or preview; whoever wants may wait for it.
  func start(_ claimed: ClaimedImport, _ intake: ImportRun.Intake) async throws -> ImportRun {
    let run = ImportRun(claimed, try source(claimed.source), self)
    guard runs.add(run) else {
      try await conclude(claimed.id, claimed.source, .failed, Failure.interrupted.about(nil))
      throw Problem(.unavailable).retry(after: 1)
    }
    run.start(intake)
    return run
  }

  /// Before the database closes: what is at work fails as interrupted, and nothing of it stays.
  package func stop() async { await runs.stop() }
}
