import Glibc

/// Where a request comes from, as far as it tells people apart: a household has one address of IPv4, or 2^64 of IPv6.
struct Network: Sendable {
  /// What is counted as one.
  let key: String
  /// What is shown to the person and kept: never the whole address.
  let description: String

  private init(key: String, description: String) { (self.key, self.description) = (key, description) }

  init(_ client: String) {
    var address = in6_addr()
    guard inet_pton(AF_INET6, client, &address) == 1 else {
      self.init(address4: client)
      return
    }
    let bytes = withUnsafeBytes(of: address) { Array($0) }
    // An address of IPv4 as a socket of IPv6 shows it.
    if bytes.prefix(10).allSatisfy({ $0 == 0 }), bytes[10] == 255, bytes[11] == 255 {
      self.init(address4: bytes[12...].map { String($0) }.joined(separator: "."))
      return
    }
    let groups = stride(from: 0, to: 8, by: 2).map { String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16) }
    let key = groups.joined(separator: ":")
    self.init(key: key, description: key + "::/64")
  }

  private init(address4 text: String) {
    let parts = text.split(separator: ".")
    self.init(
      key: text, description: parts.count == 4 ? parts.prefix(3).joined(separator: ".") + ".0/24" : text)
  }
}
