/// A column's name as names are compared: small ASCII letters and digits, repaired where an encoding broke it.
struct HeaderName: Hashable {
  let key: String

  init(_ name: String) {
    key = String(decoding: folded(Mojibake.repaired(name) ?? name), as: UTF8.self)
  }

  init(_ cell: Record.Cell) { self.init(cell.string) }

  /// The first column of each name; a name that comes twice counts once.
  static func positions(in header: Record) -> [HeaderName: Int] {
    var found: [HeaderName: Int] = [:]
    for (position, cell) in header.cells.enumerated() {
      let name = HeaderName(cell)
      if !name.key.isEmpty && found[name] == nil { found[name] = position }
    }
    return found
  }
}

/// The number of cells in each record of a file, as its header promises.
struct CellCount {
  private let whole: Int
  /// Up to the last column that has a name.
  private let named: Int

  init(header: Record, _ names: [HeaderName: Int]) {
    whole = header.cells.count
    named = (names.values.max() ?? -1) + 1
  }

  /// Empty cells beyond the header's are forgiven (a spreadsheet writes them), and so are missing ones whose columns
  /// have no name; with anything else missing or added, no cell can be trusted to stand under its name.
  func check(_ record: Record) throws(Refusal) {
    let count = record.cells.count
    if count == whole { return }
    let isForgiven =
      count > whole ? record.cells[whole...].allSatisfy { $0.trimmed.isEmpty } : count >= named
    guard isForgiven else { throw Refusal(Record.Fault.columnCount, column: "*", value: "\(count) ≠ \(whole)") }
  }
}
