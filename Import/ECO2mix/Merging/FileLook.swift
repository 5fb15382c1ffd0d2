import HTTP
import Postgres
import Runtime
import Synchronization

/// A file on its way in that may turn out to be one that is known: its bytes are summed up, and kept back for as long as
/// they are the same.
final class FileLook: Sendable {
  private static let headLength = 65_536

  private struct State {
    var headRest = FileLook.headLength
    var bytes = 0
    /// Read, and not handed on yet.
    var held: [[UInt8]] = []
    var isSame: Bool
  }

  private let known: KnownFile?
  private let head = ContentTag()
  private let content = ContentTag()
  private let state: Mutex<State>

  init(_ known: KnownFile?) {
    self.known = known
    state = Mutex(State(isSame: known != nil))
  }

  /// Nil at the end of a file that is the one that is known, else its first piece, and its bytes from the beginning.
  func open(_ file: BodyStream) async throws -> (first: [UInt8], bytes: BodyStream)? {
    var pieces = file.makeAsyncIterator()
    repeat {
      guard let piece = try await pieces.next() else { break }
      take(piece)
    } while state.withLock { $0.isSame }
    if isKnown { return nil }
    let first = state.withLock { $0.held.first ?? [] }
    let bytes = BodyStream {
      if let piece = self.state.withLock({ $0.held.isEmpty ? nil : $0.held.removeFirst() }) { return piece }
      var pieces = file.makeAsyncIterator()
      guard let piece = try await pieces.next() else { return nil }
      self.take(piece)
      return self.state.withLock { $0.held.removeFirst() }
    }
    return (first, bytes)
  }

  private func take(_ piece: [UInt8]) {
    content.add(piece)
    state.withLock { state in
      state.bytes += piece.count
      state.held.append(piece)
      if state.headRest > 0 {
        let first = piece.prefix(state.headRest)
        head.add(Array(first))
        state.headRest -= first.count
        if state.headRest == 0, head.text != known?.head { state.isSame = false }
      }
      if state.bytes > known?.bytes ?? 0 { state.isSame = false }
    }
  }

  /// Asked at the end of the file, or where it is told from the other.
  private var isKnown: Bool {
    state.withLock { $0.isSame && $0.bytes == known?.bytes } && content.text == known?.content
  }

  /// After the whole of it was read.
  func keep(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into grid_files (import_id, bytes, head, content)
      values (\(id), \(state.withLock { $0.bytes }), \(head.text), \(content.text))
      """)
  }
}
