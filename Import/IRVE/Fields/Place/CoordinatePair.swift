/// Two numbers that tell a place, in the order in which they are written: `[2.1, 48.5]` and its many spellings.
struct CoordinatePair {
  let first: Double
  let second: Double
  var hasComma = false
  /// No brackets, a tab, an exponent: understood, but not what the schema asks for.
  var isOddlyWritten = false

  init?(_ cell: Record.Cell) {
    guard !cell.isEmpty else { return nil }
    if let plain = Self.read(cell, comma: false) {
      self = plain
    } else if let withCommas = Self.read(cell, comma: true) ?? Self.readObject(cell) {
      self = withCommas
    } else {
      return nil
    }
  }

  /// Reads two cells; one that holds a whole pair counts alone.
  init?(longitude: Record.Cell, latitude: Record.Cell) {
    if let first = DecimalNumber(longitude, comma: true), first.end == longitude.count,
      let second = DecimalNumber(latitude, comma: true), second.end == latitude.count
    {
      self.init(first: first.value, second: second.value)
      hasComma = first.hasComma || second.hasComma
    } else if let pair = Self.read(longitude, comma: false) ?? Self.read(latitude, comma: false) {
      self = pair
      isOddlyWritten = true
    } else {
      return nil
    }
  }

  private init(first: Double, second: Double) {
    self.first = first
    self.second = second
  }

  private static func read(_ cell: Record.Cell, comma: Bool) -> CoordinatePair? {
    var place = 0
    var hasTab = false
    skip(cell, &place, "[(", &hasTab)
    let isBracketed = place > 0
    guard let first = DecimalNumber(cell, from: place, comma: comma) else { return nil }
    place = first.end
    let gap = place
    skip(cell, &place, ",;", &hasTab)
    guard place > gap, let second = DecimalNumber(cell, from: place, comma: comma) else { return nil }
    place = second.end
    skip(cell, &place, "])", &hasTab)
    guard place == cell.count else { return nil }
    // With decimal commas both have one: else it was the comma between the two.
    guard !comma || (first.hasComma && second.hasComma) else { return nil }
    var pair = CoordinatePair(first: first.value, second: second.value)
    pair.hasComma = comma
    pair.isOddlyWritten = !isBracketed || hasTab || first.hasExponent || second.hasExponent
    return pair
  }

  /// Passes over blanks and the marks named.
  private static func skip(_ cell: Record.Cell, _ place: inout Int, _ marks: StaticString, _ hasTab: inout Bool) {
    while place < cell.count {
      let byte = cell[place]
      if byte == 0x20 || byte == marks.utf8Start[0] || byte == marks.utf8Start[1] {
        place += 1
      } else if let width = cell.blankWidth(at: place, end: cell.count) {
        hasTab = true
        place += width
      } else {
        return
      }
    }
  }

  /// `{'lon': 2.1, 'lat': 48.9}` in either order, and `{"type": "Point", "coordinates": [2.1, 48.9]}`: a program wrote what
  /// it held, of Python or of JSON.
  private static func readObject(_ cell: Record.Cell) -> CoordinatePair? {
    guard cell.first == UInt8(ascii: "{"), cell.last == UInt8(ascii: "}") else { return nil }
    var pair: CoordinatePair?
    if let start = cell.firstIndex(of: UInt8(ascii: "[")), let end = cell.lastIndex(of: UInt8(ascii: "]")), start < end
    {
      pair = read(cell.part(start..<end + 1), comma: false)
    } else if let longitude = member(of: cell, ["lon", "lng", "long", "longitude", "x"]),
      let latitude = member(of: cell, ["lat", "latitude", "y"])
    {
      pair = CoordinatePair(first: longitude, second: latitude)
    }
    pair?.isOddlyWritten = true
    return pair
  }

  private static func member(of object: Record.Cell, _ names: Set<String>) -> Double? {
    for member in object.part(1..<object.count - 1).split(separator: UInt8(ascii: ",")) {
      let sides = member.split(separator: UInt8(ascii: ":"), maxSplits: 1).map { Record.Cell(rebasing: $0) }
      guard sides.count == 2, names.contains(String(decoding: folded(sides[0]), as: UTF8.self)) else { continue }
      let written = sides[1].drop { $0 == 0x20 || $0 == 0x22 || $0 == 0x27 }
      return DecimalNumber(Record.Cell(rebasing: written), comma: false)?.value
    }
    return nil
  }
}
