import CZlib

/// A zip archive in memory. Its list of files stands at its end: an archive that was cut off has none.
struct ZipArchive {
  struct File: Sendable {
    let name: String
    let isDeflated: Bool
    let packed: Int
    let size: Int
    let checksum: UInt32
    let offset: Int
  }

  private let bytes: [UInt8]
  private let limits: Unpacking.Limits
  private let all: [File]
  /// What came out so far, of all files: an archive may name the same bytes many times over.
  private var unpacked = 0

  static func isOne(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.count >= 4 && bytes[0] == 0x50 && bytes[1] == 0x4B
      && [[3, 4], [5, 6], [7, 8]].contains([bytes[2], bytes[3]])
  }

  init(_ bytes: [UInt8], limits: Unpacking.Limits = .init()) throws(SourceFault) {
    self.bytes = bytes
    self.limits = limits
    var reader = ZipReader(bytes: bytes)
    guard reader.findEnd() else { throw .truncatedZip }
    reader.place += 10
    guard let count = reader.number(2), reader.skip(4), let start = reader.number(4), start < bytes.count || count == 0
    else { throw .badZip }
    reader.place = start
    var all: [File] = []
    for _ in 0..<count {
      guard let file = reader.file() else { throw .badZip }
      all.append(file)
    }
    self.all = all
  }

  var isWorkbook: Bool { all.contains { $0.name == "xl/workbook.xml" } }

  /// Without folders and what systems leave behind beside files.
  var files: [File] {
    all.filter { file in
      let last = file.name.split(separator: "/").last ?? ""
      return !file.name.hasSuffix("/") && !file.name.hasPrefix("__MACOSX/") && !last.hasPrefix(".")
    }
  }

  func file(named name: String) -> File? { all.first { $0.name == name } }

  mutating func unpack(_ file: File, _ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    var reader = ZipReader(bytes: bytes)
    reader.place = file.offset
    guard reader.number(4) == 0x0403_4B50, reader.skip(22), let name = reader.number(2), let extra = reader.number(2),
      reader.skip(name + extra), reader.place + file.packed <= bytes.count
    else { throw SourceFault.badZip }
    let range = reader.place..<reader.place + file.packed
    var (sum, size) = (crc32(0, nil, 0), 0)
    let before = unpacked
    let (most, ratio) = (limits, bytes.count)
    try bytes[range].withUnsafeBytes { content in
      func note(_ piece: UnsafeRawBufferPointer) throws {
        size += piece.count
        try Self.check(before + size, most, ratio)
        sum = crc32(sum, piece.assumingMemoryBound(to: UInt8.self).baseAddress, UInt32(piece.count))
        try out(piece)
      }
      if file.isDeflated { try ZipArchive.inflate(content, note) } else { try note(content) }
    }
    unpacked += size
    guard size == file.size, UInt32(truncatingIfNeeded: sum) == file.checksum else { throw SourceFault.badZip }
  }

  private static func check(_ unpacked: Int, _ limits: Unpacking.Limits, _ sent: Int) throws(SourceFault) {
    if unpacked > limits.bytes { throw .tooLarge }
    if unpacked > limits.ratioFrom, unpacked / limits.ratio > sent { throw .tooPacked }
  }

  /// As much as comes out of the beginning of a packed file.
  static func beginning(_ content: ArraySlice<UInt8>, _ most: Int) -> [UInt8] {
    var found: [UInt8] = []
    try? content.withUnsafeBytes { bytes in
      try inflate(bytes) { piece in
        found += piece.prefix(most - found.count)
        if found.count >= most { throw SourceFault.tooLarge }
      }
    }
    return found
  }

  private static func inflate(
    _ content: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var stream = z_stream()
    // Raw: the archive has the header's part.
    guard inflateInit2_(&stream, -15, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      throw SourceFault.badZip
    }
    defer { inflateEnd(&stream) }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
    defer { room.deallocate() }
    stream.next_in = UnsafeMutablePointer(mutating: content.assumingMemoryBound(to: UInt8.self).baseAddress)
    stream.avail_in = UInt32(content.count)
    while true {
      stream.next_out = room.assumingMemoryBound(to: UInt8.self).baseAddress
      stream.avail_out = UInt32(room.count)
      let code = CZlib.inflate(&stream, Z_NO_FLUSH)
      guard code == Z_OK || code == Z_STREAM_END else { throw SourceFault.badZip }
      let produced = room.count - Int(stream.avail_out)
      if produced > 0 { try out(UnsafeRawBufferPointer(rebasing: room[..<produced])) }
      if code == Z_STREAM_END { return }
    }
  }
}

/// Numbers of an archive, low byte first.
private struct ZipReader {
  let bytes: [UInt8]
  var place = 0

  mutating func number(_ width: Int) -> Int? {
    guard place >= 0, place + width <= bytes.count else { return nil }
    defer { place += width }
    return (0..<width).reversed().reduce(0) { $0 << 8 | Int(bytes[place + $1]) }
  }

  mutating func skip(_ count: Int) -> Bool {
    place += count
    return place <= bytes.count
  }

  /// The record at the end, before a comment of up to 64 KiB.
  mutating func findEnd() -> Bool {
    guard bytes.count >= 22 else { return false }
    for start in stride(from: bytes.count - 22, through: max(0, bytes.count - 22 - 65_535), by: -1)
    where bytes[start] == 0x50 && bytes[start + 1] == 0x4B && bytes[start + 2] == 5 && bytes[start + 3] == 6 {
      place = start
      return true
    }
    return false
  }

  /// An entry of the list. Encrypted ones, and those of other methods, are none that can be read.
  mutating func file() -> ZipArchive.File? {
    guard number(4) == 0x0201_4B50, skip(4), let flags = number(2), flags & 1 == 0, let method = number(2),
      method == 0 || method == 8, skip(4), let checksum = number(4), let packed = number(4), let size = number(4),
      let nameLength = number(2), let extra = number(2), let comment = number(2), skip(8), let offset = number(4),
      place + nameLength <= bytes.count
    else { return nil }
    let name = bytes[place..<place + nameLength]
    place += nameLength + extra + comment
    let text =
      String(validating: name, as: UTF8.self)
      ?? String(String.UnicodeScalarView(name.map { $0 < 128 ? Unicode.Scalar($0) : "_" }))
    return ZipArchive.File(
      name: text, isDeflated: method == 8, packed: packed, size: size, checksum: UInt32(checksum), offset: offset)
  }
}
