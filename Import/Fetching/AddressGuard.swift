import CCurl
import Glibc

/// Which addresses of the network a server may be sent to by somebody else's words: those of the public internet. Asked
/// for the address that is being connected to, at every hop, so that no name can mean another one a moment later.
enum AddressGuard {
  static func isPublic(_ address: UnsafeMutablePointer<curl_sockaddr>) -> Bool {
    guard let offset = MemoryLayout<curl_sockaddr>.offset(of: \.addr) else { return false }
    // The structure ends in a sockaddr, behind which libcurl keeps the longer one of IPv6 whole.
    let start = UnsafeRawPointer(address) + offset
    switch address.pointee.family {
    case AF_INET:
      let found = start.loadUnaligned(as: sockaddr_in.self)
      return isPublic(ipv4: UInt32(bigEndian: found.sin_addr.s_addr))
    case AF_INET6:
      let found = start.loadUnaligned(as: sockaddr_in6.self)
      return withUnsafeBytes(of: found.sin6_addr) { isPublic(ipv6: Array($0)) }
    default: return false
    }
  }

  /// IANA's special-purpose registry: what is not reachable from everywhere.
  private static let reserved: [(prefix: UInt32, length: UInt32)] = [
    (0x0000_0000, 8), (0x0A00_0000, 8), (0x6440_0000, 10), (0x7F00_0000, 8), (0xA9FE_0000, 16), (0xAC10_0000, 12),
    (0xC000_0000, 24), (0xC000_0200, 24), (0xC0A8_0000, 16), (0xC612_0000, 15), (0xC633_6400, 24), (0xCB00_7100, 24),
    (0xE000_0000, 4), (0xF000_0000, 4),
  ]

  static func isPublic(ipv4 address: UInt32) -> Bool {
    !reserved.contains { prefix, length in (address ^ prefix) >> (32 - length) == 0 }
  }

  static func isPublic(ipv6 bytes: [UInt8]) -> Bool {
    guard bytes.count == 16 else { return false }
    func embedded(at index: Int) -> Bool {
      isPublic(ipv4: bytes[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) })
    }
    // ::ffff:0:0/96 and 64:ff9b::/96 are IPv4 in other clothes, 2002::/16 a way to it.
    if bytes.starts(with: [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]) { return embedded(at: 12) }
    if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) { return embedded(at: 12) }
    if bytes.starts(with: [0x20, 0x02]) { return embedded(at: 2) }
    // Tunnels to anywhere (2001::/32) and examples (2001:db8::/32); beyond these only 2000::/3 is anybody's.
    if bytes.starts(with: [0x20, 0x01, 0, 0]) || bytes.starts(with: [0x20, 0x01, 0x0D, 0xB8]) { return false }
    return bytes[0] & 0xE0 == 0x20
  }
}
