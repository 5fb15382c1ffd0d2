import CLibpq
import Runtime

extension Connection {
  /// Starts a COPY. The answer tells its format; then the statement stays open until `endCopy`.
  func beginCopy(_ text: String, _ direction: CopyState.Direction, patience: Duration) async throws -> Answer {
    let answer = try await run(.script(text), patience: patience)
    let actual = withWire { $0.copy?.direction }
    guard actual == direction else {
      if actual != nil { end("a COPY in the wrong direction") }
      throw PostgresError(sqlState: "42601", message: "this is not a COPY in the wanted direction", sql: text)
    }
    return answer
  }

  /// Hands one piece to libpq once the piece before is in the kernel. libpq itself never says "enough": without this
  /// wait it would keep a whole file in memory.
  func send(_ piece: [UInt8]) async throws {
    try await advance()
    guard withWire({ $0.put(piece) }) else { throw endedDuringCopy() }
  }

  /// At least one row and about 64 KiB; empty at the end.
  func nextChunk() async throws -> [UInt8] {
    try await advance()
    return withWire { wire in wire.copy?.takeChunk() ?? [] }
  }

  /// Waits until everything is sent, or something has been received: tried anew at every sign of life of the socket.
  private func advance() async throws {
    let isCancelled = Flag()
    while !withWire({ $0.advanceCopy() }) {
      try await withTaskCancellationHandler {
        try await withUnsafeThrowingContinuation { (caller: UnsafeContinuation<Void, any Error>) in
          let mustWait = withWire { !isCancelled.isRaised && $0.waitForCopy(caller) }
          if !mustWait { caller.resume() }
        }
      } onCancel: {
        isCancelled.raise()
        withWire { $0.copy?.takeWaiter() }?.resume(throwing: CancellationError())
      }
      try Task.checkCancellation()
    }
    if isDead { throw endedDuringCopy() }
  }

  private func endedDuringCopy() -> ConnectionLost {
    end()
    return ConnectionLost(reason: "it ended during COPY", mayHaveHappened: false)
  }

  /// Ends a COPY and gives the statement's own answer. `failure` makes the server take everything back.
  @discardableResult
  func endCopy(failure: String? = nil) async throws -> Answer {
    try await withUnsafeThrowingContinuation { caller in
      if withWire({ $0.endCopy(failure: failure, caller) }) {
        deliver()
      } else {
        caller.resume(throwing: endedDuringCopy())
      }
    }
  }
}
