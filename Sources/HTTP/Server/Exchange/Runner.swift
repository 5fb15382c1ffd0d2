import Runtime

/// A task that handles one request after another on its lane: to make one for each takes longer than all else of a small answer.
final class Runner: Sendable {
  struct Job {
    let exchange: Exchange
    let work: Exchange.Work
    let request: Request
  }

  private let lane: Lane
  // Below: used by the lane's thread alone, on which the task goes on wherever its handlers have been, or ends.
  private nonisolated(unsafe) var next: Job?
  private nonisolated(unsafe) var rest: UnsafeContinuation<Void, Never>?
  private nonisolated(unsafe) var task: Task<Void, Never>?

  private init(_ first: Job, on lane: Lane) {
    (self.lane, next) = (lane, first)
    task = Task.immediate(executorPreference: lane.loop) { await self.run() }
  }

  /// On the lane's thread, by who rests there, as soon as the loop has come to it, or at once. Gives what cancels it.
  static func handle(_ job: Job, on lane: Lane) -> Task<Void, Never>? {
    guard let runner = lane.resting.popLast() else { return Runner(job, on: lane).task }
    runner.next = job
    runner.rest.take()?.resume()
    return runner.task
  }

  /// There is nothing more to do.
  func dismiss() { rest.take()?.resume() }

  private func run() async {
    repeat {
      await handleNext()
      // Who was cancelled stays so.
      if Task.isCancelled || !lane.loop.isCurrent || !lane.mayRest { return }
      await withUnsafeContinuation { rest in
        self.rest = rest
        lane.resting.append(self)
      }
    } while next != nil
  }

  /// Apart, so that nobody who rests holds on to a request.
  private func handleNext() async {
    guard let job = next.take() else { return }
    await job.exchange.carryOut(job.work, job.request)
  }
}
