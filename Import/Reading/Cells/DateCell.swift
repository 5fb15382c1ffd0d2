import Runtime

/// A day as files write it: 2026-01-02, with a time behind it, 2018/3/31, 31/03/2020, 31.03.20, 20181130.
struct DateCell {
  let day: CivilDay
  /// As the schema asks for it, a time apart.
  let isPlain: Bool

  init?(_ cell: Record.Cell) {
    if let day = Self.plain(cell) {
      guard cell.count == 10 || cell[10] == UInt8(ascii: "T") || cell[10] == UInt8(ascii: " ") else { return nil }
      self.day = day
      isPlain = true
    } else if let day = Self.otherwise(cell) {
      self.day = day
      isPlain = false
    } else {
      return nil
    }
  }

  @inline(__always)
  private static func plain(_ cell: Record.Cell) -> CivilDay? {
    guard cell.count >= 10, cell[4] == UInt8(ascii: "-"), cell[7] == UInt8(ascii: "-"),
      let year = number(cell, 0, 4), let month = number(cell, 5, 2), let day = number(cell, 8, 2)
    else { return nil }
    return real(year, month, day)
  }

  private static func otherwise(_ cell: Record.Cell) -> CivilDay? {
    if cell.count == 8, let year = number(cell, 0, 4), let month = number(cell, 4, 2), let day = number(cell, 6, 2) {
      return real(year, month, day)
    }
    var groups: [(value: Int, width: Int)] = []
    var place = 0
    while groups.count < 3 {
      let start = place
      while place < cell.count, cell[place] &- 48 < 10 { place += 1 }
      guard (1...4).contains(place - start), let value = number(cell, start, place - start) else { return nil }
      groups.append((value, place - start))
      let mark = place < cell.count ? cell[place] : UInt8(ascii: " ")
      let isEnd = mark == UInt8(ascii: " ") || mark == UInt8(ascii: "T")
      guard groups.count == 3 ? isEnd : "/-.".utf8.contains(mark) else { return nil }
      place += 1
    }
    if groups[0].width == 4 { return real(groups[0].value, groups[1].value, groups[2].value) }
    let year = groups[2].width == 2 ? 2000 + groups[2].value : groups[2].value
    return real(year, groups[1].value, groups[0].value)
  }

  @inline(__always)
  private static func number(_ cell: Record.Cell, _ start: Int, _ width: Int) -> Int? {
    var value = 0
    for place in start..<start + width {
      let digit = cell[place] &- 48
      guard digit < 10 else { return nil }
      value = value * 10 + Int(digit)
    }
    return value
  }

  private static func real(_ year: Int, _ month: Int, _ day: Int) -> CivilDay? {
    guard year >= 1000, (1...12).contains(month), (1...CivilDay.length(ofMonth: month, year: year)).contains(day)
    else { return nil }
    return CivilDay(year: year, month: month, day: day)
  }
}
