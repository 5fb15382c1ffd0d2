import Runtime

/// The words that stations are called by, in order, and the ranks of the stations that each one calls: what begins with the
/// same letters stands together, words and stations alike.
struct WordIndex: Sendable {
  private let letters: [UInt8]
  /// Where each word begins, and behind the last one where it ends.
  private let places: [UInt32]
  private let starts: [UInt32]
  private let stations: [Int32]
  private let likeness: Likeness

  var count: Int { starts.count - 1 }

  /// `calls` are pairs of a word's number and a station, each once.
  init(_ words: [String], calls: [(word: Int32, station: Int32)]) {
    let order = words.indices.sorted { words[$0].utf8.lexicographicallyPrecedes(words[$1].utf8) }
    var numbers = [Int](repeating: 0, count: words.count)
    var (letters, places) = ([UInt8](), [UInt32(0)])
    for (number, word) in order.enumerated() {
      numbers[word] = number
      letters += words[word].utf8
      places.append(UInt32(letters.count))
    }
    var starts = [UInt32](repeating: 0, count: words.count + 1)
    for call in calls { starts[numbers[Int(call.word)] + 1] += 1 }
    for word in words.indices { starts[word + 1] += starts[word] }
    var (next, stations) = (starts, [Int32](repeating: 0, count: calls.count))
    for call in calls {
      let word = numbers[Int(call.word)]
      stations[Int(next[word])] = call.station
      next[word] += 1
    }
    (self.letters, self.places, self.starts, self.stations) = (letters, places, starts, stations)
    likeness = Likeness(words.indices.lazy.map { words[order[$0]] })
  }

  func word(_ number: Int) -> ArraySlice<UInt8> { letters[Int(places[number])..<Int(places[number + 1])] }

  /// How many stations are called by a word.
  func stations(of word: Int) -> Int { Int(starts[word + 1] - starts[word]) }

  /// Those that words of a range call; a station that several of them call stands there several times.
  func stations(of words: Range<Int>) -> ArraySlice<Int32> {
    stations[Int(starts[words.lowerBound])..<Int(starts[words.upperBound])]
  }

  // MARK: Finding words

  /// The words that begin so.
  func words(beginningWith beginning: [UInt8]) -> Range<Int> {
    let first = (0..<count).partitioningIndex { order(of: $0, beside: beginning) >= 0 }
    return first..<(first..<count).partitioningIndex { order(of: $0, beside: beginning) > 0 }
  }

  /// 0 for a word that begins so, less for one that stands before those, more for one behind them.
  private func order(of number: Int, beside beginning: [UInt8]) -> Int {
    let (start, end) = (Int(places[number]), Int(places[number + 1]))
    for place in 0..<min(end - start, beginning.count) where letters[start + place] != beginning[place] {
      return Int(letters[start + place]) - Int(beginning[place])
    }
    return end - start < beginning.count ? -1 : 0
  }

  /// What somebody meant: the words that begin as they typed, or else as the word that is most like it.
  func words(meantBy typed: String) -> Range<Int> {
    let words = words(beginningWith: Array(typed.utf8))
    guard words.isEmpty, let nearest = likeness.nearest(to: typed, in: self) else { return words }
    return self.words(beginningWith: Array(word(nearest)))
  }
}
