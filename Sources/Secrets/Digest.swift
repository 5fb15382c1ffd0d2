import COpenSSL

/// SHA-256 and what is built on it.
package enum Digest {
  package static let byteCount = 32

  package static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      SHA256(bytes, bytes.count, buffer.baseAddress)
      count = byteCount
    }
  }

  package static func hmacSHA256(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      HMAC(EVP_sha256(), key, Int32(key.count), bytes, bytes.count, buffer.baseAddress, nil)
      count = byteCount
    }
  }

  /// Only where a standard asks for it.
  package static func hmacSHA1(key: [UInt8], _ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: Int(SHA_DIGEST_LENGTH)) { buffer, count in
      HMAC(EVP_sha1(), key, Int32(key.count), bytes, bytes.count, buffer.baseAddress, nil)
      count = Int(SHA_DIGEST_LENGTH)
    }
  }

  /// Takes as long for a first byte that differs as for the last, so that nobody can guess a digest byte by byte.
  package static func areEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
  }
}

/// Bytes of getrandom(2), which cannot fail once the machine has started.
package func randomBytes(_ count: Int) -> [UInt8] {
  var generator = SystemRandomNumberGenerator()
  return (0..<count).map { _ in generator.next() }
}
