/// An address of this server: its path is written in the source, and what is put into it is percent-encoded, so that it can
/// neither leave the server nor be anything but an address. The slash at its beginning is not written.
package struct LocalLink: Sendable, Hashable, ExpressibleByStringInterpolation {
  /// From the slash on.
  package let path: String

  package init(stringLiteral text: StaticString) { path = "/\(text)" }
  package init(stringInterpolation parts: StringInterpolation) { path = "/" + parts.path }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var path = ""

    package init(literalCapacity: Int, interpolationCount: Int) { path.reserveCapacity(literalCapacity * 2) }
    package mutating func appendLiteral(_ text: StaticString) { path += "\(text)" }
    package mutating func appendInterpolation(_ value: some CustomStringConvertible) {
      path += value.description.percentEncoded
    }
    /// One address as the beginning of another.
    package mutating func appendInterpolation(link: LocalLink) { path += link.path.dropFirst() }
  }

  /// An address that somebody sent, if it lies below a folder of ours: taken apart and put together anew.
  package init?(_ text: String, below folder: StaticString) {
    guard let target = Target(text), target.segments.first == "\(folder)",
      !target.segments.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." })
    else { return nil }
    let query = target.query.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
    path = "/" + target.segments.map(\.percentEncoded).joined(separator: "/") + (query.isEmpty ? "" : "?" + query)
  }
}

extension Response {
  /// What has been done is looked at elsewhere, so that nobody does it again by loading a page again.
  package static func seeOther(_ link: LocalLink, below folder: String) -> Response {
    Response(.seeOther).header("Location", folder + link.path)
  }
}
