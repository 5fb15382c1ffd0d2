/// The scheme, host and port of an address, as a browser names them. Nothing else can be in it: it becomes part of a
/// header.
package struct WebOrigin: Hashable, Sendable, CustomStringConvertible {
  package let description: String
  let host: String

  private static let defaultPorts = ["http://": ":80", "https://": ":443"]

  /// nil for what is no http or https address, or has no plain host in it.
  package init?(of address: some StringProtocol) {
    let scheme = ["http://", "https://"].first { address.lowercased().hasPrefix($0) }
    guard let scheme else { return nil }
    var authority = address.dropFirst(scheme.count).prefix { !"/?#\\".contains($0) }.lowercased()
    if let port = Self.defaultPorts[scheme], authority.hasSuffix(port) { authority.removeLast(port.count) }
    let plain = /([a-z0-9.-]{1,253}|\[[0-9a-f:.]{2,45}\])(:[0-9]{1,5})?/
    guard let parts = authority.wholeMatch(of: plain) else { return nil }
    host = String(parts.1)
    description = scheme + authority
  }
}
