import CCurl
import HTTP
import Runtime
import Synchronization

/// A file on its way from an address: libcurl on a thread of its own writes, an import reads, and no more than a quarter
/// of a MiB lies between the two. Whoever lets go of `bytes` ends the transfer.
struct Download: Sendable {
  struct Head: Sendable {
    var status = 0
    var contentType: String?
    var contentEncoding: String?
    var entityTag: String?
    var lastModified: Instant?
    /// Stands for a version where the server names none.
    var datedTag: String?
    var length: Int?
  }

  static let datePrefix = "modified:"

  let head: Head
  let bytes: BodyStream

  /// Returns when the head of the answer is here, redirects followed. `tag` is the version that need not be sent again.
  static func open(
    _ address: WebAddress, unless tag: String?, allowsPrivate: Bool, patience: Int = 60
  ) async throws -> Download {
    let buffer = DownloadBuffer()
    let transfer = Transfer(
      address: address, tag: tag, allowsPrivate: allowsPrivate, patience: patience, buffer: buffer)
    startThread(name: "fetch") { buffer.end(transfer.perform()) }
    let holder = Holder(buffer: buffer)
    let head = try await buffer.head()
    return Download(head: head, bytes: BodyStream { try await holder.buffer.next() })
  }

  private final class Holder: Sendable {
    let buffer: DownloadBuffer
    init(buffer: DownloadBuffer) { self.buffer = buffer }
    deinit { buffer.cancel() }
  }
}

/// The buffer lies between the thread that writes, which may block, and the task that reads, which must not.
final class DownloadBuffer: Sendable {
  private struct State {
    var head = Download.Head()
    var isHeadWhole = false
    var pieces: [[UInt8]] = []
    var waiting = 0
    var end: Result<Void, Failed>?
    var isCancelled = false
    /// Something happened that the reader has not seen.
    var hasNews = false
    var reader: CheckedContinuation<Void, Never>?
  }

  private static let most = 256 * 1024

  private let state = Mutex(State())
  private let room = Semaphore()

  var isCancelled: Bool { state.withLock { $0.isCancelled } }

  // MARK: The writing thread

  func note(_ change: (inout Download.Head) -> Void) { state.withLock { change(&$0.head) } }

  /// Blocks until there is room; false when nobody wants it any more.
  func add(_ piece: [UInt8]) -> Bool {
    while true {
      let isTaken = tell { state -> Bool? in
        if state.isCancelled { return false }
        guard state.waiting < Self.most else { return nil }
        state.isHeadWhole = true
        state.pieces.append(piece)
        state.waiting += piece.count
        return true
      }
      if let isTaken { return isTaken }
      room.wait()
    }
  }

  func end(_ result: Result<Void, Failed>) {
    tell { state in
      state.isHeadWhole = state.isHeadWhole || (try? result.get()) != nil
      state.end = result
    }
  }

  func cancel() {
    tell { $0.isCancelled = true }
    room.signal()
  }

  private func tell<Value: Sendable>(_ change: (inout State) -> Value) -> Value {
    let (value, reader) = state.withLock { state in
      let value = change(&state)
      state.hasNews = true
      defer { state.reader = nil }
      return (value, state.reader)
    }
    reader?.resume()
    return value
  }

  // MARK: The reading task

  func head() async throws -> Download.Head {
    try await read { state in
      if state.isHeadWhole { return .success(state.head) }
      return state.end.map { end in end.map { state.head } }
    }
  }

  /// Returns the bytes that have come since; nil at the end of the file.
  func next() async throws -> [UInt8]? {
    let piece: [UInt8]? = try await read { state in
      if !state.pieces.isEmpty {
        defer { (state.pieces, state.waiting) = ([], 0) }
        return .success(state.pieces.count == 1 ? state.pieces[0] : Array(state.pieces.joined()))
      }
      return state.end.map { end in end.map { nil } }
    }
    room.signal()
    return piece
  }

  private func read<Value: Sendable>(_ look: (inout State) -> Result<Value, Failed>?) async throws -> Value {
    while true {
      try Task.checkCancellation()
      if let found = state.withLock({ look(&$0) }) { return try found.get() }
      await withTaskCancellationHandler {
        await withCheckedContinuation { reader in
          let isOld = state.withLock { state in
            if !state.hasNews { state.reader = reader }
            defer { state.hasNews = false }
            return !state.hasNews
          }
          if !isOld { reader.resume() }
        }
      } onCancel: {
        cancel()
      }
    }
  }
}
