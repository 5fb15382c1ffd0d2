import HTTP

extension Response {
  /// Tagged with what its bytes sum up to, which nobody gains by forging, in a twentieth of the time that a digest takes: two sums
  /// of products side by side, into one of which each byte goes.
  consuming func tagged(ofList bytes: Bytes) -> Response {
    let (first, second) = bytes.sums
    headers.add(
      "ETag",
      String(unsafeUninitializedCapacity: 34) { room in
        (room[0], room[33]) = (UInt8(ascii: "\""), UInt8(ascii: "\""))
        first.writeHexadecimal(into: room, at: 1)
        second.writeHexadecimal(into: room, at: 17)
        return 34
      })
    return self
  }
}

extension Bytes {
  fileprivate var sums: (UInt64, UInt64) {
    let (raw, count) = (raw, count)
    var (first, second) = (UInt64(truncatingIfNeeded: count), 0xA076_1D64_78BD_642F as UInt64)
    var place = 0
    func word(_ number: Int) -> UInt64 { raw.loadUnaligned(fromByteOffset: place + 8 * number, as: UInt64.self) }
    while place + 32 <= count {
      first = mix(word(0) ^ 0xE703_7ED1_A0B4_28DB, word(1) ^ first)
      second = mix(word(2) ^ 0x8EBC_6AF0_9C88_C6E3, word(3) ^ second)
      place += 32
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

extension UInt64 {
  fileprivate func writeHexadecimal(into room: UnsafeMutableBufferPointer<UInt8>, at start: Int) {
    for place in 0..<16 {
      let digit = UInt8(truncatingIfNeeded: self >> UInt64(60 - 4 * place)) & 15
      room[start + place] = digit < 10 ? 48 + digit : 87 + digit
    }
  }
}
