import CLinux
import Glibc
import Postgres
import Synchronization

/// Bytes that have to wait for their turn: in a file without a name, which the kernel keeps in memory as long as there is
/// room and forgets when we end.
final class Spool: Sendable {
  struct Failure: Error, CustomStringConvertible {
    let description: String
    /// There is no room left where it lies.
    let isFull: Bool

    init(_ what: String) {
      isFull = [ENOSPC, EDQUOT, EFBIG].contains(errno)
      description = "\(what): \(String(cString: strerror(errno)))"
    }
  }

  private struct State {
    var pending: [UInt8] = []
    var count = 0
    var position = 0
  }

  private let descriptor: Int32
  private let state = Mutex(State())

  static let folder = "/var/tmp"

  init(folder: String = Spool.folder) throws(Failure) {
    let nameless = open_nameless_file(folder)
    descriptor = nameless < 0 && errno == EOPNOTSUPP ? Spool.openAndForget(in: folder) : nameless
    guard descriptor >= 0 else { throw Failure("no temporary file in \(folder)") }
  }

  /// Where the file system has no files without a name: one whose name is taken away at once.
  private static func openAndForget(in folder: String) -> Int32 {
    var path = Array((folder + "/watts-up-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return descriptor }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(path)
    return descriptor
  }

  deinit { close(descriptor) }

  var count: Int { state.withLock { $0.count } }

  func append(_ bytes: [UInt8]) throws {
    try state.withLock { state in
      state.pending += bytes
      state.count += bytes.count
      if state.pending.count >= 262_144 { try flush(&state) }
    }
  }

  private func flush(_ state: inout State) throws {
    var done = 0
    while done < state.pending.count {
      let written = state.pending.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      }
      guard written > 0 else { throw Failure("a temporary file cannot be written") }
      done += written
    }
    state.pending.removeAll(keepingCapacity: true)
  }

  /// Returns the bytes that were appended, from the beginning, about 64 KiB at a time; nil at the end.
  func next() throws -> [UInt8]? {
    try state.withLock { state in
      try flush(&state)
      var piece = [UInt8](repeating: 0, count: 65_536)
      let read = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(state.position)) }
      guard read >= 0 else { throw Failure("a temporary file cannot be read") }
      state.position += read
      if read < piece.count { piece.removeLast(piece.count - read) }
      return read == 0 ? nil : piece
    }
  }
}

extension Spool {
  /// Rows, as the rest of a COPY.
  func send(to writer: inout CopyWriter) async throws {
    while let piece = try next() { try await writer.write(piece) }
  }

  /// Rows, as a COPY of their own.
  func copy(_ statement: SQL, in transaction: Transaction) async throws {
    if count == 0 { return }
    try await transaction.copyIn(statement) { writer in
      try await writer.write(CopyRows.header)
      try await send(to: &writer)
      try await writer.write(CopyRows.trailer)
    }
  }
}
