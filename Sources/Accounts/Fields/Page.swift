package import HTTP
package import Runtime

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

extension Request {
  /// What was asked once more, from a cursor on.
  package func next(at path: String, after cursor: String) -> String {
    let asked = target.query.filter { $0.name != "cursor" } + [("cursor", cursor)]
    return path + "?" + asked.map { "\($0.name)=\(escaped($0.value))" }.joined(separator: "&")
  }
}

/// Percent-encoding for a query: what is not unreserved in RFC 3986.
private func escaped(_ text: String) -> String {
  text.utf8.map { byte in
    switch byte {
    case 48...57, 65...90, 97...122, 45, 46, 95, 126: String(Unicode.Scalar(byte))
    default: "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }
  }.joined()
}

/// Where the last page ended: opaque to clients, the last id to us, in a collection that is ordered by it.
package struct Cursor<Item>: Field, Sendable {
  package let id: Identifier<Item>

  package init(id: Identifier<Item>) { self.id = id }

  package static var schema: Schema { ["type": "string"] }
  package static var sample: Cursor { Cursor(id: .sample) }

  package init(_ value: FieldValue) throws(FieldFault) {
    guard let id = Identifier<Item>(try value.string()) else {
      throw FieldFault("bad-cursor", fr: "Suivez le lien next d'une page.", en: "Follow a page's next link.")
    }
    self.id = id
  }

  package var text: String { id.description }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// How many items a page holds at the most.
package struct PageLimit: Field {
  package let count: Int

  package static let schema: Schema = ["type": "integer", "minimum": 1, "maximum": 200]
  package static let sample = PageLimit(count: 50)

  private init(count: Int) { self.count = count }

  package init(_ value: FieldValue) throws(FieldFault) {
    let count = try Int(value)
    guard (1...200).contains(count) else { throw FieldFault("out-of-range", fr: "De 1 à 200.", en: "From 1 to 200.") }
    self.count = count
  }

  package func encode(to encoder: any Encoder) throws { try count.encode(to: encoder) }
}
