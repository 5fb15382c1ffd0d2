/// A line of a CSV file for people: every file of ours that a spreadsheet may open is written with these.
package struct CSVLine {
  package let text: String

  package init(_ cells: [String]) { text = cells.map(Self.cell).joined(separator: ",") + "\r\n" }

  private static func cell(_ text: String) -> String {
    let safe = harmless(text)
    guard safe.utf8.contains(where: { Self.special.contains($0) }) else { return safe }
    return "\"" + doubled(safe) + "\""
  }

  /// By scalar: with an accent behind it a quote is another character, and a quote to who reads the file.
  private static func doubled(_ text: String) -> String {
    var doubled = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\"" { doubled.append(scalar) }
      doubled.append(scalar)
    }
    return String(doubled)
  }

  /// A quote, the separators of both kinds of file, a tab, the ends of lines.
  private static let special: Set<UInt8> = [34, 44, 59, 9, 10, 13]

  /// A spreadsheet takes a cell that begins like a formula for one, whoever wrote it: an apostrophe makes it text. One that
  /// splits at semicolons sees cells within ours, and their ends of lines; quotes at a beginning hide nothing from it.
  private static func harmless(_ text: String) -> String {
    if isNumber(text) { return text }
    var safe = String.UnicodeScalarView()
    var isBeginning = true
    for scalar in text.unicodeScalars {
      if isBeginning, "=+-@".unicodeScalars.contains(scalar) { safe.append("'") }
      isBeginning = isBeginning && scalar == "\"" || ";,\t\n\r".unicodeScalars.contains(scalar)
      safe.append(scalar)
    }
    return String(safe)
  }

  /// `-26.5` is what it says, whatever reads it.
  private static func isNumber(_ text: String) -> Bool {
    let parts = (text.hasPrefix("-") ? text.dropFirst() : text[...]).split(
      separator: ".", omittingEmptySubsequences: false)
    return parts.count <= 2 && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { $0 &- 48 < 10 } }
  }
}
