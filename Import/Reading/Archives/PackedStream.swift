/// From the bytes of an upload to its records, whatever holds them: text, gzip of it, a zip archive with several files, an
/// Excel workbook. Their content decides, never their name. An archive is held in memory until its end, where its list of
/// files stands; what comes out of it is not.
struct PackedStream: ~Copyable, RecordSource {
  /// More than any archive of a grid's files, of which a year has a megabyte.
  static let mostPacked = 64 << 20

  private enum Form { case unknown, text, archive }

  private var unpacking: Unpacking
  private var form = Form.unknown
  private var text = TextPart()
  private var archive: [UInt8] = []
  private var hasRecords = false
  private let limits = Unpacking.Limits()

  init(contentType: String?, contentEncoding: String?) throws(SourceFault) {
    unpacking = try Unpacking(
      contentType: contentType, contentEncoding: contentEncoding, allowing: [.zip, .xlsx, .ods])
  }

  mutating func read(_ piece: [UInt8], goOn: () throws -> Void, _ take: (Record) throws -> Void) throws {
    try Self.read(piece, &unpacking, &form, &text, &archive, &hasRecords, goOn, take)
  }

  mutating func finish(_ take: (Record) throws -> Void) throws {
    try Self.finish(&unpacking, &form, &text, &archive, &hasRecords, take)
    if form == .archive { try Self.open(archive, limits, &hasRecords, take) }
    guard hasRecords else { throw SourceFault.empty }
  }

  private static func read(
    _ piece: [UInt8], _ unpacking: inout Unpacking, _ form: inout Form, _ text: inout TextPart,
    _ archive: inout [UInt8], _ hasRecords: inout Bool, _ goOn: () throws -> Void, _ take: (Record) throws -> Void
  ) throws {
    try piece.withUnsafeBytes { bytes in
      try unpacking.read(bytes) {
        try goOn()
        try pass($0, &form, &text, &archive, &hasRecords, take)
      }
    }
  }

  private static func finish(
    _ unpacking: inout Unpacking, _ form: inout Form, _ text: inout TextPart, _ archive: inout [UInt8],
    _ hasRecords: inout Bool, _ take: (Record) throws -> Void
  ) throws {
    try unpacking.finish { try pass($0, &form, &text, &archive, &hasRecords, take) }
    guard form == .text else { return }
    try text.finish { record in
      hasRecords = true
      try take(record)
    }
  }

  /// The first bytes, of which there are thousands unless there are no more, show what it is.
  private static func pass(
    _ bytes: UnsafeRawBufferPointer, _ form: inout Form, _ text: inout TextPart, _ archive: inout [UInt8],
    _ hasRecords: inout Bool, _ take: (Record) throws -> Void
  ) throws {
    if form == .unknown { form = ZipArchive.isOne(bytes) ? .archive : .text }
    switch form {
    case .archive:
      guard archive.count + bytes.count <= mostPacked else { throw SourceFault.archiveTooLarge }
      archive.append(contentsOf: bytes)
    default:
      try text.read(bytes) { record in
        hasRecords = true
        try take(record)
      }
    }
  }

  private static func open(
    _ bytes: [UInt8], _ limits: Unpacking.Limits, _ hasRecords: inout Bool, _ take: (Record) throws -> Void
  ) throws {
    var archive = try ZipArchive(bytes, limits: limits)
    func note(_ record: Record) throws {
      hasRecords = true
      try take(record)
    }
    if archive.isWorkbook {
      try Workbook.read(&archive, note)
    } else {
      let files = archive.files
      guard !files.isEmpty else { throw SourceFault.empty }
      for (number, file) in files.enumerated() {
        do {
          try read(file, number, of: &archive, note)
        } catch let fault as SourceFault where fault.isAboutForm && files.count > 1 {
          // A picture beside the data, say: who reads the others names it.
          try note(Record(unreadable: FilePart(number: number, name: file.name)))
        }
      }
    }
  }

  private static func read(
    _ file: ZipArchive.File, _ number: Int, of archive: inout ZipArchive, _ take: (Record) throws -> Void
  ) throws {
    var text = TextPart(number: number, name: file.name)
    var look = FirstLook()
    try archive.unpack(file) { try look.read($0) { try text.read($0, take) } }
    try look.finish { try text.read($0, take) }
    try text.finish(take)
  }
}
