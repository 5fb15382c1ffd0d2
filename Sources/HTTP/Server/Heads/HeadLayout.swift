import Glibc

/// libmicrohttpd takes a head apart where it lies and hands out its parts as strings that end at a NUL. A NUL that the
/// client sent, an empty name, a doubled blank or a folded line leave a gap between two parts: one by one these must
/// touch, with no more between them than a line's end.
struct HeadLayout {
  private let start: UInt
  /// The end of the part before.
  private var end: UInt
  private(set) var hasGap: Bool

  /// Lays out the request line, with the target as it was read.
  init(
    method: UnsafePointer<CChar>, target: (start: UInt, count: Int), version: UnsafePointer<CChar>
  ) {
    start = UInt(bitPattern: method)
    let targetEnd = target.start + UInt(target.count)
    hasGap = HeadLayout.end(of: method) + 1 != target.start || targetEnd + 1 != UInt(bitPattern: version)
    end = HeadLayout.end(of: version)
  }

  mutating func take(name: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer) {
    // The end of a line is one byte, or two.
    if !(1...2).contains(distance(to: UInt(bitPattern: name.baseAddress))) { hasGap = true }
    end = UInt(bitPattern: value.baseAddress) + UInt(value.count)
  }

  /// The last line's end and an empty line.
  mutating func finish(after size: Int) {
    if !(2...4).contains(distance(to: start + UInt(size))) { hasGap = true }
  }

  private func distance(to place: UInt) -> Int { Int(bitPattern: place) &- Int(bitPattern: end) }

  private static func end(of text: UnsafePointer<CChar>) -> UInt { UInt(bitPattern: text) + UInt(strlen(text)) }
}
