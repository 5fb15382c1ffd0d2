/// From the bytes of an upload, in pieces of any size, to its records. The first is the header.
struct RecordStream: ~Copyable {
  private var unpacking: Unpacking
  private var reader: CSVReader
  private var hasHeader = false

  /// - Parameter unpacked: how much may come out of what was sent.
  init(
    contentType: String?, contentEncoding: String?, limits: CSVReader.Limits = .init(),
    unpacked: Unpacking.Limits = .init()
  ) throws(SourceFault) {
    unpacking = try Unpacking(contentType: contentType, contentEncoding: contentEncoding, limits: unpacked)
    reader = CSVReader(limits: limits)
  }

  /// Lends the records that end in this piece to `take`. Throws a `SourceFault`, or what `take` or `goOn` throws; nothing
  /// can be read afterwards. `goOn` is asked before every 64 KiB that come out of the piece: they may be many, and hold
  /// no record.
  mutating func read(_ piece: [UInt8], goOn: () throws -> Void = {}, _ take: (Record) throws -> Void) throws {
    try RecordStream.read(piece, &unpacking, &reader, &hasHeader, goOn, take)
  }

  mutating func finish(_ take: (Record) throws -> Void) throws {
    try RecordStream.finish(&unpacking, &reader, &hasHeader, take)
    guard hasHeader else { throw SourceFault.empty }
  }

  private static func read(
    _ piece: [UInt8], _ unpacking: inout Unpacking, _ reader: inout CSVReader, _ hasHeader: inout Bool,
    _ goOn: () throws -> Void, _ take: (Record) throws -> Void
  ) throws {
    try piece.withUnsafeBytes { bytes in
      try unpacking.read(bytes) {
        try goOn()
        try reader.read($0) { try check($0, &hasHeader, take) }
      }
    }
  }

  private static func finish(
    _ unpacking: inout Unpacking, _ reader: inout CSVReader, _ hasHeader: inout Bool, _ take: (Record) throws -> Void
  ) throws {
    try unpacking.finish { try reader.read($0) { try check($0, &hasHeader, take) } }
    try reader.finish { try check($0, &hasHeader, take) }
  }

  private static func check(_ record: Record, _ hasHeader: inout Bool, _ take: (Record) throws -> Void) throws {
    guard hasHeader || record.fault == nil else { throw SourceFault.unreadableHeader }
    hasHeader = true
    try take(record)
  }
}
