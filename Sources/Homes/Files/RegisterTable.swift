import HTTP
import Runtime

/// The table of an account's registers: one row a midnight, `EAS T` with all that was ever drawn, or `EAS F1`, `EAS F2` and so
/// on that make it up; `EAI` for what was injected. What a day drew is the difference to the next midnight.
enum RegisterTable {
  /// Nil for any other table.
  static func read(_ bytes: [UInt8]) -> MeterAnswer? {
    let rows = MeterTable.lines(bytes).map(MeterTable.cells)
    guard let start = rows.firstIndex(where: { $0.first == "horodate" }), let columns = Columns(rows[start]) else {
      return nil
    }
    let head = MeterTable.head(rows.prefix(start))
    let series = Series(kind: .daily, direction: columns.direction)
    return MeterAnswer(
      point: head.point, series: series, from: nil,
      readings: days(midnights(rows[(start + 1)...], columns, unit: head.isKilo ? 1000 : 1)))
  }

  private struct Columns {
    let places: [Int]
    let direction: Direction

    init?(_ names: [String]) {
      let isInjected = !names.contains { $0.hasPrefix("eas ") }
      let name = isInjected ? "eai" : "eas"
      let total = names.indices.filter { names[$0] == "\(name) t" || names[$0] == name }
      let parts = names.indices.filter { names[$0].hasPrefix("\(name) f") }
      places = total.isEmpty ? parts : Array(total.prefix(1))
      direction = isInjected ? .injected : .drawn
      if places.isEmpty { return nil }
    }
  }

  /// The first register of each midnight.
  private static func midnights(
    _ rows: ArraySlice<[String]>, _ columns: Columns, unit: Int
  ) -> [CivilDay: Int] {
    let found = rows.compactMap { row -> (CivilDay, Int)? in
      guard let stamp = row.first.flatMap(MeterTable.stamp), let wall = wall(stamp), wall.second == 0 else {
        return nil
      }
      // An empty part is one that the tariff does not have.
      let cells = columns.places.filter { row.indices.contains($0) && !row[$0].isEmpty }.map { Int(row[$0]) }
      guard !cells.isEmpty, cells.allSatisfy({ (0...Self.most).contains($0 ?? -1) }) else { return nil }
      return (wall.day, cells.reduce(0) { $0 + ($1 ?? 0) } * unit)
    }
    return Dictionary(found) { first, _ in first }
  }

  /// Registers have nine digits.
  private static let most = 999_999_999

  private static func wall(_ stamp: RawReading.Stamp) -> LocalTime? {
    switch stamp {
    case .wall(let wall): wall
    case .instant(let instant): Paris.zone.local(instant)
    case .rank: nil
    }
  }

  /// A register that went back is another meter's.
  private static func days(_ registers: [CivilDay: Int]) -> [RawReading] {
    registers.sorted { $0.key < $1.key }.compactMap { day, before in
      guard let after = registers[day.adding(1)], after >= before, after - before <= Int(Int32.max) else { return nil }
      return RawReading(stamp: .wall(LocalTime(day: day, second: 0)), value: after - before, minutes: nil)
    }
  }
}
