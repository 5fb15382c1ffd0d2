import Resources
import Runtime

/// The stations of a country that words call, and how well the words fit each.
struct CalledStations {
  /// The most words that are looked at.
  private static let mostWords = 8

  private let country: Country
  /// The country's own, without asking it for them each time.
  private let stations: [Country.StationRow]
  private let names: [UInt8]
  private let asked: [UInt8]
  private var towns, postcodes, brands: [Verdict]
  /// By their ranks.
  let ranks: Marks
  /// As many places of the index were looked at.
  let looked: Int

  init(_ words: SearchWords, in country: Country) {
    let called = country.called
    (self.country, stations, names) = (country, country.stations, country.names)
    asked = called.folding.lowered(words.text)
    towns = Array(repeating: .unknown, count: called.texts.count)
    postcodes = Array(repeating: .unknown, count: called.texts.count)
    brands = Array(repeating: .unknown, count: called.brands.count)
    let lists = called.folding.words(of: words.text).prefix(Self.mostWords)
      .map { called.index.stations(of: called.index.words(meantBy: $0)) }
    looked = lists.reduce(0) { $0 + $1.count }
    guard let first = lists.first, !lists.contains(where: \.isEmpty) else {
      ranks = Marks(0)
      return
    }
    ranks = lists.dropFirst().reduce(Marks(country.stations.count, of: first)) { marks, list in
      marks.intersection(Marks(country.stations.count, of: list))
    }
  }

  func contains(_ station: Int) -> Bool { ranks.contains(country.ranks[station]) }

  /// 0 for a town, a name, a brand or a postcode that is just so, 1 for a name that begins so, 2 for all others; nil where it is
  /// not below `bar`, which is told sooner.
  mutating func key(of station: Int, below bar: Double = .infinity) -> Double? {
    let name = fit(of: stations[station].name.ints)
    if name == .whole || isWhole(station) { return 0 < bar ? 0 : nil }
    let key = name == .beginning ? 1.0 : 2.0
    return key < bar ? key : nil
  }

  private func fit(of name: Range<Int>) -> Folding.Fit {
    // Most begin with another letter.
    guard !name.isEmpty, case let first = names[name.lowerBound], first > 127 || Folding.lower(first) == asked.first
    else { return .none }
    return country.called.folding.fit(of: asked, to: names, name)
  }

  private mutating func isWhole(_ station: Int) -> Bool {
    let (city, postcode) = (stations[station].city, stations[station].postcode)
    let brand = country.columns.brand[station]
    if towns[Int(city)] == .unknown { towns[Int(city)] = verdict(on: city, of: country.called.texts) }
    if brands[Int(brand)] == .unknown { brands[Int(brand)] = verdict(on: brand, of: country.called.brands) }
    if postcodes[Int(postcode)] == .unknown { postcodes[Int(postcode)] = isPostcode(postcode) ? .whole : .other }
    return towns[Int(city)] == .whole || brands[Int(brand)] == .whole || postcodes[Int(postcode)] == .whole
  }

  private func verdict(on number: Int32, of texts: Called.Texts) -> Verdict {
    let isWhole =
      number != 0 && country.called.folding.fit(of: asked, to: texts.bytes, texts.part(number)) == .whole
    return isWhole ? .whole : .other
  }

  private func isPostcode(_ number: Int32) -> Bool {
    let part = country.called.texts.part(number)
    return part.count == asked.count && country.called.texts.bytes[part].elementsEqual(asked)
  }
}

/// What was found of a text that many stations share: it is looked at once.
private enum Verdict: UInt8 { case unknown, whole, other }

/// A bit a station.
struct Marks: Sequence {
  private var words: [UInt64]

  init(_ count: Int, of numbers: some Sequence<Int32> = EmptyCollection()) {
    words = Array(repeating: 0, count: count / 64 + 1)
    for number in numbers { words[Int(number) / 64] |= 1 << UInt64(number % 64) }
  }

  func contains(_ number: Int32) -> Bool {
    Int(number) / 64 < words.count && words[Int(number) / 64] & 1 << UInt64(number % 64) != 0
  }

  func intersection(_ other: Marks) -> Marks {
    var both = self
    for place in words.indices { both.words[place] &= other.words[place] }
    return both
  }

  /// In order.
  func makeIterator() -> Iterator { Iterator(words: words) }

  struct Iterator: IteratorProtocol {
    fileprivate let words: [UInt64]
    private var place = 0
    private var rest: UInt64

    fileprivate init(words: [UInt64]) { (self.words, rest) = (words, words[0]) }

    mutating func next() -> Int? {
      while rest == 0 {
        place += 1
        if place == words.count { return nil }
        rest = words[place]
      }
      defer { rest &= rest - 1 }
      return 64 * place + rest.trailingZeroBitCount
    }
  }
}
