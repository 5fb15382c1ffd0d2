/// A body in chunks (RFC 9112, 7.1). Extensions and trailers are read over.
struct ChunkFraming {
  private enum State {
    case size
    /// So many bytes of the chunk are still to come.
    case data(Int)
    case endOfData
    /// So many bytes of trailers have come.
    case trailers(Int)
    case whole
  }

  private static let longestSize = 1024
  private static let longestTrailers = 8192
  /// Nobody sends 4 GiB in one.
  private static let mostDigits = 8

  private var state = State.size

  var isWhole: Bool { if case .whole = state { true } else { false } }

  mutating func next(in bytes: UnsafeRawBufferPointer) -> BodyFraming.Reading {
    var taken = 0
    while true {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[taken...])
      switch step(rest, &taken) {
      case .some(let step): return BodyFraming.Reading(step, taken: taken)
      case nil: continue
      }
    }
  }

  /// nil where it goes on with what is here.
  private mutating func step(_ bytes: UnsafeRawBufferPointer, _ taken: inout Int) -> BodyFraming.Step? {
    switch state {
    case .size: return readSize(bytes, &taken)
    case .data(let left):
      let count = min(left, bytes.count)
      if count == 0 { return .needsMore }
      state = left == count ? .endOfData : .data(left - count)
      let start = taken
      taken += count
      return .piece(start..<taken)
    case .endOfData: return readEndOfData(bytes, &taken)
    case .trailers(let before): return readTrailer(bytes, &taken, before)
    case .whole: return .whole
    }
  }

  private mutating func readSize(_ bytes: UnsafeRawBufferPointer, _ taken: inout Int) -> BodyFraming.Step? {
    guard let end = HeadScan.newline(in: bytes, from: 0) else {
      return bytes.count > Self.longestSize ? .refused(.bodyTooLarge) : .needsMore
    }
    guard end <= Self.longestSize else { return .refused(.bodyTooLarge) }
    switch Self.size(of: UnsafeRawBufferPointer(rebasing: bytes[..<end])) {
    case .failure(let fault): return .refused(fault)
    case .success(let size):
      taken += end + 1
      state = size == 0 ? .trailers(0) : .data(size)
      return nil
    }
  }

  /// A bare LF after an extension may be part of it to the server before us: that is refused.
  private static func size(of line: UnsafeRawBufferPointer) -> Result<Int, RequestHead.Fault> {
    let hasReturn = line.last == HeadScan.carriageReturn
    let text = hasReturn ? UnsafeRawBufferPointer(rebasing: line.dropLast()) : line
    let digits = text.prefix { hexadecimal($0) != nil }
    guard !digits.isEmpty else { return .failure(.malformed) }
    let extensions = text.dropFirst(digits.count)
    if let first = extensions.first {
      guard first == UInt8(ascii: ";"), hasReturn, !extensions.contains(where: HeadLines.isControl) else {
        return .failure(.malformed)
      }
    }
    let significant = digits.drop { $0 == UInt8(ascii: "0") }
    guard significant.count <= mostDigits else { return .failure(.bodyTooLarge) }
    return .success(significant.reduce(0) { $0 << 4 | Int(hexadecimal($1) ?? 0) })
  }

  private mutating func readEndOfData(_ bytes: UnsafeRawBufferPointer, _ taken: inout Int) -> BodyFraming.Step? {
    guard let first = bytes.first else { return .needsMore }
    if first == HeadScan.lineFeed {
      taken += 1
    } else {
      guard first == HeadScan.carriageReturn else { return .refused(.malformed) }
      guard bytes.count > 1 else { return .needsMore }
      guard bytes[1] == HeadScan.lineFeed else { return .refused(.malformed) }
      taken += 2
    }
    state = .size
    return nil
  }

  private mutating func readTrailer(
    _ bytes: UnsafeRawBufferPointer, _ taken: inout Int, _ before: Int
  ) -> BodyFraming.Step? {
    guard let end = HeadScan.newline(in: bytes, from: 0) else {
      return before + bytes.count > Self.longestTrailers ? .refused(.tooLarge) : .needsMore
    }
    guard before + end <= Self.longestTrailers else { return .refused(.tooLarge) }
    let isEmpty = end == 0 || end == 1 && bytes[0] == HeadScan.carriageReturn
    taken += end + 1
    state = isEmpty ? .whole : .trailers(before + end + 1)
    return nil
  }
}
