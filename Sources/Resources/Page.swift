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
    var address = ByteWriter(capacity: 512)
    address.append(path)
    address.append(UInt8(ascii: "?"))
    for (name, value) in target.query where name != "cursor" {
      address.append(name)
      address.append(UInt8(ascii: "="))
      address.append(percentEncoding: value)
      address.append(UInt8(ascii: "&"))
    }
    address.append("cursor=")
    address.append(percentEncoding: cursor)
    return address.finish().text
  }
}

extension ByteWriter {
  /// What is not unreserved in RFC 3986 takes three bytes.
  fileprivate mutating func append(percentEncoding text: String) {
    var text = text
    text.withUTF8 { bytes in
      append(upTo: 3 * bytes.count) { room in
        var end = 0
        for byte in bytes {
          if byte.isUnreserved {
            room[end] = byte
            end += 1
          } else {
            (room[end], room[end + 1], room[end + 2]) = (37, (byte >> 4).hexadecimal, (byte & 15).hexadecimal)
            end += 3
          }
        }
        return end
      }
    }
  }
}

extension UInt8 {
  fileprivate var isUnreserved: Bool {
    switch self {
    case 48...57, 65...90, 97...122, 45, 46, 95, 126: true
    default: false
    }
  }

  fileprivate var hexadecimal: UInt8 { self < 10 ? 48 + self : 55 + self }
}
