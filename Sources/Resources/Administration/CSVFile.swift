package import HTTP

/// A list as a file for spreadsheets: a line an item, sent as a stream of pages, so that neither memory nor a connection of
/// the pool is held for a slow client.
package struct CSVFile<Item: Sendable>: Sendable {
  package typealias Column = (name: String, cell: @Sendable (Item) -> String?)
  package typealias Pages = @Sendable (_ last: Item?, _ limit: Int) async throws -> [Item]

  private let name: String
  private let columns: [Column]

  package init(_ name: String, _ columns: [Column]) {
    self.name = name
    self.columns = columns
  }

  /// - Parameter pages: the items behind the last of the page before.
  package func response(_ pages: @escaping Pages) -> Response {
    let body = AsyncStreamedBody { [columns] write in
      try await write(Array(CSVLine(columns.map(\.name)).text.utf8))
      var last: Item?
      while true {
        let page = try await pages(last, CSVPage.items)
        let lines = page.map { item in CSVLine(columns.map { $0.cell(item) ?? "" }).text }
        if !lines.isEmpty { try await write(Array(lines.joined().utf8)) }
        guard page.count == CSVPage.items else { return }
        last = page.last
      }
    }
    return Response(.ok, .stream(body), type: .csv)
      .header("Content-Disposition", "attachment; filename=\"\(name).csv\"")
  }
}

enum CSVPage {
  static let items = 1000
}

extension Request {
  /// The client would rather have a spreadsheet than JSON.
  package var wantsCSV: Bool { preferredType == "text/csv" }
}

extension Double {
  /// 22 and not 22.0.
  package var short: String { Int(exactly: self).map { String($0) } ?? description }
}
