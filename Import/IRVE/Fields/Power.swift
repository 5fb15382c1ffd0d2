import Stations

extension IRVEReader {
  /// Null where the source does not know, or only thinks that it does.
  func readPower(of record: Record, into row: inout IRVERow) throws(Refusal) {
    let cell = cell(.puissanceNominale, record)
    if cell.isEmpty { return }
    guard let written = PowerCell(cell) else {
      return row.note(.powerUnreadable, .puissanceNominale, from: cell)
    }
    guard written.kilowatts >= 0, written.kilowatts <= 1000 else {
      throw Refusal(.powerImplausible, .puissanceNominale, cell)
    }
    guard written.kilowatts >= PowerCell.least, let power = Power(kilowatts: written.kilowatts) else {
      return row.note(.powerZero, .puissanceNominale, from: cell)
    }
    row.puissanceNominale = power
    guard written.isWatts || written.hasUnit || written.hasComma else { return }
    let code: CorrectionCode = written.isWatts ? .powerInWatts : written.hasUnit ? .powerUnit : .decimalComma
    row.note(code, .puissanceNominale, from: cell, to: "\(power.kilowatts)")
  }
}

/// `22`, `22.00`, `3,7kW`, `22 kva`, `22000`, `7400 W`.
struct PowerCell {
  let kilowatts: Double
  let hasUnit: Bool
  let hasComma: Bool
  let isWatts: Bool

  /// Weaker than any socket in the street: a zero with something behind the point.
  static var least: Double { 0.5 }
  /// Numbers that are watts for certain: charge points have 2 to 400 kW.
  private static let watts = 2_000.0...400_000.0

  init?(_ cell: Record.Cell) {
    guard let number = DecimalNumber(cell, comma: true) else { return nil }
    hasComma = number.hasComma
    hasUnit = number.end < cell.count
    let unit = hasUnit ? String(decoding: folded(cell.part(number.end..<cell.count)), as: UTF8.self) : "kw"
    switch unit {
    case "kw", "kva", "kwh", "kwac", "kwdc", "kwmax", "k":
      isWatts = Self.watts.contains(number.value)
      kilowatts = isWatts ? number.value / 1000 : number.value
    case "w", "watt", "watts", "va":
      isWatts = true
      kilowatts = number.value / 1000
    default: return nil
    }
  }
}
