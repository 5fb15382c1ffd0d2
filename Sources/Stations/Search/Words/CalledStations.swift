import Resources
import Runtime

/// The stations of a country that words call, and how well the words fit each.
struct CalledStations {
  /// The most words that are looked at.
  private static let mostWords = 8

  private let folding: Folding
  private let names: [UInt8]
  private let texts, brands: Called.Texts
  private let asked: [UInt8]
  private let isMeant: [UInt64]
  private var wholeTowns, wholeBrands: [Verdict]
  /// Each once, in no order.
  let stations: [Int32]
  /// As many places of the index were looked at.
  let looked: Int

  init(_ words: SearchWords, in country: Country) {
    let called = country.called
    (folding, names, texts, brands) = (called.folding, country.names, called.texts, called.brands)
    asked = called.folding.lowered(words.text)
    wholeTowns = Array(repeating: .unknown, count: called.texts.count)
    wholeBrands = Array(repeating: .unknown, count: called.brands.count)
    let ranges = called.folding.words(of: words.text).prefix(Self.mostWords)
      .map { called.index.words(beginningWith: called.index.word(meantBy: $0)) }
    let lists = ranges.map { called.index.stations(of: $0) }.sorted { $0.count < $1.count }
    looked = lists.reduce(0) { $0 + $1.count }
    guard let first = lists.first, !first.isEmpty else {
      (stations, isMeant) = ([], [])
      return
    }
    var found = Marks(country.stations.count)
    var stations = first.filter { found.insert($0) }
    for list in lists.dropFirst() {
      var others = Marks(country.stations.count)
      for station in list { others.insert(station) }
      stations.removeAll { !others.contains($0) }
      found.formIntersection(others)
    }
    (self.stations, isMeant) = (stations, found.words)
  }

  func contains(_ station: Int) -> Bool {
    !isMeant.isEmpty && isMeant[station / 64] & 1 << UInt64(station % 64) != 0
  }

  /// 0 for a town, a name, a brand or a postcode that is just so, 1 for a name that begins so, 2 for all others.
  mutating func key(of station: Country.StationRow) -> Double {
    let name = folding.fit(of: asked, to: names, station.name.ints)
    if name == .whole || isWhole(station) { return 0 }
    return name == .beginning ? 1 : 2
  }

  private mutating func isWhole(_ station: Country.StationRow) -> Bool {
    let (city, brand) = (Int(station.city), Int(station.brand))
    if wholeTowns[city] == .unknown { wholeTowns[city] = verdict(on: station.city, of: texts) }
    if wholeBrands[brand] == .unknown { wholeBrands[brand] = verdict(on: station.brand, of: brands) }
    return wholeTowns[city] == .whole || wholeBrands[brand] == .whole || isPostcode(station.postcode)
  }

  private func verdict(on number: Int32, of texts: Called.Texts) -> Verdict {
    number != 0 && folding.fit(of: asked, to: texts.bytes, texts.part(number)) == .whole ? .whole : .other
  }

  private func isPostcode(_ number: Int32) -> Bool {
    let part = texts.part(number)
    return part.count == asked.count && texts.bytes[part].elementsEqual(asked)
  }
}

/// What was found of a text that many stations share: it is looked at once.
private enum Verdict: UInt8 { case unknown, whole, other }

/// A bit a station.
private struct Marks {
  private(set) var words: [UInt64]

  init(_ count: Int) { words = Array(repeating: 0, count: count / 64 + 1) }

  /// Whether it was not marked before.
  @discardableResult
  mutating func insert(_ number: Int32) -> Bool {
    let bit = UInt64(1) << UInt64(number % 64)
    defer { words[Int(number) / 64] |= bit }
    return words[Int(number) / 64] & bit == 0
  }

  func contains(_ number: Int32) -> Bool { words[Int(number) / 64] & 1 << UInt64(number % 64) != 0 }

  mutating func formIntersection(_ other: Marks) {
    for place in words.indices { words[place] &= other.words[place] }
  }
}
