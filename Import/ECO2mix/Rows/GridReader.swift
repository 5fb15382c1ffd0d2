import Glibc
import Grid
import Runtime

/// A row of eCO2mix: what is known of a perimeter at an instant.
struct GridRow {
  var perimeter = Perimeter.france { didSet { if perimeter != oldValue { place = perimeter.place } } }
  /// That of the perimeter among all, which takes a moment to find.
  private(set) var place = Perimeter.france.place
  var at = Instant(seconds: 0)
  var nature = Nature.realTime
  var flags: ReadingFlags = []
  /// MW, in the order of `GridColumn.all`.
  var values = [Int32?](repeating: nil, count: GridColumn.all.count)
  /// Whether any of them is there.
  var isSilent = true

  /// A quarter of an hour of a half-hourly file: it says nothing, and nothing is kept of it.
  var isSilentQuarter: Bool { isSilent && !at.seconds.isMultiple(of: 1800) }
}

/// What a cell was found to mean, for the next that says the same: cells of one column mostly do.
private struct Remembered<Value> {
  private var bytes: [UInt8] = []
  private var value: Value?

  mutating func value(of cell: Record.Cell, _ read: (Record.Cell) -> Value?) -> Value? {
    if let value, cell.count == bytes.count, let start = cell.baseAddress, memcmp(start, bytes, bytes.count) == 0 {
      return value
    }
    value = read(cell)
    bytes = Array(cell)
    return value
  }
}

/// Reads the records of one file.
struct GridReader {
  private let columns: GridColumns
  private let day: CivilDay?
  private let usualNature: Nature?
  private var clock = GridClock()
  private var perimeters = Remembered<Perimeter>()
  private var natures = Remembered<Nature>()
  private var days = Remembered<CivilDay>()
  /// The columns that the file has: the place among `GridColumn.all`, and that in a record.
  private let present: [(index: Int, place: Int)]
  private(set) var row = GridRow()
  /// Cells of the row before.
  private var width = 0

  /// What the file may say, as places among `GridColumn.all`.
  var places: [Int] { present.map(\.index) }
  /// The clock changes on the row's day.
  var isOfChange: Bool { clock.changes }

  /// Nil for a header of something else.
  init?(header: Record) {
    let preamble = header.part?.preamble ?? []
    day = preamble.first.flatMap { line in
      let text = line.split(separator: " ").last.map { Array($0.utf8) } ?? []
      return text.withUnsafeBytes { DateCell($0)?.day }
    }
    usualNature = preamble.isEmpty ? nil : preamble.dropFirst().first.flatMap(GridWords.nature) ?? .realTime
    guard let columns = GridColumns(header: header, hasDay: day != nil) else { return nil }
    self.columns = columns
    present = columns.values.enumerated().compactMap { index, place in place.map { (index, $0) } }
  }

  /// A sentence at the end of the file that frees RTE of all blame.
  func isFooter(_ record: Record) -> Bool {
    guard let first = record.cells.first?.trimmed, first.count > 40 else { return false }
    return record.cells.dropFirst().allSatisfy { $0.trimmed.isEmpty } || first.begins(with: "RTE ne ")
  }

  /// Makes `row` of a record.
  mutating func read(_ record: Record) throws(Refusal) {
    let cells = record.cells
    // A row that ends the file, and is shorter than the one before, was cut: half a number looks like another.
    guard cells.count >= (record.isUnended ? max(columns.least, width) : columns.least) else {
      throw Refusal(Record.Fault.columnCount, column: "*", value: "\(cells.count)")
    }
    width = cells.count
    row.perimeter = try perimeter(cell(columns.perimeter, cells))
    row.nature = try nature(cell(columns.nature, cells))
    (row.at, row.flags) = try moment(cells)
    row.isSilent = true
    for (index, place) in present {
      let cell = place < cells.count ? cells[place].trimmed : .empty
      if GridWords.isNothing(cell) {
        row.values[index] = nil
      } else if let value = GridWords.megawatts(cell) {
        keep(value, of: index)
      } else {
        throw Refusal(GridRefusal.badNumber, column: GridColumn.all[index].name, value: cell.excerpt)
      }
    }
    if !row.isSilent, Plausibility.doubts(row) { row.flags.insert(.doubtful) }
  }

