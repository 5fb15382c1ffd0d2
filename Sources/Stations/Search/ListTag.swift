import HTTP

extension Response {
  /// Tagged with a sum of the bytes, which nobody gains by forging, in a tenth of the time that a digest takes: two sums of products, each of
  /// which every byte goes into.
  func tagged(ofList bytes: Bytes) -> Response {
    let (first, second) = bytes.sums
    var text = "\""
    text.append(hexadecimal: first)
    text.append(hexadecimal: second)
    return header("ETag", text + "\"")
  }
}

extension Bytes {
  fileprivate var sums: (UInt64, UInt64) {
    let (raw, count) = (raw, count)
    var (first, second) = (UInt64(truncatingIfNeeded: count), 0xA076_1D64_78BD_642F as UInt64)
    var place = 0
    while place + 16 <= count {
      let low = raw.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      let high = raw.loadUnaligned(fromByteOffset: place + 8, as: UInt64.self)
      first = mix(low ^ 0xE703_7ED1_A0B4_28DB, high ^ first)
      second = mix(high ^ 0x8EBC_6AF0_9C88_C6E3, low ^ second)
      place += 16
    }
    for byte in raw[place...] {
      first = mix(first ^ UInt64(byte), 0x5899_65CC_7537_4CC3)
      second = mix(second ^ UInt64(byte), 0x1D8E_4E27_C47D_124F)
    }
    return (first, second)
  }
}

private func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
  let product = left.multipliedFullWidth(by: right)
  return product.high ^ product.low
}

extension String {
  fileprivate mutating func append(hexadecimal number: UInt64) {
    append(
      String(unsafeUninitializedCapacity: 16) { room in
        for place in 0..<16 {
          let digit = UInt8(truncatingIfNeeded: number >> UInt64(60 - 4 * place)) & 15
          room[place] = digit < 10 ? 48 + digit : 87 + digit
        }
        return 16
      })
  }
}
