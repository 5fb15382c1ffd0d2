import HTTP

/// The codes with which a source refuses rows. The names are stable: they stand in reports.
protocol RefusalCode: RawRepresentable<String>, CaseIterable, Sendable {
  var sentence: Text { get }
}

/// The reason why a row is not taken.
struct Refusal: Error {
  /// A name of the source's own `RefusalCode`, or of `Record.Fault`.
  let code: String
  let column: StaticString
  let value: String

  init(_ code: some RefusalCode, column: StaticString, value: String) {
    (self.code, self.column, self.value) = (code.rawValue, column, value)
  }

  /// Refuses a record that could not be read as a whole.
  init(_ fault: Record.Fault) { self.init(fault, column: "*", value: "") }
}

private let excerptLength = 120

extension UnsafeRawBufferPointer {
  /// As much of a cell as a report shows.
  var excerpt: String { count <= excerptLength ? string : string.excerpt }
}

extension String {
  var excerpt: String {
    utf8.count <= excerptLength ? self : unicodeScalars.count <= excerptLength ? self : cut(toScalars: excerptLength)
  }

  func cut(toScalars count: Int) -> String { String(String.UnicodeScalarView(unicodeScalars.prefix(count))) + "…" }
}
