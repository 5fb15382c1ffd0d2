import Secrets

/// `mqtt://[user:password@]host[:port]`, or `mqtts://` with TLS.
package struct BrokerAddress: Sendable {
  let host: String
  let port: Int32
  let isSecure: Bool
  let user: String?
  let password: Secret<String>?

  package init?(_ text: String) {
    let schemes = ["mqtt://": false, "mqtts://": true]
    guard let (scheme, isSecure) = schemes.first(where: { text.hasPrefix($0.key) }) else { return nil }
    var rest = text.dropFirst(scheme.count)
    if rest.hasSuffix("/") { rest = rest.dropLast() }
    var (user, password) = (String?.none, Secret<String>?.none)
    if let sign = rest.lastIndex(of: "@") {
      let parts = rest[..<sign].split(separator: ":", maxSplits: 1)
      user = parts.first?.unescaped
      password = parts.count == 2 ? parts[1].unescaped.map { Secret($0) } : nil
      rest = rest[rest.index(after: sign)...]
    }
    var port: Int32 = isSecure ? 8883 : 1883
    if let colon = rest.lastIndex(of: ":"), !rest.hasSuffix("]") {
      guard let given = Int32(rest[rest.index(after: colon)...]), (1...65_535).contains(given) else { return nil }
      port = given
      rest = rest[..<colon]
    }
    let host = rest.hasPrefix("[") ? rest.dropFirst().dropLast() : rest
    guard !host.isEmpty, host.utf8.allSatisfy({ $0 > 32 && $0 < 127 }), !host.contains("/") else { return nil }
    (self.host, self.port, self.isSecure) = (String(host), port, isSecure)
    (self.user, self.password) = (user, password)
  }
}

extension Substring {
  /// `%40` as @.
  fileprivate var unescaped: String? {
    var bytes: [UInt8] = []
    var rest = utf8[...]
    while let byte = rest.popFirst() {
      if byte == UInt8(ascii: "%") {
        guard let pair = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
        bytes.append(pair)
        rest = rest.dropFirst(2)
      } else {
        bytes.append(byte)
      }
    }
    return String(validating: bytes, as: UTF8.self)
  }
}
