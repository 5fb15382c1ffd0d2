package import HTTP

/// A piece of a collection, and the way to the next one.
package struct Page<Item: Codable & Sendable>: Codable, Sendable {
  package let items: [Item]
  package let _links: Links

  /// `found` holds one item more than `limit` when there is a next page. The link repeats what was asked.
  package init(
    _ found: [Item], limit: Int, at path: String, _ request: Request, cursor: (Item) -> Cursor<Item>
  ) {
    items = Array(found.prefix(limit))
    var links = Links().adding("self", path)
    if found.count > limit, let last = items.last {
      links = links.adding("next", request.next(at: path, after: cursor(last).text))
    }
    _links = links
  }

  package func response() throws -> Response { try .json(self) }
}

/// How many items a page holds at the most.
package typealias PageLimit = BoundedNumber<PageLimitRule>

package enum PageLimitRule: NumberRule {
  package static let bounds = Bounds(1...200)
  package static let sample = 50
}

extension Request {
  /// The address of the same question from a cursor on.
  package func next(at path: String, after cursor: String) -> String {
    let asked = target.query.filter { $0.name != "cursor" } + [("cursor", cursor)]
    return path + "?" + asked.map { "\($0.name)=\($0.value.percentEncoded)" }.joined(separator: "&")
  }
}
