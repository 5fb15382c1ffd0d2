import Runtime

/// A COPY under way on a connection: who waits for the socket to take or give more.
struct CopyState {
  enum Direction { case sending, receiving }

  let direction: Direction
  private var waiter: UnsafeContinuation<Void, any Error>?
  private(set) var since = Moment.now

  private var chunk: [UInt8] = []
  var isChunkEmpty: Bool { chunk.isEmpty }
  var isChunkFull: Bool { chunk.count >= 65_536 }

  init(direction: Direction) { self.direction = direction }

  var isWaiting: Bool { waiter != nil }

  mutating func wait(_ waiter: UnsafeContinuation<Void, any Error>) {
    self.waiter = waiter
    since = .now
  }

  mutating func add(_ row: UnsafeRawBufferPointer) { chunk.append(contentsOf: row) }

  mutating func takeChunk() -> [UInt8] {
    defer { chunk = [] }
    return chunk
  }

  mutating func takeWaiter() -> UnsafeContinuation<Void, any Error>? {
    defer { waiter = nil }
    return waiter
  }
}