  /// Forecasts that were revised afterwards are none: only what was said in time counts.
  private mutating func keep(_ value: Int32, of index: Int) {
    let isForecast = index == GridColumn.forecastDayAhead || index == GridColumn.forecastIntraday
    let isKept = !isForecast || row.nature <= .realTime
    row.values[index] = isKept ? value : nil
    if isKept { row.isSilent = false }
  }

  private func cell(_ place: Int?, _ cells: UnsafeBufferPointer<Record.Cell>) -> Record.Cell {
    guard let place, place < cells.count else { return .empty }
    return cells[place].trimmed
  }

  private mutating func perimeter(_ cell: Record.Cell) throws(Refusal) -> Perimeter {
    if columns.perimeter == nil { return .france }
    guard let found = perimeters.value(of: cell, GridWords.perimeter) else {
      throw Refusal(GridRefusal.unknownPerimeter, column: "perimetre", value: cell.excerpt)
    }
    return found
  }

  private mutating func nature(_ cell: Record.Cell) throws(Refusal) -> Nature {
    if columns.nature == nil { return usualNature ?? .realTime }
    guard let found = natures.value(of: cell, { GridWords.nature($0.readable) }) else {
      throw Refusal(GridRefusal.unknownNature, column: "nature", value: cell.excerpt)
    }
    return found
  }

  /// By day and hour; an instant with its offset counts where these do not contradict it.
  private mutating func moment(_ cells: UnsafeBufferPointer<Record.Cell>) throws(Refusal) -> (Instant, ReadingFlags) {
    let stamp = cell(columns.moment, cells)
    let named = stamp.count > 16 ? Instant(rfc3339: stamp.string) : nil
    if columns.hour == nil || columns.day == nil && day == nil {
      guard let named else { throw Refusal(GridRefusal.badDay, column: "date_heure", value: stamp.excerpt) }
      return (named, clock.flags(named))
    }
    let (dayCell, hourCell) = (cell(columns.day, cells), cell(columns.hour, cells))
    guard let day = columns.day == nil ? day : days.value(of: dayCell, GridClock.day) else {
      throw Refusal(GridRefusal.badDay, column: "date", value: dayCell.excerpt)
    }
    guard let minutes = GridClock.minutes(hourCell) else {
      throw Refusal(GridRefusal.badHour, column: "heures", value: hourCell.excerpt)
    }
    if let named, Paris.zone.local(named) == LocalTime(day: day, second: minutes * 60) {
      return (named, clock.flags(named))
    }
    guard let found = clock.instant(day, minutes) else {
      throw Refusal(GridRefusal.noSuchTime, column: "heures", value: "\(dayCell.excerpt) \(hourCell.excerpt)")
    }
    return (found.at, found.flags)
  }
}

/// What a row alone shows to be strange. It is kept, and flagged.
enum Plausibility {
  /// Production, and what balances it.
  private static let balance = indexes(of: [
    "oil", "coal", "gas", "nuclear", "wind", "solar", "hydro", "bioenergy", "pumping", "exchange", "battery_charging",
    "battery_discharging",
  ])
  /// What is produced is never much below zero: auxiliaries draw a little.
  private static let neverNegative = indexes(
    of: GridColumn.mix.map { "\($0.name)" }.filter { name in
      !name.hasPrefix("exchange") && !["pumping", "battery_charging", "battery_discharging"].contains(name)
    })

  private static func indexes(of names: [String]) -> [Int] {
    names.compactMap { name in GridColumn.all.firstIndex { "\($0.name)" == name } }
  }

  private static let nuclear = indexes(of: ["nuclear"])[0]
  private static let exchange = indexes(of: ["exchange"])[0]

  static func doubts(_ row: GridRow) -> Bool {
    if neverNegative.contains(where: { (row.values[$0] ?? 0) < -1000 }) { return true }
    guard let consumption = row.values[GridColumn.consumption] else { return false }
    if consumption <= 0 { return true }
    guard row.perimeter == .france, row.values[nuclear] != nil, row.values[exchange] != nil else { return false }
    let sum = balance.reduce(0) { $0 + Int(row.values[$1] ?? 0) }
    return (sum - Int(consumption)).magnitude > 2000
  }
}
