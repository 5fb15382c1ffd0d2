import COpenSSL

/// An Ed25519 key (RFC 8032) that follows from one of ours: who has its public half can tell what we signed, and sign nothing.
package struct SigningKey: Sendable {
  package static let signatureLength = 64
  package static let publicKeyLength = 32

  private let seed: Secret<[UInt8]>

  /// Keys for different purposes have nothing in common.
  package init(_ key: SecretKeys.Key, purpose: String) {
    seed = Secret(Digest.hmacSHA256(key: key.bytes.exposed, Array("sign \(purpose)".utf8)))
  }

  package init(seed: [UInt8]) { self.seed = Secret(seed) }

  package var publicKey: [UInt8] {
    let key = EVP_PKEY_new_raw_private_key(ed25519, nil, seed.exposed, seed.exposed.count)
    defer { EVP_PKEY_free(key) }
    var (bytes, count) = ([UInt8](repeating: 0, count: Self.publicKeyLength), Self.publicKeyLength)
    return EVP_PKEY_get_raw_public_key(key, &bytes, &count) == 1 ? bytes : []
  }

  package func sign(_ bytes: [UInt8]) -> [UInt8] {
    let key = EVP_PKEY_new_raw_private_key(ed25519, nil, seed.exposed, seed.exposed.count)
    let context = EVP_MD_CTX_new()
    defer {
      EVP_MD_CTX_free(context)
      EVP_PKEY_free(key)
    }
    var (signature, count) = ([UInt8](repeating: 0, count: Self.signatureLength), Self.signatureLength)
    let isSigned =
      EVP_DigestSignInit(context, nil, nil, nil, key) == 1
      && EVP_DigestSign(context, &signature, &count, bytes, bytes.count) == 1
    return isSigned ? signature : []
  }

  package static func isValid(_ signature: [UInt8], of bytes: [UInt8], by publicKey: [UInt8]) -> Bool {
    guard signature.count == signatureLength, publicKey.count == publicKeyLength else { return false }
    let key = EVP_PKEY_new_raw_public_key(ed25519, nil, publicKey, publicKey.count)
    let context = EVP_MD_CTX_new()
    defer {
      EVP_MD_CTX_free(context)
      EVP_PKEY_free(key)
    }
    return EVP_DigestVerifyInit(context, nil, nil, nil, key) == 1
      && EVP_DigestVerify(context, signature, signature.count, bytes, bytes.count) == 1
  }
}

/// EVP_PKEY_ED25519, a macro of a macro.
private let ed25519: Int32 = 1087
