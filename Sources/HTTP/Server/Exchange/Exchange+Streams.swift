import Runtime
import Synchronization

/// The two streams of an exchange. Both are short: what does not fit waits where it comes from, in the client's kernel
/// or in the handler.
extension Exchange {
  // MARK: The body as a stream

  func takeBody() -> [UInt8]? {
    let (piece, goesOn) = shell.withLock { shell in
      let piece = shell.state.take()
      return (piece, piece != nil && shell.state.goesOn())
    }
    if goesOn { connection.wake() }
    return piece
  }

  func nextPiece() async throws -> [UInt8]? {
    try Task.checkCancellation()
    if let piece = takeBody() { return piece }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { read(by: $0) }
    } onCancel: {
      let reader = shell.withLock { shell in
        _ = shell.state.stopReading()
        return shell.reader.take()
      }
      reader?.resume(throwing: CancellationError())
    }
  }

  private func read(by reader: Reader) {
    let (known, invites) = shell.withLock { shell -> (Result<[UInt8]?, any Error>?, Bool) in
      // A cancellation may have come before there was a reader to wake.
      switch shell.state.read(isCancelled: Task.isCancelled) {
      case .piece(let piece): return (.success(piece), shell.state.goesOn())
      case .end: return (.success(nil), false)
      case .cancelled: return (.failure(CancellationError()), false)
      case .interrupted: return (.failure(BodyStream.Interrupted()), false)
      case .waits:
        shell.reader = reader
        return (nil, shell.state.invitation == .granted)
      }
    }
    if invites { connection.wake() }
    if let known { reader.resume(with: known) }
  }

  // MARK: The answer as a stream

  /// Starts what produces the answer, a piece at a time, beside the lanes: an answer that is long is nobody else's wait.
  func produce(_ stream: AsyncStreamedBody) {
    let task = Task(executorPreference: EventLoop.aside) {
      do {
        try await stream.produce { piece in try await self.write(piece) }
        self.endOutput(.whole)
      } catch {
        self.endOutput(.broken)
      }
    }
    shell.withLock { $0.task = task }
  }

  private func endOutput(_ end: OutgoingBody.End) {
    shell.withLock { $0.state.endOutput(end) }
    connection.wake()
  }

  private func write(_ piece: [UInt8]) async throws {
    try Task.checkCancellation()
    try await withCheckedThrowingContinuation { (writer: Writer) in
      let known: Result<Void, any Error>? = shell.withLock { shell in
        switch shell.state.write(piece) {
        case .taken: return .success(())
        case .interrupted: return .failure(BodyStream.Interrupted())
        case .waits:
          shell.writer = writer
          return nil
        }
      }
      if let known { writer.resume(with: known) }
      connection.wake()
    }
  }
}
