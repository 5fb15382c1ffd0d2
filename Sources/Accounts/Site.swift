import HTTP
import Runtime

/// The address where people find this server: the base of the links in mails, and of what its cookies say.
package struct Site: Sendable {
  private let find: @Sendable () -> String

  /// Scheme, authority and prefix, without a slash at the end.
  package var url: String { find() }

  package init(_ url: String) {
    let url = url.hasSuffix("/") ? String(url.dropLast()) : url
    find = { url }
  }

  /// Of an address that is known once the server listens; without a slash at its end.
  package init(found find: @escaping @Sendable () -> String) { self.find = find }

  package var isSecure: Bool { url.hasPrefix("https://") }

  /// The folder under which a proxy serves us; empty as a rule.
  package var prefix: String {
    url.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first.map { "/" + $0 } ?? ""
  }

  /// Without a port: the name that our mails come from. An address is no name.
  var host: String {
    let authority = url.split(separator: "/").dropFirst().first ?? "localhost"
    let name = authority.prefix { $0 != ":" }
    return name.contains { $0.isLetter } && !name.hasPrefix("[") ? String(name) : "localhost"
  }
}
