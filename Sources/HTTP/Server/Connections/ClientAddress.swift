import CLinux
import Glibc

/// The client at the other end, and the network that limits count it by.
package struct ClientAddress: Sendable {
  /// As people write it. An IPv4 address that came mapped into IPv6 is written as what it is.
  package let text: String
  package let network: ClientNetwork

  var parts: (text: String, network: ClientNetwork) { (text, network) }

  /// An address as a proxy or a setting names it. What is none stands for itself.
  package init(_ text: String) {
    var (four, six) = (in_addr(), in6_addr())
    if inet_pton(AF_INET, text, &four) == 1 {
      self.init(text, .v4(four.s_addr))
    } else if inet_pton(AF_INET6, text, &six) == 1 {
      self.init(six)
    } else {
      self.init(text, .named(text))
    }
  }

  init(_ storage: sockaddr_storage) {
    self = withUnsafeBytes(of: storage) { bytes in
      switch Int32(storage.ss_family) {
      case AF_INET: ClientAddress(bytes.load(as: sockaddr_in.self).sin_addr)
      case AF_INET6: ClientAddress(bytes.load(as: sockaddr_in6.self).sin6_addr)
      default: ClientAddress("unknown", .named("unknown"))
      }
    }
  }

  private init(_ address: in_addr) {
    self.init(ClientAddress.text(address, AF_INET), .v4(address.s_addr))
  }

  private init(_ address: in6_addr) {
    let (high, low) = withUnsafeBytes(of: address) {
      ($0.load(as: UInt64.self).bigEndian, $0.load(fromByteOffset: 8, as: UInt64.self).bigEndian)
    }
    if high == 0, low >> 32 == 0xFFFF {
      self.init(in_addr(s_addr: UInt32(truncatingIfNeeded: low).bigEndian))
    } else {
      self.init(ClientAddress.text(address, AF_INET6), .v6(high))
    }
  }

  private init(_ text: String, _ network: ClientNetwork) {
    self.text = text
    self.network = network
  }

  private static func text<Address>(_ address: Address, _ family: Int32) -> String {
    var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    withUnsafePointer(to: address) { _ = inet_ntop(family, $0, &text, socklen_t(text.count)) }
    return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}

/// The unit that limits count: an address of IPv4, or the first half of one of IPv6, as a household has 2^64 of those.
package enum ClientNetwork: Hashable, Sendable {
  case v4(UInt32)
  case v6(UInt64)
  case named(String)

  /// One text for each, the same on all servers: what digests are made of.
  package var key: String {
    switch self {
    case .v4(let address): ClientNetwork.octets(address).joined(separator: ".")
    case .v6(let high): ClientNetwork.groups(high).joined(separator: ":")
    case .named(let name): name
    }
  }

  /// The part that may be kept and shown to the person: never the whole address.
  package var shown: String {
    switch self {
    case .v4(let address): ClientNetwork.octets(address).prefix(3).joined(separator: ".") + ".0/24"
    case .v6: key + "::/64"
    case .named: key
    }
  }

  private static func octets(_ address: UInt32) -> [String] {
    withUnsafeBytes(of: address) { bytes in bytes.map { String($0) } }
  }

  private static func groups(_ high: UInt64) -> [String] {
    stride(from: 48, through: 0, by: -16).map { String((high >> UInt64($0)) & 0xFFFF, radix: 16) }
  }
}
