/// Which words are like another one, by the rule of `asked_words` in the database: enough trigrams in common and few letters
/// apart, or two neighbours that have changed places; of those the nearest, that of more stations, the first. A number is
/// never taken for another one.
struct Likeness: Sendable {
  private static let buckets = 1 << 14
  /// Words by their trigrams, which may share a bucket: what is found is looked at again.
  private let starts: [UInt32]
  private let words: [Int32]
  /// How many trigrams each word has; 255 for more.
  private let sizes: [UInt8]

  init(_ all: some Collection<String>) {
    var places: [(bucket: Int, word: Int32)] = []
    var sizes: [UInt8] = []
    for (number, word) in all.enumerated() {
      let trigrams = Trigrams(word).all
      for trigram in trigrams { places.append((Likeness.bucket(trigram), Int32(number))) }
      sizes.append(UInt8(clamping: trigrams.count))
    }
    var starts = [UInt32](repeating: 0, count: Likeness.buckets + 1)
    for place in places { starts[place.bucket + 1] += 1 }
    for bucket in 0..<Likeness.buckets { starts[bucket + 1] += starts[bucket] }
    var (next, words) = (starts, [Int32](repeating: 0, count: places.count))
    for place in places {
      words[Int(next[place.bucket])] = place.word
      next[place.bucket] += 1
    }
    (self.starts, self.words, self.sizes) = (starts, words, sizes)
  }

  private static func bucket(_ trigram: UInt64) -> Int { Int((trigram &* 0x9E37_79B9_7F4A_7C15) >> 50) }

  func nearest(to typed: String, in index: WordIndex) -> Int? {
    let letters = Array(typed.unicodeScalars)
    guard 4...100 ~= letters.count, !typed.utf8.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    let asked = Trigrams(typed)
    // What is farther away than four counts as five there.
    var limit = letters.count < 16 ? 1 + letters.count / 4 : 100
    /// How far away it is, how many stations there are with it, below zero, and its number.
    var best: (Int, Int, Int)?
    var (other, row) = ([Unicode.Scalar](), [Int]())
    for number in candidates(asked).map(Int.init) {
      let word = index.word(number)
      // No word has more letters than bytes, nor more trigrams than one above its letters.
      guard word.count >= letters.count - limit, Int(sizes[number]) - 1 <= letters.count + limit else { continue }
      other.removeAll(keepingCapacity: true)
      other.append(contentsOf: String(decoding: word, as: UTF8.self).unicodeScalars)
      guard other.count <= 100 else { continue }
      let distance = letters.distance(to: other, &row)
      let found = (distance, -index.stations(of: number), number)
      guard distance <= limit, best.map({ found < $0 }) ?? true,
        Trigrams(String(decoding: word, as: UTF8.self)).isLike(asked)
      else { continue }
      (best, limit) = (found, distance)
    }
    // Two letters that have changed places count as two replaced ones.
    if let best, best.0 < 2 { return best.2 }
    let swapped = swapped(letters, in: index).map { (2, -index.stations(of: $0), $0) }
    return (swapped + (best.map { [$0] } ?? [])).min { $0 < $1 }?.2
  }

  /// The words that two neighbouring letters have changed places in.
  private func swapped(_ letters: [Unicode.Scalar], in index: WordIndex) -> [Int] {
    letters.indices.dropLast().compactMap { place in
      var other = String.UnicodeScalarView(letters)
      other.replaceSubrange(
        other.index(other.startIndex, offsetBy: place)..<other.index(other.startIndex, offsetBy: place + 2),
        with: [letters[place + 1], letters[place]])
      let bytes = Array(String(other).utf8)
      return index.words(beginningWith: bytes).first.flatMap { index.word($0).count == bytes.count ? $0 : nil }
    }
  }

  /// Those with enough in common, and perhaps others, in no order.
  private func candidates(_ asked: Trigrams) -> [Int32] {
    var common = [UInt8](repeating: 0, count: sizes.count)
    var found: [Int32] = []
    // Of as many as either has, three tenths.
    let least = max(1, asked.all.count * 3 / 10)
    for trigram in asked.all {
      let bucket = Likeness.bucket(trigram)
      for word in words[Int(starts[bucket])..<Int(starts[bucket + 1])] {
        let count = min(common[Int(word)], 254) + 1
        common[Int(word)] = count
        if count == least { found.append(word) }
      }
    }
    return found.filter { word in
      let (size, count) = (Int(sizes[Int(word)]), Int(common[Int(word)]))
      return Trigrams.areLike(sharing: min(count, size, asked.all.count), of: size, and: asked.all.count)
    }
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
    return Trigrams.areLike(sharing: common, of: all.count, and: other.all.count)
  }

  static func areLike(sharing common: Int, of first: Int, and second: Int) -> Bool {
    Double(Float(common) / Float(first + second - common)) >= 0.3
  }
}

extension [Unicode.Scalar] {
  /// Levenshtein's: letters to put in, to take out, to replace. The row is memory that is used again.
  fileprivate func distance(to other: [Unicode.Scalar], _ row: inout [Int]) -> Int {
    row.removeAll(keepingCapacity: true)
    row.append(contentsOf: 0...other.count)
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
