import CMicrohttpd
import Glibc
import Synchronization

/// The two streams of an exchange. Both are short: what does not fit waits where it comes from, in the client's kernel
/// or in the handler.
extension Exchange {
  // MARK: The body as a stream

  func takeBody() -> [UInt8]? { state.withLock { takeBody(&$0) } }

  /// Whoever takes makes room: the connection goes on.
  private func takeBody(_ state: inout State) -> [UInt8]? {
    guard !state.body.isEmpty else { return nil }
    defer {
      state.body = []
      if state.outcome == nil, state.endpoint?.intake.manner == .stream, !state.bodyEnded { resume(&state) }
    }
    return state.body
  }

  func nextPiece() async throws -> [UInt8]? {
    try Task.checkCancellation()
    if let piece = takeBody() { return piece }
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        let known: Result<[UInt8]?, any Error>? = state.withLock { state in
          if state.stage == .over { return .failure(BodyStream.Interrupted()) }
          if let piece = takeBody(&state) { return .success(piece) }
          if state.bodyEnded { return .success(nil) }
          // A cancellation that came before there was a reader to wake.
          if Task.isCancelled { return .failure(CancellationError()) }
          state.reader = continuation
          if state.isHeldBack { resume(&state) }
          return nil
        }
        if let known { continuation.resume(with: known) }
      }
    } onCancel: {
      state.withLock { $0.reader.take() }?.resume(throwing: CancellationError())
    }
  }

  // MARK: The answer as a stream

  struct Output {
    var bytes: [UInt8] = []
    var end: End?
    var writer: CheckedContinuation<Void, any Error>?
    enum End { case whole, broken }
  }

  /// Starts what produces the answer, a piece at a time.
  func produce(_ stream: AsyncStreamedBody) {
    let task = Task(executorPreference: server.loop) {
      do {
        try await stream.produce { piece in try await self.write(piece) }
        self.endOutput(.whole)
      } catch {
        self.endOutput(.broken)
      }
    }
    state.withLock { $0.task = task }
  }

  private func write(_ piece: [UInt8]) async throws {
    try Task.checkCancellation()
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      let known: Result<Void, any Error>? = state.withLock { state in
        if state.stage == .over { return .failure(BodyStream.Interrupted()) }
        state.output.bytes += piece
        resume(&state)
        if state.output.bytes.count < Limits.output { return .success(()) }
        state.output.writer = continuation
        return nil
      }
      if let known { continuation.resume(with: known) }
    }
  }

  private func endOutput(_ end: Output.End) {
    state.withLock { state in
      state.output.end = end
      resume(&state)
    }
  }

  /// The server stops: an answer that is not whole by now never will be, whatever its producer waits for.
  func breakOutput() {
    let writer = state.withLock { state in
      state.output.end = state.output.end ?? .broken
      resume(&state)
      return state.output.writer.take()
    }
    writer?.resume(throwing: BodyStream.Interrupted())
  }

  /// libmicrohttpd has room for the next piece.
  func readOutput(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let (count, writer) = state.withLock { state -> (Int, CheckedContinuation<Void, any Error>?) in
      let count = min(buffer.count, state.output.bytes.count)
      if count > 0 {
        buffer.copyBytes(from: state.output.bytes.prefix(count))
        state.output.bytes.removeFirst(count)
        return (count, state.output.bytes.count < Limits.output ? state.output.writer.take() : nil)
      }
      switch state.output.end {
      case .whole: return (mhd_end_of_stream, nil)
      case .broken:
        // libmicrohttpd closes such a connection at the next event on its socket: this makes one.
        if let connection = state.connection { shutdown(mhd_socket(connection.pointer), Int32(SHUT_RDWR)) }
        return (mhd_end_with_error, nil)
      case nil:
        return (state.isSuspended || suspend(&state) ? 0 : mhd_end_with_error, nil)
      }
    }
    writer?.resume()
    return count
  }

  // MARK: The connection as a WebSocket

  /// The handshake is sent. The descriptor is duplicated and libmicrohttpd's connection closed at once: kept open, each
  /// would hold 64 KiB of memory pool, count against the limit, and lengthen a list that every resume walks.
  func upgraded(_ descriptor: Int32, early: [UInt8]) {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    let (upgrade, seat) = state.withLock { ($0.upgrade.take(), $0.seat.take()) }
    guard copy >= 0, let upgrade else { return }
    // libmicrohttpd switches TCP_NODELAY off for upgraded connections.
    var on: Int32 = 1
    setsockopt(copy, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    server.sockets.adopt(copy, early: early, seat, upgrade)
  }
}
