import Runtime

/// One of the files that a file may be made of: a member of an archive, a sheet of a workbook. Each begins with a header.
final class FilePart: Sendable {
  /// Counted from 0.
  let number: Int
  /// Nil for a file that stands alone.
  let name: String?
  /// The lines above the header, where there are such.
  let preamble: [String]

  init(number: Int = 0, name: String? = nil, preamble: [String] = []) {
    (self.number, self.name, self.preamble) = (number, name, preamble)
  }
}
