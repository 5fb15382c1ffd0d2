import HTTP
import Resources

/// The words that somebody typed, and roughly where they look. Equal ones have one answer.
struct AddressQuestion: Hashable, Sendable {
  private static let shortest = 3
  private static let limit = 8

  private let words: String
  /// Tenths of a degree: nobody else is told where somebody is.
  private let latitude: Int?
  private let longitude: Int?

  /// Nil for what an address base refuses: too few letters, or a sign at the beginning.
  init?(_ text: String, latitude: Double?, longitude: Double?) {
    let words = text.lowercased().split { $0.isWhitespace }.joined(separator: " ")
    guard words.count >= Self.shortest, let first = words.first, first.isLetter || first.isNumber else { return nil }
    self.words = words
    self.latitude = latitude.map { Int(($0 * 10).rounded()) }
    self.longitude = longitude.map { Int(($0 * 10).rounded()) }
  }

  func address(at url: String) -> String {
    let sign = url.contains("?") ? "&" : "?"
    let address = "\(url)\(sign)q=\(words.percentEncoded)&limit=\(Self.limit)&autocomplete=1"
    guard let latitude, let longitude else { return address }
    return address + "&lat=\(Double(latitude) / 10)&lon=\(Double(longitude) / 10)"
  }
}
