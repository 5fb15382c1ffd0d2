/// Header fields in the order in which they came; names compare without case.
package struct Headers: Sendable {
  private let received: ReceivedFields?
  /// What was said here, after what came.
  private(set) var own: [(name: String, value: String)]

  package init(_ fields: [(name: String, value: String)] = []) {
    received = nil
    own = fields
  }

  init(_ received: ReceivedFields) {
    self.received = received
    own = []
  }

  package var fields: [(name: String, value: String)] { (received?.all ?? []) + own }

  mutating func reserve(_ count: Int) { own.reserveCapacity(count) }

  /// The first value of a field.
  package subscript(name: String) -> String? {
    if let value = received?.first(name) { return value }
    for field in own where Headers.same(field.name, name) { return field.value }
    return nil
  }

  package func all(_ name: String) -> [String] {
    (received?.all(name) ?? []) + own.filter { Headers.same($0.name, name) }.map(\.value)
  }

  /// Values are ours or were checked when they came in; one that could split a header is a programming error and is
  /// left out rather than sent.
  package mutating func add(_ name: String, _ value: String) {
    guard Headers.isSafe(value) else { return }
    own.append((name, value))
  }

  /// For what is ours or was looked at already.
  mutating func addChecked(_ name: String, _ value: String) { own.append((name, value)) }

  /// In the place of what was said here.
  package mutating func set(_ name: String, _ value: String) {
    if own.contains(where: { Headers.same($0.name, name) }) { own.removeAll { Headers.same($0.name, name) } }
    add(name, value)
  }

  static func isSafe(_ value: String) -> Bool {
    var value = value
    return value.withUTF8 { ByteScan.isPrintable(UnsafeRawBufferPointer($0)) }
  }

  static func same(_ left: String, _ right: String) -> Bool {
    guard left.utf8.count == right.utf8.count else { return false }
    if left == right { return true }
    return zip(left.utf8, right.utf8).allSatisfy { lowercase($0) == lowercase($1) }
  }

  static func lowercase(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte | 32 : byte }
}

/// Splits `gzip;q=0.5, br` into its items with their weights, heaviest first.
func weightedItems(_ value: String) -> [(item: String, weight: Double)] {
  let items = value.parts(at: ",").compactMap { part -> (item: String, weight: Double)? in
    let pieces = part.parts(at: ";").map(\.trimmed)
    guard let name = pieces.first, !name.isEmpty else { return nil }
    let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
    return (name.lowercased(), weight.isFinite ? weight : 0)
  }
  // A stable sort: equal weights keep the client's order.
  return items.enumerated().sorted { ($1.element.weight, $0.offset) < ($0.element.weight, $1.offset) }.map(\.element)
}

/// The parts of a header or a target, between bytes. Not between characters: to Swift a comma after U+0600 is part of
/// that character, so a client could hide one from us that the proxy before us saw.
extension StringProtocol where SubSequence == Substring {
  func parts(at separator: Unicode.Scalar, atMost limit: Int = .max) -> [Substring] {
    var parts: [Substring] = []
    var start = startIndex
    while parts.count < limit - 1, let end = utf8[start...].firstIndex(of: UInt8(ascii: separator)) {
      parts.append(self[start..<end])
      start = utf8.index(after: end)
    }
    return parts + [self[start...]]
  }

  /// Without the spaces and tabs around it.
  var trimmed: String {
    let isText: (UInt8) -> Bool = { $0 != 32 && $0 != 9 }
    guard let first = utf8.firstIndex(where: isText) else { return "" }
    let blanks = utf8.reversed().prefix { !isText($0) }.count
    return String(self[first..<utf8.index(endIndex, offsetBy: -blanks)])
  }
}
