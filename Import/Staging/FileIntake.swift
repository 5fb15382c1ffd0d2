import HTTP
import Postgres
import Runtime
import Synchronization

/// Takes the records of a source, and makes rows for COPYs of them.
protocol RecordIntake: SendableMetatype {
  var counts: Progress.Counts { get }
  mutating func take(_ record: Record) throws
  /// The COPY of the rows for the table that most are for: the same from the first of them on.
  var statement: SQL { get }
  /// Bytes of those rows, and those that have been made since the last time.
  var ready: Int { get }
  mutating func takeRows() -> [UInt8]
  /// Bytes of rows for other tables.
  var waiting: Int { get }
  mutating func takeWaiting() -> [WaitingRows]
  /// Bytes of what is remembered until the end of the file.
  var footprint: Int { get }
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

/// From the pieces of an upload to its records.
protocol RecordSource: ~Copyable, SendableMetatype {
  mutating func read(_ piece: [UInt8], goOn: () throws -> Void, _ take: (Record) throws -> Void) throws
  mutating func finish(_ take: (Record) throws -> Void) throws
}

extension RecordStream: RecordSource {}

/// The file and what becomes of its rows, side by side on a worker's thread.
final class FileIntake<Source: RecordSource & ~Copyable, Intake: RecordIntake>: Sendable {
  private struct State: ~Copyable {
    var stream: Source
    var rows: Intake
  }

  /// The counts so far, and the rows that are ready to be sent.
  struct Step: Sendable {
    let statement: SQL
    let rows: [UInt8]
    /// Empty as long as it is not worth a COPY.
    let waiting: [WaitingRows]
    let counts: Progress.Counts
    let isLast: Bool
  }

  /// Rows are handed over when there are so many: a piece of the file that was packed well may hold a thousand times as many.
  private static var stepBytes: Int { 262_144 }

  private let state: Mutex<State>
  /// A file may not name more than can be remembered.
  private let mostRemembered: Int

  /// - Parameter memory: what may be remembered, unless what is stored already needs as much.
  init(_ stream: consuming sending Source, _ rows: consuming sending Intake, memory: Int = 48 << 20) {
    mostRemembered = max(memory, rows.footprint + memory / 6)
    state = Mutex(State(stream: stream, rows: rows))
  }

  func take(_ piece: [UInt8], isLast: Bool, _ way: StepWay<Step>) throws {
    try state.withLock { state in
      try pump(piece, &state.stream, &state.rows, way)
      if isLast { try drain(&state.stream, &state.rows, way) }
      try hand(&state.rows, isLast: isLast, to: way)
    }
  }

  private func hand(_ rows: inout Intake, isLast: Bool = false, to way: StepWay<Step>) throws {
    if rows.footprint > mostRemembered { throw SourceFault.tooManyPoints }
    let mayWait = !isLast && rows.waiting < 2 * Self.stepBytes
    try way.send(
      Step(
        statement: rows.statement, rows: rows.takeRows(), waiting: mayWait ? [] : rows.takeWaiting(),
        counts: rows.counts, isLast: isLast))
  }

  // Functions of their own, so that the one can lend records to the other.
  private func pump(_ piece: [UInt8], _ stream: inout Source, _ rows: inout Intake, _ way: StepWay<Step>) throws {
    try stream.read(piece, goOn: way.check) { record in
      try rows.take(record)
      if rows.ready > Self.stepBytes || rows.waiting > 2 * Self.stepBytes { try hand(&rows, to: way) }
    }
  }

  private func drain(_ stream: inout Source, _ rows: inout Intake, _ way: StepWay<Step>) throws {
    try stream.finish { record in
      try rows.take(record)
      if rows.ready > Self.stepBytes || rows.waiting > 2 * Self.stepBytes { try hand(&rows, to: way) }
    }
  }

  /// The end of it, once nothing more comes.
  func withRows<Value: Sendable>(_ body: (inout Intake) throws -> Value) rethrows -> Value {
    try state.withLock { try body(&$0.rows) }
  }
}

extension FileIntake where Source: ~Copyable {
  /// Feeds a COPY, which makes room from time to time for those of the rows that wait. Reading takes longer than the loop
  /// may be held, and longer than the database needs for the rows: it goes on meanwhile, a few steps ahead.
  func copy(
    _ bytes: BodyStream, on workers: Workers, _ progress: Progress, in transaction: Transaction
  ) async throws {
    let (steps, read) = AsyncThrowingStream<Step, any Error>.makeStream()
    let way = StepWay(to: read, ahead: 6)
    try await withThrowingTaskGroup { group in
      // The thread that reads may wait for room: nobody makes any from here on.
      defer { way.close() }
      group.addTask {
        do {
          while try await self.readOn(bytes, on: workers, way) {}
        } catch { read.finish(throwing: error) }
      }
      func next() async throws -> Step {
        var steps = steps.makeAsyncIterator()
        guard let step = try await steps.next() else { throw CancellationError() }
        way.makeRoom()
        progress.update { $0.takeRows(of: step.counts) }
        return step
      }
      var isOver = false
      while !isOver {
        let last = try await copy(from: try await next(), next, in: transaction)
        for waiting in last.waiting where !waiting.rows.bytes.isEmpty { try await copy(waiting, in: transaction) }
        isOver = last.isLast
      }
    }
  }

  /// One COPY, up to the step at whose end others have their turn. It begins with the first row: what stands above may
  /// decide about it.
  private func copy(
    from first: Step, _ next: () async throws -> Step, in transaction: Transaction
  ) async throws -> Step {
    if first.rows.isEmpty { return first }
    var step = first
    try await transaction.copyIn(first.statement) { writer in
      try await writer.write(CopyRows.header)
      try await writer.write(step.rows)
      while step.waiting.isEmpty && !step.isLast {
        step = try await next()
        try await writer.write(step.rows)
      }
      try await writer.write(CopyRows.trailer)
    }
    return step
  }

  /// False at the end of the file.
  private func readOn(_ bytes: BodyStream, on workers: Workers, _ way: StepWay<Step>) async throws -> Bool {
    var pieces = bytes.makeAsyncIterator()
    var gathered: [UInt8] = []
    var isLast = false
    while gathered.count < 262_144, !isLast {
      if let piece = try await pieces.next() { gathered += piece } else { isLast = true }
    }
    let (full, ends) = (gathered, isLast)
    try await workers.run { try self.take(full, isLast: ends, way) }
    return !isLast
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
