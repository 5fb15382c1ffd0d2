/// RFC 4648 without padding: letters and digits that a person can copy by hand.
package enum Base32 {
  private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")

  package static func encode(_ bytes: [UInt8]) -> String {
    var text = ""
    var bits: UInt32 = 0
    var held = 0
    for byte in bytes {
      bits = bits << 8 | UInt32(byte)
      held += 8
      while held >= 5 {
        held -= 5
        text.append(digits[Int(bits >> held & 31)])
      }
    }
    if held > 0 { text.append(digits[Int(bits << (5 - held) & 31)]) }
    return text
  }
}
