import Runtime
import Secrets
import Synchronization

/// Stands for the version of a file whose server names none: what the file holds, whatever pieces it came in.
final class ContentTag: Sendable {
  static let prefix = "content:"

  private struct State {
    /// Of all whole blocks so far, each with the sum before it.
    var sum: [UInt8] = []
    var block: [UInt8] = []
  }

  private static let blockLength = 65_536
  private let state = Mutex(State())

  func add(_ piece: [UInt8]) {
    state.withLock { state in
      state.block += piece
      var start = 0
      while state.block.count - start >= Self.blockLength {
        state.sum = Digest.sha256(state.sum + state.block[start..<start + Self.blockLength])
        start += Self.blockLength
      }
      state.block.removeFirst(start)
    }
  }

  var text: String {
    let sum = state.withLock { Digest.sha256($0.sum + $0.block) }
    return Self.prefix + sum.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
