import CLibpq
import Runtime

extension ConnectionState {
  mutating func put(_ piece: [UInt8]) -> Bool {
    guard let handle, !isDead else { return false }
    let isTaken = piece.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return true }
      return PQputCopyData(handle, start.assumingMemoryBound(to: CChar.self), Int32(bytes.count)) == 1
    }
    if isTaken { flush() }
    return isTaken
  }

  /// True when there is nothing to wait for.
  mutating func advanceCopy() -> Bool {
    guard let handle, !isDead, let direction = copy?.direction else { return true }
    if direction == .sending { return flush() }
    while true {
      if copy?.isChunkFull == true { return true }
      var row: UnsafeMutablePointer<CChar>?
      let count = PQgetCopyData(handle, &row, 1)
      // 0: nothing yet. -1: the end. -2: an error, which the statement's answer tells.
      guard count > 0, let bytes = row else { return count < 0 || copy?.isChunkEmpty == false }
      copy?.add(UnsafeRawBufferPointer(start: bytes, count: Int(count)))
      PQfreemem(bytes)
    }
  }

  /// False when something has happened since `advanceCopy`.
  mutating func waitForCopy(_ caller: UnsafeContinuation<Void, any Error>) -> Bool {
    if advanceCopy() { return false }
    copy?.wait(caller)
    if copy?.direction == .receiving { readOnce() }
    return true
  }

  mutating func beginCopy(_ answer: Answer) -> Completion {
    let caller = sent.first?.caller
    sent.first?.caller = nil
    guard PQpipelineStatus(handle) == PQ_PIPELINE_OFF else {
      // In pipeline mode libpq cannot go on from here; `copyIn` and `copyOut` leave it first.
      breakDown()
      let error = PostgresError(
        sqlState: "0A000", message: "COPY goes through copyIn and copyOut", sql: sent.first?.exchange.text ?? "")
      return Completion(caller: caller, result: .failure(error))
    }
    if answer.status == PGRES_COPY_OUT { pauseReading() }
    copy = CopyState(direction: answer.status == PGRES_COPY_OUT ? .receiving : .sending)
    return Completion(caller: caller, result: .success(answer))
  }

  /// Says that everything has been sent, or that it shall be forgotten; from here on the statement is one like others.
  mutating func endCopy(failure: String?, _ caller: Caller) -> Bool {
    guard let handle, !isDead, let copy else { return false }
    if copy.direction == .sending, PQputCopyEnd(handle, failure) != 1 { return false }
    self.copy = nil
    headSince = .now
    sent.first?.caller = caller
    flush()
    return true
  }
}
