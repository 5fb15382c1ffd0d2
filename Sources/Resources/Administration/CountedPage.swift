package import HTTP
package import Postgres

/// How many rows a list finds, and how many it would find without its filters.
package struct Totals: Codable, Sendable {
  package let matching: Int
  package let all: Int
}

extension Totals {
  /// `counts` asks for both numbers in one row; nil where nobody asked for them, as they cost more than a page.
  package static func ask(
    _ isAsked: Bool?, _ counts: SQL, in database: Database, for party: String
  ) async throws -> Totals? {
    guard isAsked == true else { return nil }
    return try await database.heavily(for: party).query(counts) { row in
      Totals(matching: try row.next(), all: try row.next())
    }.first
  }
}

/// A page of a list that administrators look through, with its totals where they were asked for.
package struct CountedPage<Item: Codable & Sendable>: Codable, Sendable {
  package let items: [Item]
  package let totals: Totals?
  package let _links: Links

  /// As that of a `Page`; the same list is there as a file of CSV.
  package init(
    _ found: [Item], _ totals: Totals?, limit: Int, at path: String, _ request: Request, cursor: (Item) -> Cursor<Item>
  ) {
    let page = Page(found, limit: limit, at: path, request, cursor: cursor)
    items = page.items
    self.totals = totals
    _links = page._links.adding("csv", request.file(at: path + ".csv"))
  }

  package func response() throws -> Response { try .json(self) }
}

extension Request {
  /// The whole of what is asked here page by page.
  fileprivate func file(at path: String) -> String {
    let asked = target.query.filter { !["cursor", "limit", "totals"].contains($0.name) }
    if asked.isEmpty { return path }
    return path + "?" + asked.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
  }
}
