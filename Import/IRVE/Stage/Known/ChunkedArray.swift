/// An array that grows a piece at a time: a plain one would move to twice its size, and need three times it meanwhile.
struct ChunkedArray<Element: BitwiseCopyable & Sendable>: Sendable {
  /// A power of two.
  private static var chunkSize: Int { 16_384 }

  private var chunks: [[Element]] = []
  private(set) var count = 0

  /// The memory that it needs.
  var footprint: Int { count * MemoryLayout<Element>.stride }

  mutating func append(_ element: Element) {
    if count & (Self.chunkSize - 1) == 0 {
      chunks.append([])
      chunks[chunks.count - 1].reserveCapacity(Self.chunkSize)
    }
    chunks[count / Self.chunkSize].append(element)
    count += 1
  }

  subscript(index: Int) -> Element {
    get { chunks[index / Self.chunkSize][index & (Self.chunkSize - 1)] }
    _modify { yield &chunks[index / Self.chunkSize][index & (Self.chunkSize - 1)] }
  }
}
