/// The words of a JSON list inside a cell: `["M1","L"]`.
struct JSONList {
  let words: [String]

  init?(_ cell: Record.Cell) {
    guard cell.first == UInt8(ascii: "["), cell.last == UInt8(ascii: "]") else { return nil }
    // Words with a comma, a quote or a backslash in them are not understood.
    words = cell.part(1..<cell.count - 1).split(separator: UInt8(ascii: ",")).map { item in
      let word = Record.Cell(rebasing: item).trimmed
      let isQuoted = word.count > 1 && word.first == UInt8(ascii: "\"") && word.last == UInt8(ascii: "\"")
      return (isQuoted ? word.part(1..<word.count - 1) : word).string
    }
  }
}
