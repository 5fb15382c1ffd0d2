/// One `bytes=` range: `5-9`, `5-`, or `-5` for the last five.
struct ByteRange {
  private let first: Int?
  private let last: Int?

  init?(_ header: String) {
    guard header.hasPrefix("bytes="), !header.contains(",") else { return nil }
    let sides = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
    guard sides.count == 2, sides.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return nil }
    (first, last) = (Int(sides[0]), Int(sides[1]))
    guard first != nil || last != nil else { return nil }
    if let first, let last, last < first { return nil }
  }

  /// nil when the file has none of them.
  func bytes(of size: Int) -> Range<Int>? {
    guard let first else { return last == 0 || size == 0 ? nil : max(0, size - (last ?? 0))..<size }
    return first < size ? first..<min(size, (last ?? Int.max - 1) + 1) : nil
  }
}
