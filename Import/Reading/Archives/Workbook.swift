/// The sheets of an Excel workbook (Office Open XML), row by row, as records.
enum Workbook {
  /// Texts of all sheets stand in one list, which has to be remembered.
  private static let mostText = 32 << 20

  static func read(_ archive: inout ZipArchive, _ take: (Record) throws -> Void) throws {
    var texts: [[UInt8]] = []
    if let file = archive.file(named: "xl/sharedStrings.xml") {
      let reader = SharedTexts(most: mostText)
      try archive.unpack(file) { try reader.xml.read($0) }
      try reader.xml.finish()
      texts = reader.texts
    }
    let sheets = archive.files.filter { $0.name.hasPrefix("xl/worksheets/") && $0.name.hasSuffix(".xml") }
    guard !sheets.isEmpty else { throw SourceFault.badWorkbook }
    let ordered = sheets.sorted { ($0.name.utf8.count, $0.name) < ($1.name.utf8.count, $1.name) }
    for (number, sheet) in ordered.enumerated() {
      let part = FilePart(number: number, name: ordered.count > 1 ? sheet.name : nil)
      let reader = SheetRows(texts)
      try archive.unpack(sheet) { piece in
        try reader.xml.read(piece)
        try lend(&reader.rows, part, take)
      }
      try reader.xml.finish()
      try lend(&reader.rows, part, take)
    }
  }

  private static func lend(
    _ rows: inout [SheetRows.Row], _ part: FilePart, _ take: (Record) throws -> Void
  ) throws {
    defer { rows.removeAll(keepingCapacity: true) }
    for row in rows where row.cells.contains(where: { !$0.isEmpty }) {
      let bytes = row.cells.flatMap { $0 }
      try bytes.withUnsafeBytes { buffer in
        var start = 0
        let cells = row.cells.map { cell in
          defer { start += cell.count }
          return Record.Cell(rebasing: buffer[start..<start + cell.count])
        }
        try cells.withUnsafeBufferPointer { cells in
          try take(Record(line: row.line, cells: cells, decoding: .utf8, fault: nil, part: part))
        }
      }
    }
  }
}

/// The list of texts that cells point to by number.
final class SharedTexts {
  private(set) var texts: [[UInt8]] = []
  private(set) var xml = XMLReader()
  private let most: Int
  private var size = 0
  private var current: [UInt8] = []
  private var isText = false
  /// How a text is read aloud stands beside it.
  private var isPhonetic = false

  init(most: Int) {
    self.most = most
    xml.onStart = { [unowned self] name, _ in
      if name == "si" { current = [] }
      if name == "rPh" { isPhonetic = true }
      isText = name == "t" && !isPhonetic
    }
    xml.onText = { [unowned self] piece in
      guard isText else { return }
      size += piece.count
      if size > self.most { xml.stop(SourceFault.tooLarge) } else { current += piece }
    }
    xml.onEnd = { [unowned self] name in
      if name == "t" { isText = false }
      if name == "rPh" { isPhonetic = false }
      if name == "si" {
        size += 16
        texts.append(current)
      }
    }
  }
}

/// The rows of one sheet, as far as they have been read.
final class SheetRows {
  struct Row {
    let line: Int
    var cells: [[UInt8]]
  }

  var rows: [Row] = []
  private(set) var xml = XMLReader()
  private let texts: [[UInt8]]
  private var row = Row(line: 0, cells: [])
  private var lines = 0
  private var column = 0
  private var kind = ""
  private var value: [UInt8] = []
  private var isValue = false

  private static let mostColumns = 256

  init(_ texts: [[UInt8]]) {
    self.texts = texts
    xml.onStart = { [unowned self] name, attributes in start(name, attributes) }
    xml.onText = { [unowned self] piece in if isValue { value += piece } }
    xml.onEnd = { [unowned self] name in end(name) }
  }

  private func start(_ name: String, _ attributes: XMLReader.Attributes) {
    switch name {
    case "row":
      lines = attributes["r"].flatMap { Int($0) } ?? lines + 1
      row = Row(line: lines, cells: [])
      column = 0
    case "c":
      column = attributes["r"].flatMap(Self.column) ?? column
      kind = attributes["t"] ?? ""
      value = []
    case "v", "t": isValue = true
    default: break
    }
  }

  private func end(_ name: String) {
    switch name {
    case "v", "t": isValue = false
    case "c":
      guard column < Self.mostColumns else { return }
      while row.cells.count <= column { row.cells.append([]) }
      row.cells[column] = kind == "s" ? shared : value
      column += 1
    case "row": rows.append(row)
    default: break
    }
  }

  private var shared: [UInt8] {
    guard let index = Int(String(decoding: value, as: UTF8.self)), texts.indices.contains(index) else { return [] }
    return texts[index]
  }

  /// `BC12` is column 54, counted from 0.
  private static func column(_ name: String) -> Int? {
    var column = 0
    for letter in name.utf8 {
      guard (65...90).contains(letter) else { break }
      column = column * 26 + Int(letter) - 64
      if column > mostColumns { return mostColumns }
    }
    return column > 0 ? column - 1 : nil
  }
}
