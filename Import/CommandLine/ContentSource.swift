import HTTP
import Runtime
import Synchronization

/// Which source a file is of, by its beginning; nil for one that no word of it tells.
enum ContentSource {
  /// Enough for a header, also in an archive.
  static let length = 65_536

  static func find(in head: [UInt8]) -> Import.Source? {
    if head.starts(with: [0x1F, 0x8B]) { return unpacked(head).flatMap { text($0) ?? archive($0) } }
    return archive(head) ?? text(head)
  }

  /// What gzip holds, as far as it is here.
  private static func unpacked(_ head: [UInt8]) -> [UInt8]? {
    var gunzip = Gunzip()
    var found: [UInt8] = []
    // It ends in the middle, which is no fault here.
    try? head.withUnsafeBytes { bytes in try gunzip.read(bytes) { found += $0.prefix(length - found.count) } }
    return found
  }

  private static func text(_ head: [UInt8]) -> Import.Source? {
    let lines = head.split(separator: 0x0A, maxSplits: 3, omittingEmptySubsequences: true).prefix(3)
    let words = lines.map { line in
      String(decoding: folded(String(String.UnicodeScalarView(line.map { Unicode.Scalar($0) }))), as: UTF8.self)
    }
    // A word about separators may stand above the header, or a day and its nature.
    guard let first = words.first(where: { $0 != "sep" }) else { return nil }
    let utf8 = String(decoding: folded(String(decoding: lines[0], as: UTF8.self)), as: UTF8.self)
    if first.contains("typedejourtempo") { return .tempo }
    let isDay = first.hasPrefix("journe") || utf8.hasPrefix("journeedu")
    if (isDay ? words : [first]).contains(where: { $0.contains("consommation") }) { return .eco2mix }
    return first.contains("etatpdc") && first.contains("occupationpdc") ? .irveDynamic : nil
  }

  /// By the first file in it that has something to say. Workbooks are read of the grid alone.
  private static func archive(_ head: [UInt8]) -> Import.Source? {
    guard head.withUnsafeBytes(ZipArchive.isOne) else { return nil }
    for name in ["[Content_Types].xml", "xl/"] where head.contains(name) { return .eco2mix }
    var place = 0
    while place + 30 <= head.count, head[place...].starts(with: [0x50, 0x4B, 3, 4]) {
      func number(_ offset: Int, _ width: Int) -> Int {
        (0..<width).reversed().reduce(0) { $0 << 8 | Int(head[place + offset + $1]) }
      }
      let start = place + 30 + number(26, 2) + number(28, 2)
      guard start < head.count else { return nil }
      let content = number(8, 2) == 8 ? ZipArchive.beginning(head[start...], length) : Array(head[start...])
      if let found = text(content) { return found }
      // Where the length stands behind the content, the next one cannot be found from here.
      guard number(18, 4) > 0 || number(22, 4) == 0 else { return nil }
      place = start + number(18, 4)
    }
    return nil
  }
}

extension [UInt8] {
  fileprivate func contains(_ name: String) -> Bool {
    let wanted = Array(name.utf8)
    return indices.contains { self[$0] == wanted[0] && self[$0...].starts(with: wanted) }
  }
}

/// What was read to find out, until it is read for good.
private final class Beginning: Sendable {
  private let bytes: Mutex<[UInt8]?>

  init(_ bytes: [UInt8]) { self.bytes = Mutex(bytes.isEmpty ? nil : bytes) }

  func take() -> [UInt8]? {
    bytes.withLock { bytes in
      defer { bytes = nil }
      return bytes
    }
  }
}

extension ImportFeature {
  /// The source that was named, or that the beginning of the file tells; what was read of it comes first again.
  func source(of order: ImportOrder, in bytes: BodyStream) async throws -> (BodyStream, Import.Source) {
    if let named = order.source { return (bytes, named) }
    var head: [UInt8] = []
    var rest = bytes.makeAsyncIterator()
    while head.count < ContentSource.length, let piece = try await rest.next() { head += piece }
    let first = Beginning(head)
    let stream = BodyStream {
      if let head = first.take() { return head }
      var rest = bytes.makeAsyncIterator()
      return try await rest.next()
    }
    return (stream, ContentSource.find(in: head) ?? RegisteredSource.standard.name)
  }

  /// The same for an address: its beginning is fetched first.
  func source(of order: ImportOrder, at address: WebAddress) async throws -> Import.Source {
    if let named = order.source { return named }
    do {
      let download = try await Download.open(address, unless: nil, allowsPrivate: true)
      guard download.head.status == 200 else { return RegisteredSource.standard.name }
      return try await source(of: order, in: download.bytes).1
    } catch is Failed {
      // The import itself says what is wrong.
      return RegisteredSource.standard.name
    }
  }
}
