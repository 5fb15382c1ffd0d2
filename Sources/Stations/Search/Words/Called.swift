import Postgres
import Runtime

/// How the stations of a country are called: words to find them by, and the texts that say how well they fit.
struct Called: Sendable {
  let folding: Folding
  let index: WordIndex
  /// Towns and postcodes, by the numbers of the stations' rows.
  let texts: Texts
  let brands: Texts

  /// Texts one behind the other.
  struct Texts: Sendable {
    private(set) var bytes: [UInt8] = []
    private var ends: [UInt32] = []

    init(_ texts: [String]) {
      for text in texts {
        bytes += text.utf8
        ends.append(UInt32(bytes.count))
      }
    }

    var count: Int { ends.count }

    var all: [String] { ends.indices.map { text(Int32($0)) } }

    func text(_ number: Int32) -> String { String(decoding: bytes[part(number)], as: UTF8.self) }

    func part(_ number: Int32) -> Range<Int> {
      (number == 0 ? 0 : Int(ends[Int(number) - 1]))..<Int(ends[Int(number)])
    }
  }
}

/// Learns how stations are called, one after another.
struct CalledBuilder {
  let folding: Folding
  private var words: [String] = []
  private var known: [String: Int32] = [:]
  private var calls: [(word: Int32, station: Int32)] = []
  private var knownTexts: [String: [Int32]] = [:]

  init(_ folding: Folding) { self.folding = folding }

  mutating func add(_ name: String, shared texts: [String], of station: Int32) {
    var numbers = folding.words(of: name).map { number(of: $0) }
    for text in texts where !text.isEmpty { numbers += shared(text) }
    numbers.sort()
    for (place, number) in numbers.enumerated() where place == 0 || number != numbers[place - 1] {
      calls.append((number, station))
    }
  }

  private mutating func shared(_ text: String) -> [Int32] {
    if let numbers = knownTexts[text] { return numbers }
    let numbers = folding.words(of: text).map { number(of: $0) }
    knownTexts[text] = numbers
    return numbers
  }

  private mutating func number(of word: String) -> Int32 {
    if let number = known[word] { return number }
    let number = Int32(words.count)
    words.append(word)
    known[word] = number
    return number
  }

  /// By their ranks the index knows the stations.
  consuming func finish(texts: Words, brands: Words, ranks: [Int32]) -> Called {
    let calls = calls.map { (word: $0.word, station: ranks[Int($0.station)]) }
    return Called(
      folding: folding, index: WordIndex(words, calls: calls), texts: Called.Texts(texts.texts),
      brands: Called.Texts(brands.texts))
  }
}
