/// One record of a CSV file, lent to whoever reads it: its cells are gone when the closure that was lent it ends.
struct Record {
  /// The bytes of a cell without their quotes: valid UTF-8 without NUL, whatever the file held.
  typealias Cell = UnsafeRawBufferPointer

  /// The physical line on which it starts, counted from 1.
  let line: Int
  let cells: UnsafeBufferPointer<Cell>
  let decoding: Decoding

  /// What had to be done to make the cells readable.
  enum Decoding: Sendable {
    case utf8
    /// Not UTF-8: read as Windows-1252.
    case windows1252
    /// Bytes that no encoding explains were replaced by U+FFFD, or a NUL was dropped.
    case repaired
  }
}
