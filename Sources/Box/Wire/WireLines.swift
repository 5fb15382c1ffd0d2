/// Cuts what comes over the wire into lines. A line ends at CR or LF: a terminal that was left cooked turns one into the
/// other. Bit 8 is the parity's, and masked. What came before the first end is the rest of a line that nobody saw begin, unless
/// a cooked terminal, which gives lines, gave it as one.
struct WireLines: Sendable {
  enum Event: Equatable, Sendable {
    case line([UInt8])
    case frameStart, frameEnd
    /// The meter was asked something else in the middle of a frame.
    case interrupted
  }

  private static let (cr, lf): (UInt8, UInt8) = (0x0D, 0x0A)
  private static let (stx, etx, eot): (UInt8, UInt8, UInt8) = (0x02, 0x03, 0x04)
  /// The longest group, a calendar of eleven blocks, has 109 bytes.
  static let longest = 128

  private var line: [UInt8] = []
  private var sawAnEnd = false

  mutating func take(_ byte: UInt8) -> Event? {
    let byte = byte & 0x7F
    if byte == WireLines.cr || byte == WireLines.lf { return end(by: byte) }
    // Marks stand between lines; within one they are noise.
    if line.isEmpty, let mark = WireLines.mark(byte) {
      sawAnEnd = true
      return mark
    }
    if line.count <= WireLines.longest { line.append(byte) }
    return nil
  }

  private mutating func end(by byte: UInt8) -> Event? {
    defer {
      line.removeAll(keepingCapacity: true)
      sawAnEnd = true
    }
    return line.isEmpty || !sawAnEnd && byte == WireLines.cr ? nil : .line(line)
  }

  /// What is there when a file ends: a last group may lack its end. It stays, as more may follow.
  var rest: [UInt8]? { line.isEmpty || !sawAnEnd ? nil : line }

  mutating func dropRest() { line.removeAll(keepingCapacity: true) }

  private static func mark(_ byte: UInt8) -> Event? {
    switch byte {
    case stx: .frameStart
    case etx: .frameEnd
    case eot: .interrupted
    default: nil
    }
  }
}
