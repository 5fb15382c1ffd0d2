/// `[n°] street [postcode] [town]` and the ways in which that is written: where each part is.
struct AddressParts {
  let street: Range<Int>
  let postcode: Range<Int>?
  let city: Range<Int>

  init(_ cell: Record.Cell) {
    guard let postcode = Self.lastPostcode(in: cell) else {
      street = Self.bare(cell, 0..<cell.count)
      self.postcode = nil
      city = 0..<0
      return
    }
    self.postcode = postcode
    let before = Self.bare(cell, 0..<postcode.lowerBound)
    let isOverseas = CountryName.isOverseas(cell.part(postcode))
    let behind = Self.town(cell, postcode.upperBound..<cell.count, isOverseas)
    if !behind.isEmpty {
      (street, city) = (before, behind)
    } else if let comma = cell.part(before).lastIndex(of: UInt8(ascii: ",")),
      case let town = Self.town(cell, before.lowerBound + comma + 1..<before.upperBound, isOverseas),
      !town.isEmpty
    {
      // "1 rue de la Paix, Lille 59000 France"
      (street, city) = (Self.bare(cell, before.lowerBound..<before.lowerBound + comma), town)
    } else {
      (street, city) = (before, 0..<0)
    }
  }

  /// Five digits that stand alone: the last ones, since the first may number a house.
  private static func lastPostcode(in cell: Record.Cell) -> Range<Int>? {
    var end = cell.count
    while end >= 5 {
      guard isDigit(cell[end - 1]) else {
        end -= 1
        continue
      }
      var start = end - 1
      while start > 0, isDigit(cell[start - 1]) { start -= 1 }
      let isAlone = start == 0 || !isLetter(cell[start - 1])
      if end - start == 5, isAlone, PlaceCode.isPostcode(cell.part(start..<end)) { return start..<end }
      end = start
    }
    return nil
  }

  /// A town has a name without digits; the country is none, and its post office's CEDEX is not part of it.
  private static func town(_ cell: Record.Cell, _ range: Range<Int>, _ isOverseas: Bool) -> Range<Int> {
    var range = bare(cell, range)
    if let cedex = find("cedex", in: cell, range) { range = bare(cell, range.lowerBound..<cedex) }
    if let comma = cell.part(range).firstIndex(of: UInt8(ascii: ",")) {
      range = bare(cell, range.lowerBound..<range.lowerBound + comma)
    }
    while let country = CountryName.start(in: cell.part(range), overseas: isOverseas) {
      range = bare(cell, range.lowerBound..<range.lowerBound + country)
    }
    // "(63)" behind the name repeats the département.
    if cell.part(range).last == UInt8(ascii: ")"), let open = cell.part(range).lastIndex(of: UInt8(ascii: "(")) {
      range = bare(cell, range.lowerBound..<range.lowerBound + open)
    }
    let isName = (2...80).contains(range.count) && !cell.part(range).contains(where: isDigit)
    return isName ? range : 0..<0
  }

  /// The beginning of a word, whatever the size of its letters.
  private static func find(_ word: StaticString, in cell: Record.Cell, _ range: Range<Int>) -> Int? {
    let length = word.utf8CodeUnitCount
    guard range.count >= length else { return nil }
    var start = range.lowerBound
    while start <= range.upperBound - length {
      var matched = 0
      while matched < length, cell[start + matched] | 0x20 == word.utf8Start[matched] { matched += 1 }
      if matched == length { return start }
      start += 1
    }
    return nil
  }

  /// Without blanks and the marks that part one thing from the next.
  private static func bare(_ cell: Record.Cell, _ range: Range<Int>) -> Range<Int> {
    var (start, end) = (range.lowerBound, range.upperBound)
    while start < end, isMark(cell[start]) { start += 1 }
    while start < end, isMark(cell[end - 1]) { end -= 1 }
    return start..<end
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case 0...0x20, UInt8(ascii: ","), UInt8(ascii: "-"), UInt8(ascii: ";"), UInt8(ascii: "["), UInt8(ascii: "]"),
      UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }
  private static func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 97 < 26 || byte >= 0x80 }
}
