import HTTP
import Runtime
import Synchronization

/// Gathers the samples of many requests into one statement. Who submits waits until it is committed: some tens of milliseconds,
/// which a device does not mind and which cost a hundredth of a commit each.
final class Batches: Sendable {
  static let gathering = Duration.milliseconds(20)
  /// Samples in one statement.
  static let most = 20_000
  /// Samples that wait: beyond the first limit only those of small requests, which are most of the devices.
  private static let mostWaiting = 200_000
  private static let mostWaitingOfSmall = 250_000
  private static let small = 100

  private struct Waiting {
    let submission: Submission
    let since: ContinuousClock.Instant
    let caller: CheckedContinuation<Stored?, any Error>
  }

  private struct State {
    var waiting: [Waiting] = []
    var samples = 0
    var isRunning = false
  }

  private let state = Mutex(State())
  private let commit: @Sendable ([Submission]) async throws -> [Stored?]

  init(commit: @escaping @Sendable ([Submission]) async throws -> [Stored?]) { self.commit = commit }

  /// Nil where the device has changed, or its key has ended, since it was looked up.
  func submit(_ submission: Submission) async throws -> Stored? {
    try await withCheckedThrowingContinuation { caller in
      let mustStart = state.withLock { state -> Bool? in
        let count = submission.samples.count
        guard state.samples + count <= (count <= Self.small ? Self.mostWaitingOfSmall : Self.mostWaiting) else {
          return nil
        }
        state.waiting.append(Waiting(submission: submission, since: .now, caller: caller))
        state.samples += count
        defer { state.isRunning = true }
        return !state.isRunning
      }
      switch mustStart {
      case nil: caller.resume(throwing: Problem(.unavailable).retry(after: 2))
      case true?: Task { await self.run() }
      case false?: break
      }
    }
  }

  private func run() async {
    while true {
      if state.withLock({ $0.samples }) < Self.most { try? await Task.sleep(for: Self.gathering) }
      let batch = take()
      if batch.isEmpty { return }
      do {
        let stored = try await commit(batch.map(\.submission))
        for (one, stored) in zip(batch, stored) { one.caller.resume(returning: stored) }
      } catch {
        for one in batch { one.caller.resume(throwing: error) }
      }
    }
  }

  /// Small ones first, so that nobody waits behind a device that has a month to tell; but for the oldest, whose turn comes.
  private func take() -> [Waiting] {
    state.withLock { state in
      guard let oldest = state.waiting.first else {
        state.isRunning = false
        return []
      }
      var (batch, rest, count) = ([oldest], [Waiting](), oldest.submission.samples.count)
      for one in state.waiting.dropFirst() {
        let isSmall = one.submission.samples.count <= Self.small
        if count + one.submission.samples.count <= Self.most || isSmall && count < Self.most + 10_000 {
          batch.append(one)
          count += one.submission.samples.count
        } else {
          rest.append(one)
        }
      }
      (state.waiting, state.samples) = (rest, state.samples - count)
      return batch
    }
  }
}
