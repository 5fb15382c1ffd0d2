import CMicrohttpd
import Glibc
import Synchronization

/// The two streams of an exchange. Both are short: what does not fit waits where it comes from, in the client's kernel
/// or in the handler.
extension Exchange {
  // MARK: The body as a stream

  func takeBody() -> [UInt8]? { change { $0.state.take() } }

  func nextPiece() async throws -> [UInt8]? {
    try Task.checkCancellation()
    if let piece = takeBody() { return piece }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let known: Result<[UInt8]?, any Error>? = change { shell in
          // A cancellation may have come before there was a reader to wake.
          switch shell.state.read(isCancelled: Task.isCancelled) {
          case .piece(let piece): return .success(piece)
          case .end: return .success(nil)
          case .cancelled: return .failure(CancellationError())
          case .interrupted: return .failure(BodyStream.Interrupted())
          case .waits:
            shell.reader = continuation
            return nil
          }
        }
        if let known { continuation.resume(with: known) }
      }
    } onCancel: {
      let reader = shell.withLock { shell in
        _ = shell.state.stopReading()
        return shell.reader.take()
      }
      reader?.resume(throwing: CancellationError())
    }
  }

  // MARK: The answer as a stream

  /// Starts what produces the answer, a piece at a time.
  func produce(_ stream: AsyncStreamedBody) {
    let task = Task(executorPreference: server.loop) {
      do {
        try await stream.produce { piece in try await self.write(piece) }
        self.change { $0.state.endOutput(.whole) }
      } catch {
        self.change { $0.state.endOutput(.broken) }
      }
    }
    shell.withLock { $0.task = task }
  }

  private func write(_ piece: [UInt8]) async throws {
    try Task.checkCancellation()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let known: Result<Void, any Error>? = change { shell in
        switch shell.state.write(piece) {
        case .taken: return .success(())
        case .interrupted: return .failure(BodyStream.Interrupted())
        case .waits:
          shell.writer = continuation
          return nil
        }
      }
      if let known { continuation.resume(with: known) }
    }
  }

  /// The server stops: an answer that is not whole by now never will be, whatever its producer waits for.
  func breakOutput() {
    let writer = change { $0.state.breakOutput() ? $0.writer.take() : nil }
    writer?.resume(throwing: BodyStream.Interrupted())
  }

  /// libmicrohttpd has room for the next piece.
  func readOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let (count, writer) = shell.withLock { shell -> (Int, CheckedContinuation<Void, any Error>?) in
      switch shell.state.send(into: buffer) {
      case .piece(let count, let wakesWriter): return (count, wakesWriter ? shell.writer.take() : nil)
      case .ended(.whole): return (mhd_end_of_stream, nil)
      case .ended(.broken):
        // libmicrohttpd closes such a connection at the next event on its socket: this makes one.
        if let connection = shell.connection { shutdown(mhd_socket(connection.pointer), Int32(SHUT_RDWR)) }
        return (mhd_end_with_error, nil)
      case .nothing: return (shell.state.isAsleep || suspend(&shell) ? 0 : mhd_end_with_error, nil)
      }
    }
    writer?.resume()
    return count
  }
}
