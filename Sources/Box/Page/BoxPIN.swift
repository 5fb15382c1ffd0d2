import COpenSSL
import HTTP
import Runtime

/// The six digits that whoever changes something on the box's page must know. The app shows them: they follow from what the
/// server keeps of the box's key. A box that is not paired draws its own, which its command line tells.
struct BoxPIN: Sendable {
  let digits: String

  /// From the key: its digest is what the server has.
  init(key: String) {
    let digest = BoxPIN.sha256(BoxPIN.bytes(of: key))
    let code = BoxPIN.sha256(Array("watts-up-pin-1\n".utf8) + digest).prefix(4).reduce(UInt32(0)) {
      $0 << 8 | UInt32($1)
    }
    digits = BoxPIN.text(code % 1_000_000)
  }

  init(_ database: SQLite) throws {
    if let pairing = try Pairing(database) {
      self.init(key: pairing.key)
      return
    }
    if let kept = try database.setting("pin") {
      self.init(digits: kept)
    } else {
      self.init(digits: BoxPIN.text(.random(in: 0..<1_000_000)))
      try database.set("pin", digits)
    }
  }

  private init(digits: String) { self.digits = digits }

  func matches(_ typed: String) -> Bool {
    typed.utf8.count == 6 && CRYPTO_memcmp(Array(typed.utf8), Array(digits.utf8), 6) == 0
  }

  /// 43 characters of the alphabet of addresses stand for 32 bytes; any other key for itself.
  private static func bytes(of key: String) -> [UInt8] {
    let usual = key.utf8.map { byte -> UInt8 in
      switch byte {
      case UInt8(ascii: "-"): UInt8(ascii: "+")
      case UInt8(ascii: "_"): UInt8(ascii: "/")
      default: byte
      }
    }
    let decoded = Bytes64.decode(String(decoding: usual, as: UTF8.self) + "=")
    return decoded.flatMap { $0.count == 32 ? $0 : nil } ?? Array(key.utf8)
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { buffer, count in
      SHA256(bytes, bytes.count, buffer.baseAddress)
      count = 32
    }
  }

  private static func text(_ number: UInt32) -> String {
    let digits = String(number)
    return String(repeating: "0", count: 6 - digits.count) + digits
  }
}
