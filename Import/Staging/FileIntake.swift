import Ground
import HTTP
import Postgres
import Synchronization

/// Takes the records of a source, and makes rows for COPYs of them.
protocol RecordIntake: SendableMetatype {
  var counts: Progress.Counts { get }
  mutating func take(_ record: Record) throws
  /// What has been made since the last time, for the table that most rows are for.
  mutating func takeRows() -> [UInt8]
  /// Bytes of rows for other tables.
  var waiting: Int { get }
  mutating func takeWaiting() -> [WaitingRows]
}

/// A connection does one COPY at a time: rows of other tables wait for their turn.
struct WaitingRows: Sendable {
  let statement: SQL
  var rows = CopyRows()

  mutating func take() -> WaitingRows {
    defer { rows = CopyRows() }
    return self
  }
}

/// The file and what becomes of its rows, side by side on a worker's thread.
final class FileIntake<Intake: RecordIntake>: Sendable {
  private struct State: ~Copyable {
    var stream: RecordStream
    var rows: Intake
  }

  /// What has come of the file so far, and the rows that are ready to be sent.
  struct Step: Sendable {
    let rows: [UInt8]
    /// Empty as long as it is not worth a COPY.
    let waiting: [WaitingRows]
    let counts: Progress.Counts
    let isLast: Bool
  }

  private let state: Mutex<State>

  init(_ stream: consuming sending RecordStream, _ rows: consuming sending Intake) {
    state = Mutex(State(stream: stream, rows: rows))
  }

  private func take(_ piece: [UInt8], isLast: Bool) throws -> Step {
    try state.withLock { state in
      try Self.pump(piece, &state.stream, &state.rows)
      if isLast { try Self.drain(&state.stream, &state.rows) }
      let mayWait = !isLast && state.rows.waiting < 524_288
      return Step(
        rows: state.rows.takeRows(), waiting: mayWait ? [] : state.rows.takeWaiting(), counts: state.rows.counts,
        isLast: isLast)
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
  /// Feeds a COPY, which makes room from time to time for those of the rows that wait. Reading takes longer than the loop
  /// may be held, and longer than the database needs for the rows: it goes on meanwhile, a few steps ahead.
  func copy(
    _ bytes: BodyStream, _ statement: SQL, on workers: Workers, _ progress: Progress, in transaction: Transaction
  ) async throws {
    let (steps, read) = AsyncThrowingStream<Step, any Error>.makeStream()
    let (turns, turn) = AsyncStream<Void>.makeStream()
    for _ in 0..<6 { turn.yield() }
    try await withThrowingTaskGroup { group in
      group.addTask {
        do {
          for await _ in turns {
            let step = try await self.step(bytes, on: workers)
            read.yield(step)
            if step.isLast { break }
          }
        } catch { read.finish(throwing: error) }
      }
      var isOver = false
      while !isOver {
        var waiting: [WaitingRows] = []
        try await transaction.copyIn(statement) { writer in
          try await writer.write(CopyRows.header)
          var steps = steps.makeAsyncIterator()
          while waiting.isEmpty && !isOver {
            guard let step = try await steps.next() else { throw CancellationError() }
            turn.yield()
            progress.update { $0.takeRows(of: step.counts) }
            if !step.rows.isEmpty { try await writer.write(step.rows) }
            (waiting, isOver) = (step.waiting, step.isLast)
          }
          try await writer.write(CopyRows.trailer)
        }
        for waiting in waiting where !waiting.rows.bytes.isEmpty { try await copy(waiting, in: transaction) }
      }
    }
  }

  private func step(_ bytes: BodyStream, on workers: Workers) async throws -> Step {
    var pieces = bytes.makeAsyncIterator()
    var gathered: [UInt8] = []
    while gathered.count < 262_144 {
      guard let piece = try await pieces.next() else {
        let rest = gathered
        return try await workers.run { try self.take(rest, isLast: true) }
      }
      gathered += piece
    }
    let full = gathered
    return try await workers.run { try self.take(full, isLast: false) }
  }

  private func copy(_ waiting: WaitingRows, in transaction: Transaction) async throws {
    try await transaction.copyIn(waiting.statement) { writer in
      try await writer.write(CopyRows.header)
      try await writer.write(waiting.rows.bytes)
      try await writer.write(CopyRows.trailer)
    }
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
