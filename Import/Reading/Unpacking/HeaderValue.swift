/// `name; parameter=value; other="quoted; value"`.
struct HeaderValue {
  let name: String
  private var parameters: [(name: String, value: String)] = []

  init(_ text: String) {
    var parts = HeaderValue.split(text)[...]
    name = parts.popFirst()?.lowercased() ?? ""
    for part in parts {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { continue }
      parameters.append(
        (HeaderValue.trimmed(sides[0]).lowercased(), HeaderValue.unquoted(HeaderValue.trimmed(sides[1]))))
    }
  }

  subscript(parameter: String) -> String? { parameters.first { $0.name == parameter }?.value }

  /// At the semicolons outside quotes.
  private static func split(_ text: String) -> [String] {
    var (parts, isQuoted, isEscaped) = ([""], false, false)
    for character in text {
      if character == ";", !isQuoted {
        parts.append("")
        continue
      }
      if character == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = isQuoted && character == "\\" && !isEscaped
      parts[parts.count - 1].append(character)
    }
    return parts.map { trimmed($0[...]) }
  }

  private static func trimmed(_ text: Substring) -> String {
    let start = text.drop { $0 == " " || $0 == "\t" }
    return String(start.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast())
  }
}
