import HTTP
import Runtime
import Synchronization
import TestSupport

typealias Plain = Call<Nothing, Nothing, NoBody>

/// Routes that a server test talks to.
enum SampleRoutes {
  struct Item: Codable, Sendable, Equatable {
    let name: String
    let count: Int
  }

  static let hello = Route(.get, "/hello", access: .public, "Greets") { (_: Plain, _) in text("hello") }

  static let cached: Route = {
    let kept = PreparedResponse(text(String(repeating: "x", count: 8192)))
    return .immediate(.get, "/cached", "Kept ready") { _ in .prepared(kept) }
  }()

  static let items = Route(.post, "/items", access: .public, "Takes an item", answers: .json(Item.self)) {
    (call: Call<Nothing, Nothing, JSONBody<Item>>, _) in
    try .json(call.body, status: 201)
  }

  /// Answers with the count and the checksum of what came.
  static let upload = Route(.put, "/upload", access: .public, "Takes bytes") {
    (call: Call<Nothing, Nothing, Upload>, _) in
    var sum = Checksum()
    for try await piece in call.body { sum.add(piece) }
    return text(sum.description)
  }

  static let all = [hello, cached, items, upload]

  static func text(_ text: String) -> Response {
    Response(.ok, .bytes(Bytes(text)), type: MediaType("text/plain; charset=utf-8"))
  }
}

/// FNV-1a and a count: tells lost, doubled and turned bytes.
struct Checksum: CustomStringConvertible {
  private var count = 0
  private var hash: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
      count += 1
    }
  }

  var description: String { "\(count) \(hash)" }
}

/// A handler that waits here does so until the test opens the gate, or its task is cancelled.
final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var waiting: [Int: CheckedContinuation<Void, any Error>] = [:]
    var arrived = 0
    var cancelled = 0
  }

  private let state = Mutex(State())

  var arrived: Int { state.withLock { $0.arrived } }
  var cancelled: Int { state.withLock { $0.cancelled } }

  func open() {
    let waiting = state.withLock { state in
      state.isOpen = true
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for one in waiting { one.resume() }
  }

  func pass() async throws {
    let place = state.withLock { state in
      state.arrived += 1
      return state.arrived
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        let now: Result<Void, any Error>? = state.withLock { state in
          if state.isOpen { return .success(()) }
          if Task.isCancelled {
            state.cancelled += 1
            return .failure(CancellationError())
          }
          state.waiting[place] = continuation
          return nil
        }
        if let now { continuation.resume(with: now) }
      }
    } onCancel: {
      let waiter = state.withLock { state in
        let waiter = state.waiting.removeValue(forKey: place)
        if waiter != nil { state.cancelled += 1 }
        return waiter
      }
      waiter?.resume(throwing: CancellationError())
    }
  }

  /// `GET /wait`: answers once the gate is open.
  var route: Route {
    Route(.get, "/wait", access: .public, "Waits") { (_: Plain, _) in
      try await self.pass()
      return SampleRoutes.text("passed")
    }
  }
}
