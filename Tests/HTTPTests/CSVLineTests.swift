import HTTP
import Testing

/// Files that people open in a spreadsheet, a French one too, which splits at semicolons.
struct CSVLineTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("1.5", "1.5"), ("=1+1", "'=1+1"), ("+33", "'+33"), ("@a", "'@a"),
    // A number is what it says.
    ("-2", "-2"), ("-0.5", "-0.5"), ("-2-3", "'-2-3"), ("-a", "'-a"), ("-", "'-"), ("-.5", "'-.5"), ("--1", "'--1"),
    ("a=b+c-d@e", "a=b+c-d@e"), ("a;=1+1", #""a;'=1+1""#), ("a,=1+1", #""a,'=1+1""#), ("a\t=1", "\"a\t'=1\""),
    ("a\n=1", "\"a\n'=1\""), ("a\r\n-1;+2,@3", "\"a\r\n'-1;'+2,'@3\""), ("\t=1", "\"\t'=1\""),
    // A quote at a beginning is taken away by the spreadsheet, and the formula is first.
    (#"a;"=1""#, ##""a;""'=1""""##), (#""=1"#, ##""""'=1""##), (#"say "=1""#, ##""say ""=1""""##),
    (";;=1", #"";;'=1""#), ("é;=1", #""é;'=1""#), ("=\u{301}x", "'=\u{301}x"),
  ])
  func `no cell, nor what a semicolon makes one, begins like a formula`(_ cell: String, _ written: String) {
    #expect(CSVLine([cell]).text == written + "\r\n")
  }

  @Test func `a quote is doubled with an accent behind it too`() {
    #expect(CSVLine(["a\"\u{301},=1", "b"]).text == "\"a\"\"\u{301},'=1\",b\r\n")
  }

  @Test func `cells stand between commas`() {
    #expect(CSVLine(["a", "b,c", "d\"e"]).text == "a,\"b,c\",\"d\"\"e\"\r\n")
  }

  /// A spreadsheet of either kind, reading any line that could be sent: no cell of it begins like a formula.
  @Test func `whatever stands in the cells, no reading of the line finds a formula`() {
    var dice = SystemRandomNumberGenerator()
    let signs: [Character] = ["=", "+", "-", "@", ";", ",", "\t", "\n", "\r", "\"", "'", "a", " "]
    for _ in 0..<3000 {
      let cells = (0..<3).map { _ in
        String((0..<Int.random(in: 0...6, using: &dice)).map { _ in signs.randomElement(using: &dice) ?? "a" })
      }
      let text = CSVLine(cells).text
      for separator in [",", ";", "\t"] as [Character] {
        for cell in Self.read(text, separator) {
          #expect(cell.first.map { "=+-@".contains($0) } != true, "\(cells) at \(separator): \(cell)")
        }
      }
    }
  }

  /// As spreadsheets do: a quote at a cell's beginning opens, a doubled one within is one, what follows the closing one counts.
  private static func read(_ text: String, _ separator: Character) -> [String] {
    var (cells, cell, isQuoted, isFirst) = ([String](), "", false, true)
    var rest = text.unicodeScalars.map(Character.init)[...]
    while let sign = rest.popFirst() {
      if isQuoted {
        if sign != "\"" {
          cell.append(sign)
        } else if rest.first == "\"" {
          cell.append("\"")
          rest.removeFirst()
        } else {
          isQuoted = false
        }
      } else if sign == "\"", isFirst {
        (isQuoted, isFirst) = (true, false)
      } else if sign == separator || sign == "\n" || sign == "\r" {
        cells.append(cell)
        (cell, isFirst) = ("", true)
      } else {
        cell.append(sign)
        isFirst = false
      }
    }
    return cells + [cell]
  }
}
