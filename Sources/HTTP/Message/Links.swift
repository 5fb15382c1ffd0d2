/// Links to where a client can go from here (HAL): one that follows names needs no other document.
package struct Links: Codable, Sendable {
  package struct Link: Codable, Sendable {
    package let href: String
    /// The address has parts in braces to fill in (RFC 6570).
    package let templated: Bool?
    /// Only when it is not GET.
    package let method: Method?

    /// A link is as short as it can be: what it does not say is left out, here alone.
    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(href, forKey: .href)
      if let templated { try container.encode(templated, forKey: .templated) }
      if let method { try container.encode(method, forKey: .method) }
    }

    private enum CodingKeys: CodingKey { case href, templated, method }
  }

  private var links: [(name: String, link: Link)] = []

  package init() {}

  package func adding(_ name: String, _ href: String, method: Method = .get) -> Links {
    var copy = self
    copy.links.append(
      (name, Link(href: href, templated: href.contains("{") ? true : nil, method: method == .get ? nil : method)))
    return copy
  }

  package func adding(_ others: Links) -> Links {
    var copy = self
    copy.links += others.links
    return copy
  }

  private struct Name: CodingKey {
    let stringValue: String
    let intValue: Int? = nil
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Name.self)
    for (name, link) in links { try container.encode(link, forKey: Name(stringValue: name)) }
  }
}

/// In a description of an answer: an object of links, whatever their names.
extension Links: Field {
  package static var schema: Schema {
    let link: JSON = [
      "title": "LinksLink", "type": "object",
      "properties": ["href": ["type": "string"], "templated": ["type": "boolean"], "method": Method.schema.json],
      "required": ["href"], "additionalProperties": false,
    ]
    return Schema(["title": "Links", "type": "object", "additionalProperties": link])
  }
  package static var sample: Links { Links().adding("self", "/api") }
  package init(_ value: FieldValue) throws(FieldFault) {
    guard case .json(.object(let members)) = value else {
      throw .wrongType(Text(fr: "un objet", en: "an object"))
    }
    links = try members.map { name, link throws(FieldFault) in
      guard case .string(let href)? = link["href"] else { throw .missing }
      let method = try link["method"].map { json throws(FieldFault) in try Method(.json(json)) }
      return (name, Link(href: href, templated: link["templated"].map { $0 == true }, method: method))
    }
  }
}

extension Method: Field {}
