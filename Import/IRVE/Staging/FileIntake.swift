import Synchronization

/// The file and what becomes of its rows, side by side on a worker's thread.
final class FileIntake: Sendable {
  private struct State: ~Copyable {
    var stream: RecordStream
    var rows: RowIntake

    /// Two properties, so that the one can lend records to the other.
    static func pump(_ piece: [UInt8], _ stream: inout RecordStream, _ rows: inout RowIntake) throws {
      try piece.withUnsafeBytes { bytes in try stream.read(bytes) { try rows.take($0) } }
    }

    static func drain(_ stream: inout RecordStream, _ rows: inout RowIntake) throws {
      try stream.finish { try rows.take($0) }
    }
  }

  /// What has come of the file so far, and the rows that are ready to be sent.
  struct Step: Sendable {
    let rows: [UInt8]
    let counts: Progress.Counts
  }

  private let state: Mutex<State>

  init(_ stream: consuming sending RecordStream, _ rows: consuming RowIntake) {
    state = Mutex(State(stream: stream, rows: rows))
  }

  func take(_ piece: [UInt8]) throws -> Step {
    try state.withLock { state in
      try State.pump(piece, &state.stream, &state.rows)
      return Step(rows: state.rows.takeRows(), counts: state.rows.counts)
    }
  }

  func finish() throws -> Step {
    try state.withLock { state in
      try State.drain(&state.stream, &state.rows)
      return Step(rows: state.rows.takeRows(), counts: state.rows.counts)
    }
  }

  /// The end of it, once nothing more comes.
  func withRows<Value: Sendable>(_ body: (inout RowIntake) throws -> Value) rethrows -> Value {
    try state.withLock { try body(&$0.rows) }
  }
}
