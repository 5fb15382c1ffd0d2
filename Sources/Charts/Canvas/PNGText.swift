/// Words inside a PNG file (chunks named iTXt), for programs that read pictures aloud.
enum PNGText {
  /// The signature and the first chunk, behind which any other may stand.
  private static let head = 8 + 25

  static func added(_ texts: [(keyword: String, text: String)], to png: [UInt8]) -> [UInt8] {
    guard png.count > head else { return png }
    let chunks = texts.flatMap { keyword, text in
      // An end of the keyword, no compression, no language, no translated keyword.
      chunk("iTXt", Array(keyword.utf8) + [0, 0, 0, 0, 0] + Array(text.utf8))
    }
    return Array(png[..<head]) + chunks + png[head...]
  }

  private static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
    let body = Array(name.utf8) + content
    return bigEndian(UInt32(content.count)) + body + bigEndian(checksum(body))
  }

  private static func bigEndian(_ number: UInt32) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(number >> $0 & 255) }
  }

  /// CRC-32, as PNG and zip have it.
  static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var sum: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum & 1 == 1 ? sum >> 1 ^ 0xEDB8_8320 : sum >> 1 }
    }
    return ~sum
  }
}
