import Resources

/// The words that somebody typed to find something by its name.
typealias SearchWords = CheckedText<SearchWordsRule>

enum SearchWordsRule: LengthRule {
  static let longest = 200
  static let controls = ControlCharacters.any
  static let sample = "Ionity Montpellier"
}
