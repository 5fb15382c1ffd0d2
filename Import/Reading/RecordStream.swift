/// From the bytes of an upload, in pieces of any size, to its records. The first is the header.
struct RecordStream: ~Copyable {
  private var unpacking: Unpacking
  private var reader: CSVReader
  private var hasHeader = false

  init(contentType: String?, contentEncoding: String?, limits: CSVReader.Limits = .init()) throws(SourceFault) {
    unpacking = try Unpacking(contentType: contentType, contentEncoding: contentEncoding)
    reader = CSVReader(limits: limits)
  }

  /// Lends the records that end in this piece to `take`. Throws a `SourceFault`, or what `take` throws; nothing can be
  /// read afterwards.
  mutating func read(_ piece: [UInt8], _ take: (Record) throws -> Void) throws {
    try RecordStream.read(piece, &unpacking, &reader, &hasHeader, take)
  }

  mutating func finish(_ take: (Record) throws -> Void) throws {
    try RecordStream.finish(&unpacking, &reader, &hasHeader, take)
    guard hasHeader else { throw SourceFault.empty }
  }

  private static func read(
    _ piece: [UInt8], _ unpacking: inout Unpacking, _ reader: inout CSVReader, _ hasHeader: inout Bool,
    _ take: (Record) throws -> Void
  ) throws {
    try piece.withUnsafeBytes { bytes in
      try unpacking.read(bytes) { try reader.read($0) { try check($0, &hasHeader, take) } }
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
