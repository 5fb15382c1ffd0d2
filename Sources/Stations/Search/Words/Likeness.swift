/// Which words are like another one, by the rule of `asked_words` in the database: enough trigrams in common, few letters
/// apart, and of those the nearest, that of more stations, the first. A number is never taken for another one.
struct Likeness: Sendable {
  private static let buckets = 1 << 14
  /// Words by their trigrams, which may share a bucket: what is found is looked at again.
  private let starts: [UInt32]
  private let words: [Int32]

  init(_ all: some Collection<String>) {
    var places: [(bucket: Int, word: Int32)] = []
    for (number, word) in all.enumerated() {
      for trigram in Trigrams(word).all { places.append((Likeness.bucket(trigram), Int32(number))) }
    }
    var starts = [UInt32](repeating: 0, count: Likeness.buckets + 1)
    for place in places { starts[place.bucket + 1] += 1 }
    for bucket in 0..<Likeness.buckets { starts[bucket + 1] += starts[bucket] }
    var (next, words) = (starts, [Int32](repeating: 0, count: places.count))
    for place in places {
      words[Int(next[place.bucket])] = place.word
      next[place.bucket] += 1
    }
    (self.starts, self.words) = (starts, words)
  }

  private static func bucket(_ trigram: UInt64) -> Int { Int((trigram &* 0x9E37_79B9_7F4A_7C15) >> 50) }

  func nearest(to typed: String, in index: WordIndex) -> Int? {
    let letters = Array(typed.unicodeScalars)
    guard 4...100 ~= letters.count, !typed.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    let asked = Trigrams(typed)
    let most = 1 + letters.count / 4
    var best: (distance: Int, stations: Int, word: Int)?
    for number in candidates(asked, of: index.count) {
      let word = String(decoding: index.word(number), as: UTF8.self)
      let other = Array(word.unicodeScalars)
      guard other.count <= 100, Trigrams(word).isLike(asked) else { continue }
      let distance = letters.distance(to: other)
      // What is farther away than four counts as five there.
      guard min(distance, 5) <= most else { continue }
      let found = (distance, index.stations(of: number), number)
      guard let known = best else {
        best = found
        continue
      }
      if (found.0, -found.1, found.2) < (known.distance, -known.stations, known.word) { best = found }
    }
    return best?.word
  }

  /// Those with enough in common, and perhaps others, in order.
  private func candidates(_ asked: Trigrams, of count: Int) -> [Int] {
    var common = [UInt8](repeating: 0, count: count)
    for trigram in asked.all {
      let bucket = Likeness.bucket(trigram)
      for word in words[Int(starts[bucket])..<Int(starts[bucket + 1])] {
        common[Int(word)] = min(common[Int(word)], 254) + 1
      }
    }
    // Of as many as either has, three tenths.
    let least = max(1, asked.all.count * 3 / 10)
    return common.indices.filter { Int(common[$0]) >= least }
  }
}

/// The trigrams of one word, each once: two blanks stand before it, and one behind.
private struct Trigrams {
  let all: [UInt64]

  init(_ word: String) {
    var (first, second) = (UInt64(32), UInt64(32))
    var found: [UInt64] = []
    for scalar in word.unicodeScalars {
      found.append(first << 42 | second << 21 | UInt64(scalar.value))
      (first, second) = (second, UInt64(scalar.value))
    }
    found.append(first << 42 | second << 21 | 32)
    found.sort()
    all = found.indices.filter { $0 == 0 || found[$0] != found[$0 - 1] }.map { found[$0] }
  }

  func isLike(_ other: Trigrams) -> Bool {
    var (common, mine, theirs) = (0, 0, 0)
    while mine < all.count, theirs < other.all.count {
      if all[mine] == other.all[theirs] {
        (common, mine, theirs) = (common + 1, mine + 1, theirs + 1)
      } else if all[mine] < other.all[theirs] {
        mine += 1
      } else {
        theirs += 1
      }
    }
    return Double(Float(common) / Float(all.count + other.all.count - common)) >= 0.3
  }
}

extension [Unicode.Scalar] {
  /// Levenshtein's: letters to put in, to take out, to replace.
  fileprivate func distance(to other: [Unicode.Scalar]) -> Int {
    var row = Array<Int>(0...other.count)
    for (place, letter) in enumerated() {
      var corner = row[0]
      row[0] = place + 1
      for (column, theirs) in other.enumerated() {
        let replaced = corner + (letter == theirs ? 0 : 1)
        corner = row[column + 1]
        row[column + 1] = Swift.min(replaced, corner + 1, row[column] + 1)
      }
    }
    return row[other.count]
  }
}
