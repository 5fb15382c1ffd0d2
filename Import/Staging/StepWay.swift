import Runtime

/// From the thread that reads a file to the task that writes its rows. The thread waits when it is a few steps ahead: it is
/// one that imports have to themselves.
final class StepWay<Step: Sendable>: Sendable {
  private let out: AsyncThrowingStream<Step, any Error>.Continuation
  private let room = Semaphore()
  private let isClosed = Flag()

  init(to out: AsyncThrowingStream<Step, any Error>.Continuation, ahead: Int) {
    self.out = out
    for _ in 0..<ahead { room.signal() }
  }

  func send(_ step: Step) throws {
    room.wait()
    try check()
    out.yield(step)
  }

  /// Throws when nobody takes steps any more.
  func check() throws {
    if isClosed.isRaised { throw CancellationError() }
  }

  func makeRoom() { room.signal() }

  func close() {
    isClosed.raise()
    room.signal()
  }
}
