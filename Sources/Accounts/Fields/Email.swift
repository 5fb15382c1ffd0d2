/// An address that mail may reach: one @, something before it, a domain after it. Whether it does, only a mail tells.
package struct Email: Hashable, Sendable, CustomStringConvertible {
  package let description: String

  package init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, text.utf8.count <= 254, (1...64).contains(parts[0].utf8.count),
      Email.isDomain(parts[1]), !text.unicodeScalars.contains(where: Email.isForbidden)
    else { return nil }
    description = text
  }

  /// For an address that a literal in the source or a row of the database vouches for.
  init(known text: String) { description = text }

  private static func isDomain(_ domain: Substring) -> Bool {
    let labels = domain.split(separator: ".", omittingEmptySubsequences: false)
    return labels.count >= 2
      && labels.allSatisfy { (1...63).contains($0.utf8.count) && !$0.hasPrefix("-") && !$0.hasSuffix("-") }
  }

  /// White space and control characters of any script, and what mail programs read as syntax.
  private static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isWhitespace || scalar.value < 32 || scalar.value == 127
      || "<>(),;:\\\"[]".unicodeScalars.contains(scalar)
      || scalar.properties.generalCategory == .format || scalar.properties.generalCategory == .control
  }
}
