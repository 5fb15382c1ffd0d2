import Glibc

/// A compiled file of the time zone database (TZif, RFC 8536): the moments at which clocks change, and a rule for all
/// the years after the last of them.
struct ZoneFile: Sendable {
  /// Seconds since 1970, ascending, and the offset from then on.
  private let changes: [(at: Int64, offset: Int)]
  /// Before the first change.
  private let first: Int
  private let rule: ZoneRule?

  init?(path: String) {
    guard let bytes = ZoneFile.read(path) else { return nil }
    self.init(bytes)
  }

  init?(_ bytes: [UInt8]) {
    // A block with 32-bit moments for old readers comes first, then one with 64 bits, then the rule.
    guard let old = Header(bytes, at: 0), old.version >= UInt8(ascii: "2"),
      let header = Header(bytes, at: 44 + old.length(wide: 4)), header.kinds > 0
    else { return nil }
    let start = 44 + old.length(wide: 4) + 44
    let end = start + header.length(wide: 8)
    guard end <= bytes.count else { return nil }
    let kinds = start + header.times * 9
    func offset(of kind: Int) -> Int? {
      kind < header.kinds ? Int(number(bytes, at: kinds + kind * 6, as: Int32.self)) : nil
    }
    first = offset(of: 0) ?? 0
    var changes: [(at: Int64, offset: Int)] = []
    for index in 0..<header.times {
      guard let offset = offset(of: Int(bytes[start + header.times * 8 + index])) else { return nil }
      // Another name for the same time is no change.
      if offset == (changes.last?.offset ?? first) { continue }
      changes.append((number(bytes, at: start + index * 8, as: Int64.self), offset))
    }
    self.changes = changes
    let footer = bytes[end...].dropFirst().prefix { $0 != UInt8(ascii: "\n") }
    rule = ZoneRule(String(decoding: footer, as: UTF8.self))
  }

  func offset(at second: Int64) -> Int {
    let later = changes.partitioningIndex { $0.at > second }
    if later == changes.count, let rule { return rule.offset(at: second) }
    return later == 0 ? first : changes[later - 1].offset
  }

  func change(after second: Int64) -> Int64? {
    let later = changes.partitioningIndex { $0.at > second }
    return later < changes.count ? changes[later].at : rule?.change(after: second)
  }

  private static func read(_ path: String) -> [UInt8]? {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { close(file) }
    // The largest of them has 4 kB.
    return [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      count = 0
      while count < buffer.count {
        let got = Glibc.read(file, buffer.baseAddress.map { $0 + count }, buffer.count - count)
        if got <= 0 { break }
        count += got
      }
    }
  }
}

private struct Header {
  let version: UInt8
  let times: Int
  let kinds: Int
  private let counts: [Int]

  init?(_ bytes: [UInt8], at start: Int) {
    guard bytes.count >= start + 44, bytes[start..<start + 4].elementsEqual("TZif".utf8) else { return nil }
    version = bytes[start + 4]
    counts = (0..<6).map { Int(number(bytes, at: start + 20 + 4 * $0, as: UInt32.self)) }
    guard counts.allSatisfy({ $0 < 10_000 }) else { return nil }
    (times, kinds) = (counts[3], counts[4])
  }

  /// The length of what follows: moments and their kinds, the kinds, abbreviations, leap seconds, two lists of flags.
  func length(wide: Int) -> Int {
    times * (wide + 1) + kinds * 6 + counts[5] + counts[2] * (wide + 4) + counts[1] + counts[0]
  }
}

private func number<Number: FixedWidthInteger>(_ bytes: [UInt8], at offset: Int, as: Number.Type) -> Number {
  bytes.withUnsafeBytes { Number(bigEndian: $0.loadUnaligned(fromByteOffset: offset, as: Number.self)) }
}
