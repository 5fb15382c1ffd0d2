import HTTP
import Runtime

/// The CSV that people load from their Enedis account: some lines that say what it is, then `Horodate;Valeur`. Stamps bear
/// their offset there, and like all of Enedis' they are the ends of their intervals.
enum MeterTable {
  /// What the lines before the readings say.
  struct Head {
    var point: UsagePoint?
    var kind: ReadingKind?
    var direction: Direction?
    var isKilo = false
    var minutes: Int?
  }

  /// Nil for any other table.
  static func read(_ bytes: [UInt8], direction: Direction?) -> MeterAnswer? {
    let rows = lines(bytes).map(cells)
    guard let start = rows.firstIndex(where: { $0.first == "horodate" }) else { return nil }
    let head = self.head(rows.prefix(start))
    let column = rows[start].dropFirst().firstIndex { $0.hasPrefix("valeur") || $0.hasPrefix("puissance") } ?? 1
    let step = rows[start].firstIndex { $0.hasPrefix("pas") }
    var readings: [RawReading] = rows[(start + 1)...].compactMap { row in
      guard let stamp = row.first.flatMap(stamp) else { return nil }
      let value = row.indices.contains(column) ? number(row[column], isKilo: head.isKilo) : nil
      let minutes = step.flatMap { row.indices.contains($0) ? Int(row[$0]) : nil } ?? head.minutes
      return RawReading(stamp: stamp, value: value, minutes: minutes)
    }
    guard let kind = head.kind ?? guessed(readings) else { return nil }
    if kind == .curve { readings = withSteps(readings) }
    return MeterAnswer(
      point: head.point, series: Series(kind: kind, direction: head.direction ?? direction ?? .drawn), from: nil,
      readings: readings)
  }

  /// Where nobody says how long an interval is, it is as long as most are.
  private static func withSteps(_ readings: [RawReading]) -> [RawReading] {
    if readings.contains(where: { $0.minutes != nil }) { return readings }
    let usual = usualStep(readings).flatMap { PlacedReadings.steps.contains($0) ? $0 : nil } ?? 30
    return readings.map { RawReading(stamp: $0.stamp, value: $0.value, minutes: usual) }
  }

  /// Without a head: half-hours and the like are W of a curve, days are Wh.
  private static func guessed(_ readings: [RawReading]) -> ReadingKind? {
    switch usualStep(readings) {
    case .some(let step) where PlacedReadings.steps.contains(step): .curve
    case .some(1440): .daily
    default: nil
    }
  }

  /// The minutes that most readings are apart.
  private static func usualStep(_ readings: [RawReading]) -> Int? {
    let ends = readings.compactMap { reading -> Int? in
      switch reading.stamp {
      case .instant(let instant): Int(instant.seconds)
      case .wall(let wall): wall.day.daysSince1970 * 86_400 + wall.second
      case .rank: nil
      }
    }
    let steps = zip(ends, ends.dropFirst()).map { ($1 - $0) / 60 }
    return Dictionary(steps.map { ($0, 1) }, uniquingKeysWith: +).max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  // MARK: The head

  static func head(_ rows: ArraySlice<[String]>) -> Head {
    var head = Head()
    for row in rows {
      for cell in row {
        if let point = UsagePoint(cell) { head.point = point }
        note(cell, in: &head)
      }
    }
    return head
  }

  private static func note(_ cell: String, in head: inout Head) {
    switch cell {
    case "courbe de charge", "w": head.kind = head.kind ?? .curve
    case "kw": (head.kind, head.isKilo) = (head.kind ?? .curve, true)
    case "wh": head.kind = head.kind ?? .daily
    case "kwh": (head.kind, head.isKilo) = (head.kind ?? .daily, true)
    case "va": head.kind = head.kind ?? .maxPower
    case "kva": (head.kind, head.isKilo) = (head.kind ?? .maxPower, true)
    case "consommation": head.direction = .drawn
    case "production": head.direction = .injected
    default:
      if cell.hasPrefix("puissance max") { head.kind = .maxPower }
      if cell.hasPrefix("pt"), cell.hasSuffix("m") { head.minutes = Int(cell.dropFirst(2).dropLast()) ?? head.minutes }
    }
  }

  // MARK: Cells

  static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
    bytes.split { $0 == 10 || $0 == 13 }.map { Array($0) }
  }

  /// Lower case, without quotes; accents of whatever encoding are of no matter here.
  static func cells(_ line: [UInt8]) -> [String] {
    let separator = line.contains(UInt8(ascii: ";")) ? UInt8(ascii: ";") : UInt8(ascii: ",")
    return line.split(separator: separator, omittingEmptySubsequences: false).map { cell in
      let text = String(decoding: cell.filter { $0 != UInt8(ascii: "\"") && $0 < 128 }, as: UTF8.self)
      return String(text.lowercased().drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  /// `2020-12-13t00:30:00+01:00`, `13/12/2020 00:30:00`, `13/12/2020`
  static func stamp(_ text: String) -> RawReading.Stamp? {
    if let stamp = RawReading.Stamp(text: text.uppercased()) { return stamp }
    guard let found = text.firstMatch(of: /^(\d{2})\/(\d{2})\/(\d{4})(?: (\d{2}:\d{2})(:\d{2})?)?$/) else { return nil }
    let time = found.4.map { " \($0)\(found.5 ?? ":00")" } ?? ""
    return RawReading.Stamp(text: "\(found.3)-\(found.2)-\(found.1)\(time)")
  }

  private static func number(_ text: String, isKilo: Bool) -> Int? {
    let dotted = String(text.filter { $0 != " " }.map { $0 == "," ? "." : $0 })
    guard !dotted.isEmpty, dotted.allSatisfy({ $0.isNumber || $0 == "." }), let value = Double(dotted),
      value <= Double(Int32.max) / 1000
    else { return nil }
    return Int((isKilo ? value * 1000 : value).rounded())
  }
}
