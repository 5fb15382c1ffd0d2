import Secrets
import Testing

/// Bytes of hexadecimal digits.
func bytes(_ hex: String) -> [UInt8] {
  stride(from: 0, to: hex.utf8.count, by: 2).map { start in
    let from = hex.utf8.index(hex.startIndex, offsetBy: start)
    return UInt8(hex[from..<hex.utf8.index(from, offsetBy: 2)], radix: 16) ?? 0
  }
}

@Suite struct DigestTests {
  /// The examples of FIPS 180.
  @Test(arguments: [
    (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (
      Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
  ])
  func `SHA-256 gives the published digests`(message: [UInt8], digest: String) {
    #expect(Digest.sha256(message) == bytes(digest))
  }

  @Test func `SHA-256 gives the published digest of a million letters`() {
    let digest = Digest.sha256([UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000))
    #expect(digest == bytes("cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"))
  }

  /// RFC 4231, test cases 1, 2, 3, 4, 6 and 7 (5 is about cut digests).
  @Test(arguments: [
    (
      [UInt8](repeating: 0x0b, count: 20), Array("Hi There".utf8),
      "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
    ),
    (
      Array("Jefe".utf8), Array("what do ya want for nothing?".utf8),
      "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    ),
    (
      [UInt8](repeating: 0xaa, count: 20), [UInt8](repeating: 0xdd, count: 50),
      "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"
    ),
    (
      [UInt8](1...25), [UInt8](repeating: 0xcd, count: 50),
      "82558a389a443c0ea4cc819899f2083a85f0faa3e578f8077a2e3ff46729665b"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131), Array("Test Using Larger Than Block-Size Key - Hash Key First".utf8),
      "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    ),
    (
      [UInt8](repeating: 0xaa, count: 131),
      Array(
        ("This is a test using a larger than block-size key and a larger than block-size data. "
          + "The key needs to be hashed before being used by the HMAC algorithm.").utf8),
      "9b09ffa71b942fcb27635fbcd5b0e944bfdc63644f0713938a7f51535c3a35e2"
    ),
  ])
  func `HMAC-SHA256 gives the digests of RFC 4231`(key: [UInt8], message: [UInt8], digest: String) {
    #expect(Digest.hmacSHA256(key: key, message) == bytes(digest))
  }

  @Test func `digests are equal only byte for byte`() {
    let digest = Digest.sha256([1, 2, 3])
    #expect(Digest.areEqual(digest, Digest.sha256([1, 2, 3])))
    for place in digest.indices {
      var other = digest
      other[place] ^= 1
      #expect(!Digest.areEqual(digest, other))
    }
    #expect(!Digest.areEqual(digest, Array(digest.dropLast())))
    #expect(!Digest.areEqual([], digest))
    #expect(Digest.areEqual([], []))
  }

  @Test func `random bytes do not repeat`() {
    let draws = Set((0..<1000).map { _ in randomBytes(16) })
    #expect(draws.count == 1000)
    #expect(draws.allSatisfy { $0.count == 16 })
    #expect(randomBytes(0).isEmpty)
  }
}
