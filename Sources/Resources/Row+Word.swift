package import Postgres

extension Row {
  /// A text column whose words an enum lists, as the column's constraint does.
  package mutating func word<Word: RawRepresentable<String>>(_: Word.Type = Word.self) throws -> Word {
    let text = try next(String.self)
    guard let word = Word(rawValue: text) else { throw UnknownWord(word: text) }
    return word
  }

  /// The same for a column that may be null. A word that the enum lacks is none.
  package mutating func wordIfAny<Word: RawRepresentable<String>>(_: Word.Type = Word.self) throws -> Word? {
    try next(String?.self).flatMap(Word.init)
  }
}

/// The schema knows a word that the program does not.
private struct UnknownWord: Error {
  let word: String
}
