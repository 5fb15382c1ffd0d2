import HTTP

extension EntityTag {
  /// Of bytes that nobody gains by forging, in a tenth of the time that a digest takes: two sums of products, each of which
  /// every byte goes into.
  init(ofList bytes: Bytes) {
    let (raw, count) = (bytes.raw, bytes.count)
    var (first, second) = (UInt64(truncatingIfNeeded: count), 0xA076_1D64_78BD_642F as UInt64)
    var place = 0
    while place + 16 <= count {
      let low = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let high = raw.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)
      first = EntityTag.mix(low ^ 0xE703_7ED1_A0B4_28DB, high ^ first)
      second = EntityTag.mix(high ^ 0x8EBC_6AF0_9C88_C6E3, low ^ second)
      place += 16
    }
    for byte in raw[place...] {
      first = EntityTag.mix(first ^ UInt64(byte), 0x5899_65CC_7537_4CC3)
      second = EntityTag.mix(second ^ UInt64(byte), 0x1D8E_4E27_C47D_124F)
    }
    self.init(String(first, radix: 36) + "-" + String(second, radix: 36))
  }

  private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
    let product = left.multipliedFullWidth(by: right)
    return product.high ^ product.low
  }
}
