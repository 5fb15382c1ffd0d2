/// Keeps the first bytes back until they have shown that the file may be CSV.
struct FirstLook {
  static let length = 4096

  /// What the reader behind can open itself.
  var allowed: Set<SourceFault> = []
  private var held: [UInt8] = []
  private var isDone = false

  mutating func read(_ bytes: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    var rest = bytes
    if !isDone {
      let taken = rest.prefix(FirstLook.length - held.count)
      held.append(contentsOf: taken)
      guard held.count == FirstLook.length else { return }
      try release(out)
      rest = UnsafeRawBufferPointer(rebasing: rest[taken.endIndex...])
    }
    if !rest.isEmpty { try out(rest) }
  }

  mutating func finish(_ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    if !isDone { try release(out) }
  }

  private mutating func release(_ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    isDone = true
    if let fault = FirstLook.fault(of: held), !allowed.contains(fault) { throw fault }
    if !held.isEmpty { try held.withUnsafeBytes(out) }
    held = []
  }

  // MARK: What it may be instead

  static func fault(of start: [UInt8]) -> SourceFault? {
    magic(of: start) ?? markup(of: start) ?? unusualBytes(of: start)
  }

  private static func magic(of start: [UInt8]) -> SourceFault? {
    if start.starts(with: "PK".utf8), start.count > 3, [3, 5, 7].contains(start[2]), start[3] == start[2] + 1 {
      return zip(of: start)
    }
    let known: [([UInt8], SourceFault)] = [
      ([0xFF, 0xFE, 0, 0], .utf32), ([0, 0, 0xFE, 0xFF], .utf32), ([0xFF, 0xFE], .utf16), ([0xFE, 0xFF], .utf16),
      ([0xD0, 0xCF, 0x11, 0xE0], .xls), (Array("%PDF-".utf8), .pdf), (Array("PAR1".utf8), .parquet),
      ([0x1F, 0x8B], .archive), ([0xFD, 0x37, 0x7A, 0x58, 0x5A], .archive), ([0x37, 0x7A, 0xBC, 0xAF], .archive),
      ([0x28, 0xB5, 0x2F, 0xFD], .archive), (Array("Rar!\u{1A}".utf8), .archive),
    ]
    if let (_, fault) = known.first(where: { start.starts(with: $0.0) }) { return fault }
    let isBzip2 = start.starts(with: "BZh".utf8) && start.dropFirst(4).starts(with: "1AY&SY".utf8)
    let isTar = start.dropFirst(257).starts(with: "ustar".utf8)
    return isBzip2 || isTar ? .archive : nil
  }

  /// Office documents are zip archives, which name their first files near the start.
  private static func zip(of start: [UInt8]) -> SourceFault {
    if contains(start, "opendocument.spreadsheet") { return .ods }
    let isOffice = contains(start, "[content_types].xml") || contains(start, "_rels/.rels") || contains(start, "xl/")
    return isOffice ? .xlsx : .zip
  }

  private static func markup(of start: [UInt8]) -> SourceFault? {
    let text = start.starts(with: [0xEF, 0xBB, 0xBF]) ? start[3...] : start[...]
    switch text.first(where: { !$0.isBlank }) {
    case UInt8(ascii: "{"), UInt8(ascii: "["): return .json
    case UInt8(ascii: "<"):
      return ["<html", "<!doctype html", "<head", "<body"].contains { contains(start, $0) } ? .html : .xml
    default: return nil
    }
  }

  /// UTF-16 without a mark has a NUL in every second place; a few stray control characters are forgiven.
  private static func unusualBytes(of start: [UInt8]) -> SourceFault? {
    let nuls = start.indices.filter { start[$0] == 0 }
    let even = nuls.count { $0.isMultiple(of: 2) }
    if nuls.count > start.count * 2 / 5, min(even, nuls.count - even) < nuls.count / 20 + 1 { return .utf16 }
    let controls = start.count { $0 < 0x20 && !$0.isBlank }
    return controls > start.count / 10 ? .binary : nil
  }

  /// `text` in small letters, wherever and however it is written in `bytes`.
  private static func contains(_ bytes: [UInt8], _ text: String) -> Bool {
    let (wanted, small) = (Array(text.utf8), bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 })
    return small.indices.contains { small[$0...].starts(with: wanted) }
  }
}

extension UInt8 {
  fileprivate var isBlank: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
