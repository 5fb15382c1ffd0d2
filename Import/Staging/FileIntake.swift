import Ground
import Postgres
import Synchronization

/// Takes the records of a source, and makes rows for a COPY of them.
protocol RecordIntake: SendableMetatype {
  var counts: Progress.Counts { get }
  mutating func take(_ record: Record) throws
  /// What has been made since the last time.
  mutating func takeRows() -> [UInt8]
}

/// The file and what becomes of its rows, side by side on a worker's thread.
final class FileIntake<Intake: RecordIntake>: Sendable {
  private struct State: ~Copyable {
    var stream: RecordStream
    var rows: Intake

    mutating func step() -> Step { Step(rows: rows.takeRows(), counts: rows.counts) }
  }

  /// What has come of the file so far, and the rows that are ready to be sent.
  struct Step: Sendable {
    let rows: [UInt8]
    let counts: Progress.Counts
  }

  private let state: Mutex<State>

  init(_ stream: consuming sending RecordStream, _ rows: consuming sending Intake) {
    state = Mutex(State(stream: stream, rows: rows))
  }

  func take(_ piece: [UInt8]) throws -> Step {
    try state.withLock { state in
      try Self.pump(piece, &state.stream, &state.rows)
      return state.step()
    }
  }

  func finish() throws -> Step {
    try state.withLock { state in
      try Self.drain(&state.stream, &state.rows)
      return state.step()
    }
  }

  // Functions of their own, so that the one can lend records to the other.
  private static func pump(_ piece: [UInt8], _ stream: inout RecordStream, _ rows: inout Intake) throws {
    try stream.read(piece) { try rows.take($0) }
  }

  private static func drain(_ stream: inout RecordStream, _ rows: inout Intake) throws {
    try stream.finish { try rows.take($0) }
  }

  /// The end of it, once nothing more comes.
  func withRows<Value: Sendable>(_ body: (inout Intake) throws -> Value) rethrows -> Value {
    try state.withLock { try body(&$0.rows) }
  }
}

extension FileIntake {
  /// Feeds a COPY. Reading the rows of a piece takes longer than the loop may be held; the piece before is on its way
  /// meanwhile.
  func send(
    _ bytes: some AsyncSequence<[UInt8], any Error>, on workers: Workers, _ progress: Progress,
    to writer: inout CopyWriter
  ) async throws {
    try await writer.write(CopyRows.header)
    var gathered: [UInt8] = []
    for try await piece in bytes {
      gathered += piece
      guard gathered.count >= 131_072 else { continue }
      let full = gathered
      gathered = []
      try await pass(try await workers.run { try self.take(full) }, progress, to: &writer)
    }
    let rest = gathered
    try await pass(try await workers.run { try self.take(rest) }, progress, to: &writer)
    try await pass(try await workers.run { try self.finish() }, progress, to: &writer)
  }

  private func pass(_ step: Step, _ progress: Progress, to writer: inout CopyWriter) async throws {
    progress.update { $0.takeRows(of: step.counts) }
    if !step.rows.isEmpty { try await writer.write(step.rows) }
  }
}

extension Progress.Counts {
  fileprivate mutating func takeRows(of other: Progress.Counts) {
    rowsRead = other.rowsRead
    rowsAccepted = other.rowsAccepted
    rowsRejected = other.rowsRejected
    rowsDuplicate = other.rowsDuplicate
    rowsCorrected = other.rowsCorrected
  }
}
