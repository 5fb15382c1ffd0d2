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
