import Glibc

/// The first file of a multipart/form-data body; of any other body, all of it.
struct Multipart {
  private enum State { case plain, before, delimiter, head, otherPart, file, after }

  private static let headLimit = 16 * 1024
  private static let pieceBytes = 64 * 1024

  /// A line break, two dashes and the boundary.
  private let delimiter: [UInt8]
  private var state: State
  private var hasFile = false
  /// Bytes whose meaning depends on those to come. The body begins as if behind a line break.
  private var held = Array("\r\n".utf8)

  init(contentType: String?) throws(SourceFault) {
    let value = HeaderValue(contentType ?? "")
    guard value.name == "multipart/form-data" else {
      (delimiter, state) = ([], .plain)
      return
    }
    guard let boundary = value["boundary"], (1...200).contains(boundary.utf8.count) else { throw .badMultipart }
    (delimiter, state) = (Array("\r\n--\(boundary)".utf8), .before)
  }

  var isPlain: Bool { state == .plain }

  mutating func read(_ bytes: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    if state == .plain { return try out(bytes) }
    var rest = bytes[...]
    while !rest.isEmpty, state != .after {
      held.append(contentsOf: rest.prefix(Multipart.pieceBytes))
      rest = rest.dropFirst(Multipart.pieceBytes)
      while try advance(out) {}
    }
  }

  func finish() throws(SourceFault) {
    guard state == .after || state == .plain else { throw .badMultipart }
    guard hasFile || state == .plain else { throw .noFile }
  }

  /// False when more bytes are needed.
  private mutating func advance(_ out: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
    switch state {
    case .plain, .after: false
    case .before, .otherPart, .file: try passPart(out)
    case .delimiter: try passDelimiter()
    case .head: try passHead()
    }
  }

  private mutating func passPart(_ out: (UnsafeRawBufferPointer) throws -> Void) throws -> Bool {
    let end = position(of: delimiter)
    let passed = end ?? max(0, held.count - delimiter.count + 1)
    if state == .file, passed > 0 {
      try held.withUnsafeBytes { try out(UnsafeRawBufferPointer(rebasing: $0[..<passed])) }
    }
    held.removeFirst(passed + (end == nil ? 0 : delimiter.count))
    if end != nil { state = .delimiter }
    return end != nil
  }

  /// Behind the boundary: two dashes end the body, a line break begins a part.
  private mutating func passDelimiter() throws(SourceFault) -> Bool {
    let padding = held.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
    let tail = held[padding...].prefix(2)
    guard padding <= Multipart.headLimit else { throw .badMultipart }
    guard tail.count == 2 else { return false }
    if tail.elementsEqual("\r\n".utf8) {
      state = hasFile ? .after : .head
    } else if tail.elementsEqual("--".utf8), padding == 0 {
      state = .after
    } else {
      throw .badMultipart
    }
    // The line break stays: it ends the head of a part that has none.
    held.removeFirst(padding)
    return true
  }

  private mutating func passHead() throws(SourceFault) -> Bool {
    let end = position(of: Array("\r\n\r\n".utf8))
    guard (end ?? held.count) <= Multipart.headLimit else { throw .badMultipart }
    guard let end else { return false }
    let head = String(decoding: held[..<end], as: UTF8.self)
    hasFile = Multipart.isFile(head)
    state = hasFile ? .file : .otherPart
    held.removeFirst(end + 4)
    return true
  }

  /// A form field without a file chosen has a file name too, an empty one.
  private static func isFile(_ head: String) -> Bool {
    head.split(separator: "\r\n").contains { line in
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2, parts[0].lowercased() == "content-disposition" else { return false }
      let value = HeaderValue(String(parts[1]))
      return value["filename"].map { !$0.isEmpty } ?? (value["filename*"] != nil)
    }
  }

  private func position(of wanted: [UInt8]) -> Int? {
    held.withUnsafeBytes { bytes in
      guard let start = bytes.baseAddress else { return nil }
      var from = 0
      while bytes.count - from >= wanted.count,
        let hit = memchr(start + from, Int32(wanted[0]), bytes.count - from - wanted.count + 1)
      {
        if memcmp(hit, wanted, wanted.count) == 0 { return UnsafeRawPointer(hit) - start }
        from = UnsafeRawPointer(hit) - start + 1
      }
      return nil
    }
  }
}
