import Runtime

/// A moment in any of five spellings: a space or a T, a fraction or none, `Z`, `+02:00`, `+0000`, or no
/// zone at all, which is UTC.
enum StampCell {
  static func instant(_ cell: Record.Cell) -> Instant? {
    guard cell.count >= 16, let date = DateCell(cell), date.isPlain, let seconds = timeOfDay(cell) else { return nil }
    var place = seconds.end
    let fraction = fraction(cell, &place)
    guard let offset = offset(cell, place) else { return nil }
    let days = Int64(date.day.daysSince1970)
    let moment = (days * 86_400 + Int64(seconds.value - offset * 60)) * 1_000_000 + Int64(fraction)
    return Instant(microseconds: moment)
  }

  private static func timeOfDay(_ cell: Record.Cell) -> (value: Int, end: Int)? {
    guard let hour = two(cell, 11), cell[13] == UInt8(ascii: ":"), let minute = two(cell, 14), hour < 24, minute < 60
    else { return nil }
    guard cell.count > 16, cell[16] == UInt8(ascii: ":") else { return (hour * 3600 + minute * 60, 16) }
    guard let second = two(cell, 17), second < 60 else { return nil }
    return (hour * 3600 + minute * 60 + second, 19)
  }

  /// Microseconds; further digits are let go.
  private static func fraction(_ cell: Record.Cell, _ place: inout Int) -> Int {
    guard place < cell.count, cell[place] == UInt8(ascii: ".") || cell[place] == UInt8(ascii: ",") else { return 0 }
    place += 1
    var value = 0
    var unit = 100_000
    while place < cell.count, cell[place] &- 48 < 10 {
      value += Int(cell[place] - 48) * unit
      unit /= 10
      place += 1
    }
    return value
  }

  /// Minutes east of UTC.
  private static func offset(_ cell: Record.Cell, _ start: Int) -> Int? {
    var place = start
    if place < cell.count, cell[place] == 0x20 { place += 1 }
    guard place < cell.count else { return 0 }
    if cell[place] | 0x20 == UInt8(ascii: "z") { return place + 1 == cell.count ? 0 : nil }
    guard cell[place] == UInt8(ascii: "+") || cell[place] == UInt8(ascii: "-"), let hours = two(cell, place + 1) else {
      return nil
    }
    let sign = cell[place] == UInt8(ascii: "-") ? -1 : 1
    place += 3
    if place < cell.count, cell[place] == UInt8(ascii: ":") { place += 1 }
    let minutes = place == cell.count ? 0 : two(cell, place)
    guard let minutes, place == cell.count || place + 2 == cell.count, hours <= 14, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }

  private static func two(_ cell: Record.Cell, _ place: Int) -> Int? {
    guard place + 1 < cell.count, cell[place] &- 48 < 10, cell[place + 1] &- 48 < 10 else { return nil }
    return Int(cell[place] - 48) * 10 + Int(cell[place + 1] - 48)
  }
}
