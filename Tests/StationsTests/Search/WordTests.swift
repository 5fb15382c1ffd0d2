import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Stations

/// A word as somebody types it in a hurry: the beginning of one, or with a letter too few, too many, another, or in another place.
enum SlippedWord {
  private static let all = [
    "parking", "marché", "Hôtel", "ÎLE", "france", "œuvre", "art", "super", "gare", "SNCF", "étienne", "café", "bœuf",
    "parc", "expositions", "borne", "électricité", "strasbourg", "montpellier", "saint-étienne", "marseille", "ville",
    "tesla", "ionity", "lidl", "suva", "mata", "34000", "75001", "42000", "n°½", "1", "12", "d'art", "–", "U",
  ]

  static func draw(_ dice: inout SplitMix) -> String { slip(all.randomElement(using: &dice) ?? "", &dice) }

  static func slip(_ word: String, _ dice: inout SplitMix) -> String {
    var letters = Array(word)
    let place = Int.random(in: 0..<letters.count, using: &dice)
    switch Int.random(in: 0..<8, using: &dice) {
    case 0: letters.removeLast(letters.count - 1 - place)
    case 1 where letters.count > 1: letters.remove(at: place)
    case 2: letters.insert(letters.randomElement(using: &dice) ?? "e", at: place)
    case 3: letters[place] = "aeérst12".randomElement(using: &dice) ?? "e"
    case 4: letters.swapAt(place, max(0, place - 1))
    case 5: return word.uppercased()
    default: break
    }
    return String(letters)
  }
}

@Suite struct WordTests {
  @Test func `words mean what they mean to PostgreSQL`() async throws {
    let country = try await TestCountry.make()
    let seed: UInt64 = 8
    var dice = SplitMix(seed: seed)
    let parts = [
      "mar", "seil", "le", "mont", "pel", "lier", "saint", "gré", "goi", "re", "n", "tes", "la", "île", "ôt",
    ]
    var words: [String] = []
    for _ in 0..<400 {
      words.append(
        (0...Int.random(in: 0...6, using: &dice)).map { _ in parts.randomElement(using: &dice) ?? "" }.joined())
    }
    try await country.test.database.execute(
      """
      insert into stations (id, irve_id, name, location, source)
      select gen_random_uuid(), 'FRABCP' || n, name || ' ' || n, st_setsrid(st_point(2, 48), 4326), 'irve'
      from unnest(\(words)) with ordinality as drawn (name, n)
      """)
    try await country.test.network.storeWords()
    let called = try await country.test.network.country.present().country.called
    let asked = (0..<FuzzScale.count(100, long: 10_000)).map { _ in
      SlippedWord.slip(SlippedWord.slip(words.randomElement(using: &dice) ?? "", &dice), &dice)
    }
    let meant = try await country.test.database.query(
      "select asked_words(word)::text from unnest(\(asked)) with ordinality as asked (word, n) order by n"
    ) { row in try row.next(String?.self) }
    for (word, expected) in zip(asked, meant) {
      let found = called.folding.words(of: word).prefix(8).map { typed in
        let words = called.index.words(meantBy: typed)
        // What all of them begin with stands first, or was typed.
        let first = words.isEmpty ? typed : String(decoding: called.index.word(words.lowerBound), as: UTF8.self)
        return "'\(first.hasPrefix(typed) ? typed : first)':*"
      }
      #expect(found.joined(separator: " & ") == expected ?? "", "\(word), seed \(seed)")
    }
  }
}
