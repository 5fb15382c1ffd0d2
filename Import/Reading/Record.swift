import HTTP

/// One record of a CSV file, lent to whoever reads it: its cells are gone when the closure that was lent it ends.
struct Record {
  /// The bytes of a cell without their quotes: valid UTF-8 without NUL, whatever the file held.
  typealias Cell = UnsafeRawBufferPointer

  /// The physical line on which it starts, counted from 1.
  var line: Int
  /// None when there is a fault.
  let cells: UnsafeBufferPointer<Cell>
  let decoding: Decoding
  /// The reason why it could not be read. Reading goes on behind it.
  var fault: Fault?
  /// The file that it stands in, where what was sent may hold several.
  var part: FilePart?
  /// The file ends in it, and not behind a line: it may have been cut there.
  var isUnended = false

  /// The repair that made the cells readable.
  enum Decoding: Sendable {
    case utf8
    /// Cells that are not UTF-8 were read as Windows-1252.
    case windows1252
    /// Bytes that no encoding explains were replaced by U+FFFD, or a NUL was dropped.
    case repaired
  }

  enum Fault: String, RefusalCode {
    case tooLong = "record-too-long"
    case tooManyCells = "too-many-cells"
    case unclosedQuote = "unclosed-quote"
    /// Stands for a whole member of an archive.
    case notText = "not-text"
    /// Found by `CellCount`, which knows the header.
    case columnCount = "column-count"

    var sentence: Text {
      switch self {
      case .tooLong: Text(fr: "La ligne est trop longue.", en: "The line is too long.")
      case .tooManyCells: Text(fr: "La ligne a trop de colonnes.", en: "The line has too many columns.")
      case .unclosedQuote:
        Text(
          fr: "Un guillemet est ouvert et n'est pas fermé comme il faut.",
          en: "A quotation mark is opened and not closed as it should be.")
      case .notText: Text(fr: "Ce fichier n'est pas un tableau en texte.", en: "This file is no table in text.")
      case .columnCount:
        Text(
          fr: "La ligne n'a pas autant de cellules que l'en-tête.", en: "The row has not as many cells as the header.")
      }
    }
  }
}

extension Record {
  /// Stands for a member of an archive that is no text.
  init(unreadable part: FilePart) {
    self.init(
      line: 1, cells: UnsafeBufferPointer(start: nil, count: 0), decoding: .utf8, fault: .notText, part: part)
  }
}
