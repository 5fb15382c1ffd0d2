import COpenSSL

/// Seals what the database keeps for us and must not be able to read: AES-256-GCM under a key that follows from one of
/// ours. Whoever has a copy of the database alone has nothing.
package struct Sealer: Sendable {
  /// The name of the key that seals.
  package let keyName: String
  private let keys: [Secret<[UInt8]>]

  private static let nonceLength = 12
  private static let tagLength = 16

  /// A text sealed for one purpose does not open for another.
  package init(_ keys: SecretKeys, purpose: String) {
    keyName = keys.signing.id
    let all = [keys.signing] + keys.all
    self.keys = all.map { Secret(Digest.hmacSHA256(key: $0.bytes.exposed, Array("seal \(purpose)".utf8))) }
  }

  /// Nonce, content, tag. `owner` must be the same again at opening: a row that is copied to somebody else is worthless.
  package func seal(_ content: [UInt8], for owner: String) -> [UInt8] {
    let nonce = randomBytes(Self.nonceLength)
    let cipher = Cipher(key: keys[0].exposed, nonce: nonce, isSealing: true)
    cipher.bind(Array(owner.utf8))
    let sealed = cipher.turn(content)
    return nonce + sealed + (cipher.finish() ? cipher.tag(Self.tagLength) : [])
  }

  /// Nil for what none of our keys has sealed for this owner.
  package func open(_ sealed: [UInt8], for owner: String) -> [UInt8]? {
    guard sealed.count >= Self.nonceLength + Self.tagLength else { return nil }
    let nonce = Array(sealed.prefix(Self.nonceLength))
    let tag = Array(sealed.suffix(Self.tagLength))
    let content = Array(sealed.dropFirst(Self.nonceLength).dropLast(Self.tagLength))
    for key in keys {
      let cipher = Cipher(key: key.exposed, nonce: nonce, isSealing: false)
      cipher.bind(Array(owner.utf8))
      let opened = cipher.turn(content)
      cipher.expect(tag)
      if cipher.finish() { return opened }
    }
    return nil
  }
}

/// One run of OpenSSL's AES-256-GCM. A step that fails makes `finish` false.
private final class Cipher {
  private let context = EVP_CIPHER_CTX_new()
  private var isSound: Bool

  init(key: [UInt8], nonce: [UInt8], isSealing: Bool) {
    isSound = EVP_CipherInit_ex(context, EVP_aes_256_gcm(), nil, key, nonce, isSealing ? 1 : 0) == 1
  }

  deinit { EVP_CIPHER_CTX_free(context) }

  func bind(_ bytes: [UInt8]) {
    var count: Int32 = 0
    isSound = EVP_CipherUpdate(context, nil, &count, bytes, Int32(bytes.count)) == 1 && isSound
  }

  func turn(_ bytes: [UInt8]) -> [UInt8] {
    var turned = [UInt8](repeating: 0, count: bytes.count)
    var count: Int32 = 0
    isSound = EVP_CipherUpdate(context, &turned, &count, bytes, Int32(bytes.count)) == 1 && isSound
    return turned
  }

  func expect(_ tag: [UInt8]) {
    var tag = tag
    isSound = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_SET_TAG, Int32(tag.count), &tag) == 1 && isSound
  }

  func finish() -> Bool {
    var none = [UInt8](repeating: 0, count: 16)
    var count: Int32 = 0
    return EVP_CipherFinal_ex(context, &none, &count) == 1 && isSound
  }

  func tag(_ length: Int) -> [UInt8] {
    var tag = [UInt8](repeating: 0, count: length)
    isSound = EVP_CIPHER_CTX_ctrl(context, EVP_CTRL_AEAD_GET_TAG, Int32(length), &tag) == 1 && isSound
    return isSound ? tag : []
  }
}
