/// Where a request's body ends (RFC 9112, 6): a reading of bytes that knows no I/O.
enum BodyFraming {
  case none
  /// So many bytes are still to come.
  case length(Int)
  case chunked(ChunkFraming)

  enum Step: Equatable {
    /// These of the bytes belong to the body.
    case piece(Range<Int>)
    case needsMore
    case whole
    case refused(RequestHead.Fault)
  }

  /// What comes next, and how many bytes are done with.
  struct Reading: Equatable {
    let step: Step
    let taken: Int

    init(_ step: Step, taken: Int = 0) {
      self.step = step
      self.taken = taken
    }
  }

  var isWhole: Bool {
    switch self {
    case .none: true
    case .length(let left): left == 0
    case .chunked(let chunks): chunks.isWhole
    }
  }

  /// nil when it comes in chunks.
  var left: Int? {
    switch self {
    case .none: 0
    case .length(let left): left
    case .chunked(let chunks): chunks.isWhole ? 0 : nil
    }
  }

  mutating func next(in bytes: UnsafeRawBufferPointer) -> Reading {
    switch self {
    case .none: return Reading(.whole)
    case .length(let left):
      if left == 0 { return Reading(.whole) }
      let count = min(left, bytes.count)
      if count == 0 { return Reading(.needsMore) }
      self = .length(left - count)
      return Reading(.piece(0..<count), taken: count)
    case .chunked(var chunks):
      defer { self = .chunked(chunks) }
      return chunks.next(in: bytes)
    }
  }
}
