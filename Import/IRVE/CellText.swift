/// The text of a cell: nearly always the record's own bytes, seldom a corrected copy. No String is made on the way from
/// the file to the database.
enum CellText {
  case absent
  case borrowed(UnsafeRawBufferPointer)
  case owned(String)
}
